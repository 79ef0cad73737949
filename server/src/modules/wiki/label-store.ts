/** Reads and writes labels, and which content carries them. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import { labelColumns } from './columns.ts';
import { labelToken, type LabelPrefix } from './labels.ts';
import { contentFrom, contentVisible, Values, type Viewer } from './visibility-store.ts';

export interface Label {
  readonly id: number;
  readonly prefix: LabelPrefix;
  readonly name: string;
}

interface LabelRow {
  readonly id: number;
  readonly prefix: LabelPrefix;
  readonly name: Buffer;
}

const opened = (tx: ReadTx, row: LabelRow): Label => ({ id: row.id, prefix: row.prefix, name: tx.sealer.open(labelColumns.name, row.id, row.name) });

/** Other people's own labels (`my`) are theirs. */
const shown = (author: string) => `(label.prefix <> 'my' or labelled.author = ${author}::uuid)`;

export async function listLabelsOf(tx: ReadTx, contentId: number, viewer: Viewer, list: { readonly prefix?: string; readonly after: number | null; readonly limit: number }): Promise<readonly Label[]> {
  const rows = await tx.sql<LabelRow>(
    `select label.id, label.prefix, label.name from wiki.content_label labelled join wiki.label label on label.id = labelled.label_id
      where labelled.content_id = $1 and ${shown('$2')} and ($3::text is null or label.prefix = $3) and ($4::bigint is null or label.id > $4) order by label.id limit $5`,
    [contentId, viewer.account, list.prefix ?? null, list.after, list.limit + 1]);
  return rows.map((row) => opened(tx, row));
}

/** Labels that something carries which the viewer may see. */
export async function listLabels(tx: ReadTx, viewer: Viewer, list: { readonly ids?: readonly number[]; readonly prefixes?: readonly string[]; readonly spaceId?: number; readonly after: number | null; readonly limit: number }): Promise<readonly Label[]> {
  const values = new Values(viewer);
  const conditions = ['true'];
  if (list.ids !== undefined) conditions.push(`label.id = any(${values.add(list.ids)}::bigint[])`);
  if (list.prefixes !== undefined) conditions.push(`label.prefix = any(${values.add(list.prefixes)}::text[])`);
  if (list.after !== null) conditions.push(`label.id > ${values.add(list.after)}`);
  const inSpace = list.spaceId === undefined ? '' : `and content.space_id = ${values.add(list.spaceId)}`;
  const rows = await tx.sql<LabelRow>(
    `select label.id, label.prefix, label.name from wiki.label label where ${conditions.join(' and ')} and exists (
       select 1 from wiki.content_label labelled join (${contentFrom}) on content.id = labelled.content_id
        where labelled.label_id = label.id and ${shown('$3')} ${inSpace} and ${contentVisible})
      order by label.id limit ${values.add(list.limit + 1)}`, values.list);
  return rows.map((row) => opened(tx, row));
}

export async function findLabelId(tx: ReadTx, prefix: LabelPrefix, name: string): Promise<number | undefined> {
  const [row] = await tx.sql<{ id: number }>('select id from wiki.label where name_token = $1', [labelToken(tx.sealer, prefix, name)]);
  return row?.id;
}

export async function countLabels(tx: ReadTx, contentId: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from wiki.content_label where content_id = $1', [contentId]);
  return row?.count ?? 0;
}

/** Finds or makes labels; ids in the order asked. `firstId` names the first of as many fresh numbers. */
export async function upsertLabels(tx: Tx, tenantId: string, names: readonly { readonly prefix: string; readonly name: string }[], firstId: number): Promise<readonly number[]> {
  const tokens = names.map(({ prefix, name }) => labelToken(tx.sealer, prefix, name));
  const fresh = new Map<string, { readonly id: number; readonly prefix: string; readonly name: string; readonly token: Buffer }>();
  names.forEach(({ prefix, name }, index) => {
    const token = tokens[index];
    if (token !== undefined) fresh.set(token.toString('latin1'), { id: firstId + index, prefix, name, token });
  });
  const added = [...fresh.values()];
  await tx.changeSql(
    `insert into wiki.label (tenant_id, id, prefix, name, name_token, created_at)
     select $1::uuid, id, prefix, name, name_token, $2::timestamptz from unnest($3::bigint[], $4::text[], $5::bytea[], $6::bytea[]) as given (id, prefix, name, name_token)
     on conflict (tenant_id, name_token) do nothing`,
    [tenantId, tx.now, added.map(({ id }) => id), added.map(({ prefix }) => prefix), added.map(({ id, name }) => tx.sealer.seal(labelColumns.name, id, name)), added.map(({ token }) => token)]);
  const rows = await tx.sql<{ id: number; name_token: Buffer }>('select id, name_token from wiki.label where name_token = any($1::bytea[])', [added.map(({ token }) => token)]);
  const byToken = new Map(rows.map((row) => [row.name_token.toString('latin1'), row.id]));
  return tokens.map((token) => {
    const id = byToken.get(token.toString('latin1'));
    if (id === undefined) throw new Error('a label was neither found nor made');
    return id;
  });
}

export interface Labelling {
  readonly contentId: number;
  readonly labelId: number;
  readonly author: string | null;
  readonly createdAt: Date;
}

/** Returns how many were new. */
export async function insertLabellings(tx: Tx, tenantId: string, rows: readonly Labelling[]): Promise<number> {
  return tx.changeSql(
    `insert into wiki.content_label (tenant_id, content_id, label_id, author, created_at)
     select $1::uuid, given.* from unnest($2::bigint[], $3::bigint[], $4::uuid[], $5::timestamptz[]) as given on conflict do nothing`,
    [tenantId, rows.map((row) => row.contentId), rows.map((row) => row.labelId), rows.map((row) => row.author), rows.map((row) => row.createdAt)]);
}

export async function deleteLabelling(tx: Tx, contentId: number, labelId: number): Promise<number> {
  return tx.changeSql('delete from wiki.content_label where content_id = $1 and label_id = $2', [contentId, labelId]);
}
