/** Labels: each text once in a tenant, sealed, found by its token. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
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
