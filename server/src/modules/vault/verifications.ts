/**
 * Verifications that an operator asks for: one at a time in the background, with progress, the last few kept in memory.
 * What was found is also told to the log, so that it does not depend on somebody asking again.
 */
import { newUuid } from '../../kernel/ids/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { vaultErrors } from './errors.ts';
import type { Vault, VaultFinding } from './ports.ts';

export interface Verification {
  readonly id: string;
  readonly prefix: string;
  readonly startedAt: Date;
  endedAt: Date | null;
  state: 'running' | 'sound' | 'findings' | 'failed';
  /** Objects in the vault under the prefix when it began. */
  readonly objects: number;
  found: number;
  /** The first ones. */
  readonly findings: VaultFinding[];
}

export interface Verifications {
  /** After the one under way. */
  start(prefix: string): Promise<Verification>;
  /** Fails with vault.verification_unknown. */
  get(id: string): Verification;
}

const keptMax = 20;
const waitingMax = 5;
const findingsMax = 1000;

export function createVerifications({ vault, clock, onFinding, onError }: {
  readonly vault: Vault; readonly clock: Clock; readonly onFinding: (finding: VaultFinding) => void; readonly onError: (error: unknown) => void;
}): Verifications {
  const kept: Verification[] = [];
  let last: Promise<void> = Promise.resolve();

  async function run(verification: Verification): Promise<void> {
    try {
      for await (const finding of vault.verify({ prefix: verification.prefix })) {
        verification.found += 1;
        if (verification.findings.length < findingsMax) verification.findings.push(finding);
        onFinding(finding);
      }
      verification.state = verification.found === 0 ? 'sound' : 'findings';
    } catch (error) {
      verification.state = 'failed';
      onError(error);
    }
    verification.endedAt = clock.now();
  }

  return {
    async start(prefix) {
      const { objects } = await vault.status();
      if (kept.filter(({ state }) => state === 'running').length >= waitingMax) throw vaultErrors.verifying();
      const now = clock.now();
      const verification: Verification = { id: newUuid(now.getTime()), prefix, startedAt: now, endedAt: null, state: 'running', objects, found: 0, findings: [] };
      kept.unshift(verification);
      kept.splice(keptMax);
      last = last.then(() => run(verification));
      return verification;
    },
    get(id) {
      const found = kept.find((one) => one.id === id);
      if (found === undefined) throw vaultErrors.verification_unknown({ id });
      return found;
    },
  };
}
