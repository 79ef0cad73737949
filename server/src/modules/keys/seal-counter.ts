/**
 * Counts, about, how many values each content key has sealed, because a key with random nonces may seal 2^32 (NIST
 * SP 800-38D §8.3). Counts are written down together every few seconds; what a crash loses is far below the distance between
 * the limit here and that one. At the limit the key is rotated.
 */
import type { Log } from '../../kernel/log/log.ts';
import type { SealCount } from './key-ring.ts';
import type { CountedKey } from './key-store.ts';

/** Half of what is allowed. */
export const sealsBeforeRotation = 2 ** 31;
const waitingMax = 20_000;

export interface SealCounterOptions {
  /** Writes counts down and returns the keys that have reached the limit. */
  readonly write: (counts: readonly CountedKey[]) => Promise<readonly CountedKey[]>;
  readonly rotate: (scopeId: string) => Promise<unknown>;
  readonly log: Pick<Log, 'warn' | 'info'>;
}

export class SealCounter {
  readonly #options: SealCounterOptions;
  readonly #waiting = new Map<string, SealCount>();
  #writing: Promise<void> | undefined;

  constructor(options: SealCounterOptions) {
    this.#options = options;
  }

  add(counts: readonly SealCount[]): void {
    for (const count of counts) {
      const key = `${count.scopeId}/${String(count.version)}`;
      const known = this.#waiting.get(key);
      if (known === undefined) this.#waiting.set(key, { ...count });
      else known.seals += count.seals;
    }
    // With the key store away for long, the longest waiting are given up rather than memory.
    for (const key of this.#waiting.keys()) {
      if (this.#waiting.size <= waitingMax) break;
      this.#waiting.delete(key);
    }
  }

  /** Never fails: what could not be written is kept for the next time. */
  flush(): Promise<void> {
    this.#writing ??= this.#flush().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #flush(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const counts = [...this.#waiting.values()];
    this.#waiting.clear();
    let due: readonly CountedKey[];
    try {
      due = await this.#options.write(counts);
    } catch (error) {
      this.add(counts);
      this.#options.log.warn('seal counts were not written', { module: 'keys', error });
      return;
    }
    for (const { scopeId } of due) {
      try {
        await this.#options.rotate(scopeId);
        this.#options.log.info('a data key was rotated because it had sealed enough', { module: 'keys', tenantId: scopeId });
      } catch (error) {
        this.#options.log.warn('a data key that has sealed enough was not rotated', { module: 'keys', tenantId: scopeId, error });
      }
    }
  }
}
