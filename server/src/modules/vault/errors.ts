/** What the vault refuses, and what it says when something in it is not as it was written. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const vaultErrors = defineErrors('vault', {
  name_invalid: { status: 400, title: 'That is no name for a vault object: lower-case letters, digits, dot, hyphen and underscore in segments joined by "/".' },
  lock_invalid: { status: 400, title: 'The end of the lock must lie in the future, and at most a hundred years away.' },
  object_exists: { status: 409, title: 'The vault has an object of that name; what is written there is never written again.' },
  object_unknown: { status: 404, title: 'The vault has no object of that name.' },
  object_locked: { status: 409, title: 'The object is locked and cannot be removed before its lock ends, by anybody.' },
  object_broken: { status: 500, title: 'The object in the vault is not what was written; "holdfast vault verify" names what happened.' },
  lock_shortened: { status: 409, title: 'A lock in the vault can be made longer, never shorter.' },
  verification_unknown: { status: 404, title: 'There is no such verification, or it ran before the platform was started.' },
  verifying: { status: 409, title: 'Several verifications wait already; look at those first.' },
  range_invalid: { status: 416, title: 'The range lies outside the object.' },
  no_space: { status: 507, title: 'There is no space left in the vault. The operator has to make room.' },
  unavailable: { status: 503, title: 'The vault cannot be reached now; try again shortly.' },
  in_use: { status: 503, title: 'Another process writes into this vault; a vault has one writer at a time.' },
  manifest_broken: { status: 500, title: 'The vault\'s manifest is not what was written: nothing is added to it until "holdfast vault verify" has been read and an operator has decided.' },
  store_refused: { status: 500, title: 'The object store does not keep what a vault must promise and is refused.' },
});

const systemCodeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
export const isMissing = (error: unknown): boolean => systemCodeOf(error) === 'ENOENT';
export const isTaken = (error: unknown): boolean => systemCodeOf(error) === 'EEXIST';
/** A file system without hard links. */
export const knowsNoLinks = (error: unknown): boolean => ['EPERM', 'ENOTSUP', 'ENOSYS'].includes(systemCodeOf(error));
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(systemCodeOf(error));
