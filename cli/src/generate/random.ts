/**
 * Numbers that look random and are the same for the same seed on every machine, so that a benchmark or a drill can be
 * repeated with the very same content. Not for secrets.
 */
import { createHash } from 'node:crypto';

export interface Random {
  /** A whole number from 0 up to, but without, `limit`. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Mostly small, sometimes large, around this mean: how sizes are spread in real organizations (log-normal, at most twelve times the mean). */
  skewed(mean: number): number;
  /** Another sequence of its own, which this one's draws do not shift. */
  branch(name: string): Random;
}

/** Four words of state out of any text, then sfc32 (Chris Doty-Humphrey, PractRand). */
export function createRandom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8), digest.readUInt32LE(12)];
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + sum) >>> 0;
    return sum / 4_294_967_296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
    skewed(mean) {
      if (mean <= 0) return 0;
      const spread = 0.9; // of the logarithm; its mean is moved so that the numbers' own mean is the wanted one
      return Math.min(Math.round(mean * Math.exp(spread * normal() - (spread * spread) / 2)), mean * 12);
    },
    branch: (name) => createRandom(`${seed}/${name}`),
  };
}
