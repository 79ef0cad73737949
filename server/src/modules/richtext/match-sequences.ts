/**
 * Longest common subsequence of two lists of keys (Myers 1986, greedy, O((n+m)·d)), as the pairs of positions that
 * belong together. Beyond `editsMax` differences the middle counts as wholly different: an answer that is always true,
 * only coarser, and never slow.
 */
const editsMax = 2_000;

export type Pair = readonly [left: number, right: number];

export function matchSequences(left: readonly string[], right: readonly string[]): readonly Pair[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let [leftEnd, rightEnd] = [left.length, right.length];
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd -= 1;
    rightEnd -= 1;
  }
  const pairs: Pair[] = Array.from({ length: start }, (_unused, index) => [index, index] as const);
  pairs.push(...middle(left.slice(start, leftEnd), right.slice(start, rightEnd)).map(([a, b]) => [a + start, b + start] as const));
  for (let index = 0; leftEnd + index < left.length; index += 1) pairs.push([leftEnd + index, rightEnd + index]);
  return pairs;
}

function middle(left: readonly string[], right: readonly string[]): readonly Pair[] {
  const total = left.length + right.length;
  if (left.length === 0 || right.length === 0) return [];
  const offset = Math.min(total, editsMax) + 1;
  const furthest = new Int32Array(2 * offset + 1);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= Math.min(total, editsMax); edits += 1) {
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down = diagonal === -edits || (diagonal !== edits && at(furthest, offset + diagonal - 1) < at(furthest, offset + diagonal + 1));
      let x = down ? at(furthest, offset + diagonal + 1) : at(furthest, offset + diagonal - 1) + 1;
      let y = x - diagonal;
      while (x < left.length && y < right.length && left[x] === right[y]) {
        x += 1;
        y += 1;
      }
      furthest[offset + diagonal] = x;
      if (x >= left.length && y >= right.length) return walkBack(trace, left.length, right.length);
    }
  }
  return [];
}

const at = (values: Int32Array, index: number): number => values[index] ?? 0;

/** `trace[d]` holds what was reached with d-1 edits, from diagonal -d-1 on. */
function walkBack(trace: readonly Int32Array[], leftLength: number, rightLength: number): readonly Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [leftLength, rightLength];
  for (let edits = trace.length - 1; edits >= 0 && (x > 0 || y > 0); edits -= 1) {
    const reached = trace[edits] ?? new Int32Array();
    const value = (diagonal: number): number => at(reached, diagonal + edits + 1);
    const diagonal = x - y;
    const down = diagonal === -edits || (diagonal !== edits && value(diagonal - 1) < value(diagonal + 1));
    const fromX = edits === 0 ? 0 : down ? value(diagonal + 1) : value(diagonal - 1);
    const fromY = edits === 0 ? 0 : fromX - (diagonal + (down ? 1 : -1));
    const afterX = edits === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > afterX && y > (edits === 0 ? 0 : down ? fromY + 1 : fromY)) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}
