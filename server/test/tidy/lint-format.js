/**
 * How the lint says what it found: one line for each problem, and how many files it saw.
 */
export default function format(results, { cwd }) {
  const lines = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => `${filePath.replace(`${cwd}/`, '')}:${line ?? 0}: ${message} (${ruleId ?? 'parser'})`),
  );
  return [...lines, `lint: ${results.length} files seen, ${lines.length} problems`, ''].join('\n');
}
