/**
 * Every refusal of the key service. Codes are stable for ever. Titles never contain key material, ids of
 * people or content; what was wrong this time is in `detail`.
 */
import { defineErrors } from '../../kernel/errors/index.ts';

export const keysErrors = defineErrors('keys', {
  scope_unknown: { status: 404, title: 'There are no keys for this scope; create the scope first.' },
  scope_malformed: { status: 400, title: 'A key scope is named by 1 to 64 characters of a-z, 0-9, "_", ":", "." and "-".' },
  scope_conflict: { status: 409, title: 'The key scope exists already and belongs to another organization.' },
  scope_locked: { status: 423, title: 'The keys are locked: content cannot be read or written until they are unlocked.' },
  scope_destroyed: { status: 410, title: 'The keys were destroyed: what was sealed with them can never be read again.' },
  destruction_refused: { status: 409, title: 'These keys may not be destroyed: what a destruction needs is not there.' },
  destruction_waits: { status: 503, title: 'Leases on these keys may still run; the destruction goes on when they have ended.' },
  signing_key_broken: { status: 500, title: 'The signing key file is cut, changed, or was sealed by another root key; put it back from a copy.' },
  lease_ended: { status: 503, title: 'The lease on these keys ended; ask for the sealer again.' },
  unavailable: { status: 503, title: 'The keys cannot be reached now; try again shortly.' },
  version_unknown: { status: 503, title: 'The value was sealed under a key version that is not here.' },
  sealed_value_broken: { status: 500, title: 'A sealed value was changed, cut or moved since it was written, and is refused.' },
  value_too_large: { status: 413, title: 'The value is larger than a sealed value may be.' },
  row_id_malformed: { status: 500, title: 'A row id for sealing is a safe integer, a bigint or 1 to 200 bytes of text.' },
  range_invalid: { status: 416, title: 'The range lies outside the stored object.' },
  version_limit: { status: 409, title: 'The scope has as many key versions as it may have.' },
  purpose_not_rotatable: { status: 409, title: 'Keys of this purpose cannot be rotated in place: values stored under them must be written anew.' },
  wrapped_key_broken: { status: 500, title: 'A stored key does not open: it was changed, or another master key wrapped it.' },
  root_key_missing: { status: 500, title: 'The root key is missing although master keys exist; put the root key file back.' },
  root_key_malformed: { status: 500, title: 'The root key file is not a root key, or was changed; put the original back.' },
  root_key_exposed: { status: 500, title: 'The root key file can be read or written by others; take those rights away (chmod 600).' },
  root_key_wrong: { status: 500, title: 'The root key is not the one that sealed the master keys; put the right root key file in place.' },
  master_key_broken: { status: 500, title: 'A master key file is missing, cut or changed; put it back from a copy.' },
});
