/** What commands print: tables for people, one JSON value for programs. Only results go to standard output. */
export interface Output {
  readonly json: boolean;
  /** The result: as it is with --json, otherwise through `render`. */
  result<Value>(value: Value, render: (value: Value) => string): void;
  /** A remark for the person at the terminal; never in the way of a program. */
  note(text: string): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    result: (value, render) => void process.stdout.write(`${json ? jsonText(value, 2) : render(value)}\n`),
    note: (text) => {
      if (!json) process.stderr.write(`${manyLines(text)}\n`);
    },
  };
}

/** Columns as wide as their longest value; «none» for an empty list. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  if (rows.length === 0) return 'none';
  const cells = [headings.map((heading) => heading.toUpperCase()), ...rows.map((row) => row.map((value) => oneLine(String(value ?? '–'))))];
  const widths = headings.map((_heading, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  return cells.map((row) => row.map((value, column) => value.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** Names are people's: no control character of theirs reaches the terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '�');
}

/** What a server says, for the terminal: lines stay lines. */
export function manyLines(text: string): string {
  return text.split('\n').map(oneLine).join('\n');
}

/** JSON escapes only the old control characters by itself; the others mean the same escaped. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
