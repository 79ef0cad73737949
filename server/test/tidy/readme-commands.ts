/**
 * The commands of a document that are meant to be run: fenced `sh` blocks right after a line `<!-- run -->`.
 * A line that is `npm start` goes on running behind the commands after it; everything else must end well.
 */
export interface CommandBlock {
  readonly line: number;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly kind: 'script' | 'server';
  readonly script: string;
}

const mark = /^<!-- run -->$/;
const serverLine = /^(?:[A-Z_][A-Z0-9_]*=\S*\s+)*npm start\b/;

/** Throws when a mark is followed by anything but a closed `sh` block with at least one command. */
export function commandBlocks(text: string): readonly CommandBlock[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (!mark.test(line.trim())) return [];
    let start = index + 1;
    while (lines[start]?.trim() === '') start += 1;
    if (!/^```(?:sh|bash)$/.test(lines[start]?.trim() ?? '')) throw new Error(`line ${index + 1}: after <!-- run --> comes a block of sh`);
    const length = lines.slice(start + 1).findIndex((candidate) => candidate.trim() === '```');
    if (length < 0) throw new Error(`line ${start + 1}: the block is not closed`);
    const steps = stepsOf(lines.slice(start + 1, start + 1 + length));
    if (steps.length === 0) throw new Error(`line ${start + 1}: the block holds no command`);
    return [{ line: start + 1, steps }];
  });
}

function stepsOf(lines: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let script: string[] = [];
  const flush = (): void => {
    if (script.some((line) => line.trim() !== '' && !line.trim().startsWith('#'))) steps.push({ kind: 'script', script: script.join('\n') });
    script = [];
  };
  for (const line of lines) {
    if (serverLine.test(line.trim())) {
      flush();
      steps.push({ kind: 'server', script: line.trim().replace(/\s+#.*$/, '') });
    } else script.push(line);
  }
  flush();
  return steps;
}
