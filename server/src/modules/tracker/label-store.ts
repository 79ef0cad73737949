/** Labels: each text once in a tenant, sealed, found by its token. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { viewerValues, visibleIssue } from './access-store.ts';
import { labelToken, sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { labelTable } from './issue-rows.ts';
import { insertRows } from './row-batch.ts';

/** Ids of labels by their text; those that do not exist yet are made. */
export async function labelIds(tx: Tx, texts: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  if (texts.size === 0) return new Map();
  const tokens = [...texts].map((text) => ({ text, token: labelToken(tx.sealer, text) }));
  const known = await readIds(tx, tokens);
  const missing = tokens.filter(({ text }) => !known.has(text));
  if (missing.length === 0) return known;
  const first = await nextIds(tx, 'label', missing.length);
  await insertRows(tx, labelTable, missing.map(({ text, token }, index) => ({ id: first + index, name: tx.sealer.seal(sealedIn.label.name, first + index, text), name_token: token })), 'on conflict do nothing');
  // Read again: somebody else may have made one of them at the same moment.
  return readIds(tx, tokens);
}

async function readIds(tx: ReadTx, tokens: readonly { readonly text: string; readonly token: Buffer }[]): Promise<Map<string, number>> {
  const rows = await tx.sql<{ id: number; name_token: Buffer }>('select id, name_token from tracker.label where name_token = any($1::bytea[])', [tokens.map(({ token }) => token)]);
  const byToken = new Map(rows.map((row) => [row.name_token.toString('hex'), row.id]));
  return new Map(tokens.flatMap(({ text, token }): [string, number][] => {
    const id = byToken.get(token.toString('hex'));
    return id === undefined ? [] : [[text, id]];
  }));
}

/** Labels that issues carry which the viewer may see. */
export async function usedLabels(tx: ReadTx, viewer: Viewer, limit: number): Promise<readonly { readonly id: number; readonly name: Buffer }[]> {
  return tx.sql(
    `select l.id, l.name from tracker.label l where exists (select 1 from tracker.issue_label x join tracker.issue i on i.tenant_id = x.tenant_id and i.id = x.issue_id join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
      where x.label_id = l.id and i.trashed_at is null and ${visibleIssue('i', 'p')}) order by l.id limit $3`, [...viewerValues(viewer), limit]);
}
