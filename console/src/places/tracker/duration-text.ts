// Durations as people type them and the platform understands them: `3h 30m`, `2d`, or minutes alone. A day has
// eight hours and a week five days, as everywhere in the tracker.
const secondsIn: Readonly<Record<string, number>> = { w: 5 * 8 * 3600, d: 8 * 3600, h: 3600, m: 60 };
const shape = /^(?:\d{1,6}(?:[.,]\d{1,2})?\s*[wdhm]\s*)+$/;

/** Seconds, or undefined where the text is no duration. */
export function secondsOf(text: string): number | undefined {
  const typed = text.trim().toLowerCase();
  if (/^\d{1,6}$/.test(typed)) return Number(typed) * 60;
  if (!shape.test(typed)) return undefined;
  let sum = 0;
  for (const [, count, unit] of typed.matchAll(/(\d+(?:[.,]\d+)?)\s*([wdhm])/g)) sum += Number((count ?? '0').replace(',', '.')) * (secondsIn[unit ?? ''] ?? 0);
  return Math.round(sum);
}

export function durationText(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(seconds / 60) * 60;
  for (const [unit, length] of Object.entries(secondsIn)) {
    const count = Math.floor(left / length);
    if (count > 0) parts.push(`${count}${unit}`);
    left -= count * length;
  }
  return parts.length === 0 ? '0m' : parts.join(' ');
}
