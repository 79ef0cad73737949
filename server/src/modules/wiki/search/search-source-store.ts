/** The wiki's rows as search asks for them: the words of content and spaces, and who sees which. */
import type { ReadTx } from '../../../kernel/db/index.ts';
import { adfToText, type AdfDocument } from '../../richtext/index.ts';
import { contentColumns, spaceColumns, versionColumns } from '../columns.ts';
import type { ContentType } from '../content-types.ts';
import { labelToken } from '../labels.ts';
import { contentFrom, contentVisible, spaceVisible, Values, type Viewer } from '../visibility-store.ts';

export interface ContentWords {
  readonly id: number; readonly type: ContentType; readonly pageId: number; readonly pageType: ContentType; readonly pageTitle: string; readonly spaceKey: string; readonly spaceName: string;
  readonly title: string; readonly body: string; readonly modifiedAt: Date; readonly author: string | null;
}

interface ContentRow {
  readonly id: number; readonly type: ContentType; readonly page_id: number; readonly page_type: ContentType; readonly page_title: Buffer | null; readonly space_id: number; readonly space_key: string; readonly space_name: Buffer;
  readonly title: Buffer | null; readonly modified_at: Date; readonly author: string | null; readonly version_id: number; readonly body: Buffer | null;
}

const searched = `content.type in ('page', 'blogpost', 'comment', 'attachment') and content.status = 'current' and page.status in ('current', 'archived')`;
const words = `content.id, content.type, content.page_id, page.type as page_type, page.title as page_title, content.space_id, space.key as space_key, space.name as space_name, content.title, content.modified_at,
  coalesce(content.modifier, content.author) as author, content.version_id, version.body`;
const joined = `${contentFrom} join wiki.version version on version.id = content.version_id`;

function opened(tx: ReadTx, row: ContentRow): ContentWords {
  const title = (id: number, sealed: Buffer | null) => (sealed === null ? '' : tx.sealer.open(contentColumns.title, id, sealed));
  // Written by this module, as ADF.
  const body = row.body === null ? '' : adfToText(JSON.parse(tx.sealer.open(versionColumns.body, row.version_id, row.body)) as AdfDocument);
  return {
    id: row.id, type: row.type, pageId: row.page_id, pageType: row.page_type, pageTitle: title(row.page_id, row.page_title), spaceKey: row.space_key, spaceName: tx.sealer.open(spaceColumns.name, row.space_id, row.space_name),
    title: title(row.id, row.title), body, modifiedAt: row.modified_at, author: row.author,
  };
}

export async function contentWords(tx: ReadTx, viewer: Viewer, ids: readonly number[]): Promise<readonly ContentWords[]> {
  const values = new Values(viewer);
  const rows = await tx.sql<ContentRow>(`select ${words} from ${joined} where content.id = any(${values.add(ids)}::bigint[]) and ${searched} and ${contentVisible}`, values.list);
  return rows.map((row) => opened(tx, row));
}

/** Whatever the state of their space: what is being imported is found as soon as it is published. */
export async function allContentWords(tx: ReadTx, ids: readonly number[]): Promise<readonly ContentWords[]> {
  const rows = await tx.sql<ContentRow>(`select ${words} from ${joined} where content.id = any($1::bigint[]) and ${searched}`, [ids]);
  return rows.map((row) => opened(tx, row));
}

export interface SpaceWords { readonly id: number; readonly key: string; readonly name: string; readonly changedAt: Date }

export async function spaceWords(tx: ReadTx, viewer: Viewer | null, ids: readonly number[]): Promise<readonly SpaceWords[]> {
  const values = viewer === null ? undefined : new Values(viewer, 'space');
  const rows = await tx.sql<{ id: number; key: string; name: Buffer; changed_at: Date }>(
    `select space.id, space.key, space.name, space.changed_at from wiki.space space where space.id = any(${values?.add(ids) ?? '$1'}::bigint[]) ${values === undefined ? '' : `and ${spaceVisible}`}`, values?.list ?? [ids]);
  return rows.map((row) => ({ id: row.id, key: row.key, name: tx.sealer.open(spaceColumns.name, row.id, row.name), changedAt: row.changed_at }));
}

export async function idsAfter(tx: ReadTx, table: 'content' | 'space', after: number, limit: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ id: number }>(`select id from wiki.${table} where id > $1::bigint order by id limit $2`, [after, limit]);
  return rows.map(({ id }) => id);
}

export interface ContentFilters {
  readonly space?: string | undefined; readonly types?: readonly string[] | undefined; readonly person?: string | undefined; readonly label?: string | undefined; readonly updatedAfter?: Date | undefined; readonly updatedBefore?: Date | undefined;
}

export function visibleContent(tx: ReadTx, viewer: Viewer, filters: ContentFilters): { readonly from: string; readonly where: string; readonly id: string; readonly changedAt: string; readonly values: unknown[] } {
  const values = new Values(viewer);
  const conditions = [searched, contentVisible];
  if (filters.space !== undefined) conditions.push(`space.key_claim = ${values.add(filters.space.toLowerCase())}`);
  if (filters.types !== undefined) conditions.push(`content.type = any(${values.add(filters.types)}::text[])`);
  if (filters.person !== undefined) {
    const person = `${values.add(filters.person)}::uuid`;
    conditions.push(`(content.author = ${person} or content.modifier = ${person})`);
  }
  if (filters.label !== undefined) {
    const { label } = filters;
    conditions.push(`content.id in (select labelled.content_id from wiki.content_label labelled join wiki.label label on label.id = labelled.label_id
      where (label.prefix <> 'my' or labelled.author = $3::uuid) and label.name_token = any(${values.add((['global', 'team', 'my'] as const).map((prefix) => labelToken(tx.sealer, prefix, label)))}::bytea[]))`);
  }
  if (filters.updatedAfter !== undefined) conditions.push(`content.modified_at >= ${values.add(filters.updatedAfter)}::timestamptz`);
  if (filters.updatedBefore !== undefined) conditions.push(`content.modified_at < ${values.add(filters.updatedBefore)}::timestamptz`);
  return { from: contentFrom, where: conditions.join(' and '), id: 'content.id', changedAt: 'content.modified_at', values: values.list };
}

export function visibleSpaces(viewer: Viewer): ReturnType<typeof visibleContent> {
  return { from: 'wiki.space space', where: spaceVisible, id: 'space.id', changedAt: 'space.changed_at', values: new Values(viewer, 'space').list };
}
