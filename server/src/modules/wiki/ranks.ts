/**
 * Order among siblings: texts that sort between any two others, so that moving a page changes one row. Digits are
 * 0-9 A-Z a-z, compared byte by byte; a rank never ends in the lowest digit, which leaves room before it.
 */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = digits.length;

function digitAt(rank: string, index: number): number {
  return index < rank.length ? digits.indexOf(rank.charAt(index)) : 0;
}

/** A rank strictly between the two; null means the end of the list on that side. Needs `before` < `after`. */
export function rankBetween(before: string | null, after: string | null): string {
  let prefix = '';
  for (let index = 0; ; index += 1) {
    const low = digitAt(before ?? '', index);
    const high = after === null || index >= after.length ? base : digitAt(after, index);
    if (after !== null && index < after.length && low === high) {
      prefix += digits.charAt(low);
      continue;
    }
    const middle = Math.floor((low + high) / 2);
    if (middle > low) return prefix + digits.charAt(middle);
    prefix += digits.charAt(low);
    // No room at this digit: whatever follows `before` stays below `after` from here on.
    return prefix + above(before?.slice(index + 1) ?? '');
  }
}

/** A rank above `tail`, with nothing above it. */
function above(tail: string): string {
  let prefix = '';
  for (let index = 0; ; index += 1) {
    const low = digitAt(tail, index);
    const middle = Math.ceil((low + base) / 2);
    if (middle > low && middle < base) return prefix + digits.charAt(middle);
    prefix += digits.charAt(low);
  }
}

/** Ranks for so many siblings in order, evenly apart. */
export function evenRanks(count: number): readonly string[] {
  let width = 1;
  while (base ** width < (count + 1) * 4) width += 1;
  const step = Math.floor(base ** width / (count + 1));
  return Array.from({ length: count }, (_unused, index) => {
    let value = (index + 1) * step;
    let rank = '';
    for (let place = 0; place < width; place += 1) {
      rank = digits.charAt(value % base) + rank;
      value = Math.floor(value / base);
    }
    return rank.replace(/0+$/, '');
  });
}
