/** One JSON line as a person reads it on a terminal: time, level, message, fields. */
export function toPlainLine(json: string): string {
  // Written by our own logger a moment ago.
  const { time, level, msg, error, ...fields } = JSON.parse(json) as { time: string; level: string; msg?: string; error?: unknown };
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${String(value)}`).join('');
  const thrown = error === undefined ? '' : `\n  ${JSON.stringify(error)}`;
  return `${time.slice(11, 19)} ${level.toUpperCase().padEnd(5)} ${msg ?? ''}${rest}${thrown}\n`;
}
