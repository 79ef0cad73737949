/**
 * Rank keys: texts whose byte order is the order in which people put issues. Between any two different keys there is room for
 * another, so that a move writes the moved issue alone. Keys are lower-case letters and digits; those of imported systems may
 * hold other characters and take part all the same.
 *
 * A new issue's key is `h` and its id in fifteen digits: unique without asking anybody, and behind all that were made before.
 * Every other key made here is longer than that or begins with another letter, so it can never meet one.
 */
const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const firstLength = 16;

export function initialRank(issueId: number): string {
  return `h${String(issueId).padStart(firstLength - 1, '0')}`;
}

/** A key between two, null at the open ends. Undefined when there is none: the two are the same, or in the wrong order. */
export function rankBetween(before: string | null, after: string | null): string | undefined {
  if (before !== null && after !== null && before >= after) return undefined;
  const key = between(before ?? '', after);
  if (key === undefined) return undefined;
  // Longer than any first key, so that no issue to come is given the same.
  return key.padEnd(firstLength + 1, 'i');
}

function between(low: string, high: string | null): string | undefined {
  for (let at = 0; ; at += 1) {
    const left = low[at];
    const right = high === null ? undefined : high[at];
    if (left !== undefined && left === right) continue;
    const prefix = low.slice(0, at);
    if (left === undefined) return below(prefix, high === null ? null : high.slice(at));
    const choice = digits.split('').filter((digit) => digit > left && (high === null || right === undefined || digit < right));
    const middle = choice[Math.floor(choice.length / 2)];
    if (middle !== undefined) return prefix + middle;
    // No letter between the two: anything behind `low` that keeps its letter here is still before `high`.
    return above(prefix + left, low.slice(at + 1));
  }
}

/** Something that begins with the prefix and is behind `prefix + rest`. */
function above(prefix: string, rest: string): string {
  for (let at = 0; at < rest.length; at += 1) {
    const letter = rest[at] ?? '';
    const choice = digits.split('').filter((digit) => digit > letter);
    const middle = choice[Math.floor(choice.length / 2)];
    if (middle !== undefined) return prefix + rest.slice(0, at) + middle;
  }
  return `${prefix}${rest}i`;
}

/** Something that begins with the prefix, is longer than it, and before `prefix + rest`; null leaves that end open. */
function below(prefix: string, rest: string | null): string | undefined {
  if (rest === null) return `${prefix}i`;
  for (let at = 0; at < rest.length; at += 1) {
    const letter = rest[at] ?? '';
    const choice = digits.split('').filter((digit) => digit < letter);
    const middle = choice[Math.floor(choice.length / 2)];
    // A key that ends in the smallest digit leaves nothing below it; go one further there.
    if (middle !== undefined) return middle === '0' ? `${prefix}${rest.slice(0, at)}0i` : prefix + rest.slice(0, at) + middle;
  }
  return undefined;
}

/** Keys for several issues between two, in order; undefined when there is no room. */
export function ranksBetween(before: string | null, after: string | null, count: number): readonly string[] | undefined {
  if (count === 0) return [];
  const middle = rankBetween(before, after);
  if (middle === undefined) return undefined;
  // Halving keeps the keys short: the longest grows with the logarithm of the count.
  const left = ranksBetween(before, middle, Math.floor((count - 1) / 2));
  const right = ranksBetween(middle, after, Math.ceil((count - 1) / 2));
  return left === undefined || right === undefined ? undefined : [...left, middle, ...right];
}
