/**
 * Passwords as argon2id hashes with OWASP's parameters (19 MiB, 2 passes). At most two are worked out at once and
 * fifty may wait: hashing is dear on purpose and must not become a way to stop the server. An unknown address
 * costs as much as a known one.
 */
import { hash, verify } from '@node-rs/argon2';
import { identityErrors } from './errors.ts';

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const atOnceMax = 2;
const waitingMax = 50;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for an absent hash as for a present one. */
  matches(storedHash: string | undefined, password: string): Promise<boolean>;
}

/** Fails with identity.password_weak (ASVS 4.0 V2.1.1, V2.1.2). */
export function checkPassword(password: string, email: string): void {
  const length = [...password].length;
  const local = email.split('@')[0] ?? '';
  if (length < 12 || length > 128 || password.toLowerCase().includes(email) || (local.length >= 6 && password.toLowerCase() === local) || new Set(password).size < 4) {
    throw identityErrors.password_weak({ errors: [{ field: 'password', code: 'password_weak', message: 'needs 12 to 128 characters, not all alike, without the e-mail address' }] });
  }
}

export function createPasswords(): Passwords {
  let active = 0;
  const waiters: (() => void)[] = [];
  let decoy: Promise<string> | undefined;

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (active >= atOnceMax) {
      if (waiters.length >= waitingMax) throw identityErrors.busy({ retryAfterSeconds: 2 });
      const { promise, resolve } = Promise.withResolvers<undefined>();
      waiters.push(() => resolve(undefined));
      await promise; // the one that ends hands its place over
    } else {
      active += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiters.shift();
      if (next === undefined) active -= 1;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => hash(password.normalize('NFKC'), parameters)),
    matches: (storedHash, password) => inTurn(async () => {
      decoy ??= hash('a password that nobody has', parameters);
      const right = await verify(storedHash ?? (await decoy), password.normalize('NFKC'));
      return right && storedHash !== undefined;
    }),
  };
}
