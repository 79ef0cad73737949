/**
 * The security level of an issue as clients send it: one of the project's scheme, and one that the author belongs to. The second
 * is decided on the written issue, because a level may belong to its reporter or assignee.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { sealedIn } from './columns.ts';
import { FieldErrors, referenceOf } from './field-errors.ts';
import { securityLevelsOf, seesIssue } from './security-store.ts';

/** What was chosen: absent when nothing was sent. For a new issue the scheme's default stands in for nothing. */
export async function chosenLevel(tx: Tx, projectId: number, fields: Readonly<Record<string, unknown>>, isNew: boolean, faults: FieldErrors): Promise<number | null | undefined> {
  const sent = fields['security'];
  if (sent === null) return null;
  if (sent === undefined && !isNew) return undefined;
  const levels = await securityLevelsOf(tx, projectId);
  if (sent === undefined) return levels.find((level) => level.is_default)?.id;
  const reference = referenceOf(sent, 'id', 'name');
  const level = levels.find(({ id, name }) => String(id) === reference || tx.sealer.open(sealedIn.securityLevel.name, id, name) === reference);
  if (level === undefined) faults.add('security', 'The project has no such security level.');
  return level?.id;
}

/** Nobody secures an issue against themselves. Fails with tracker.fields_invalid; the transaction goes with it. */
export async function requireStillSeen(tx: Tx, viewer: Viewer, issueId: number): Promise<void> {
  if (await seesIssue(tx, viewer, issueId)) return;
  const faults = new FieldErrors();
  faults.add('security', 'You do not belong to this security level.');
  faults.throwIfAny();
}
