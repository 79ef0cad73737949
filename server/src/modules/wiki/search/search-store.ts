/** Candidates of a search, in order, with what the database could decide about each. */
import type { ReadTx } from '../../../kernel/db/index.ts';
import { contentColumns, spaceColumns, versionColumns } from '../columns.ts';
import type { ContentStatus, ContentType } from '../content-types.ts';
import { contentFrom, contentVisible, Values, type Viewer } from '../visibility-store.ts';
import type { CqlQuery } from './cql.ts';
import { compileCql, type Compiled } from './compile-cql-store.ts';

export interface Candidate {
  readonly id: number;
  readonly type: ContentType;
  readonly status: ContentStatus;
  readonly pageId: number;
  readonly pageType: ContentType;
  readonly containerId: number | null;
  readonly spaceId: number;
  readonly spaceKey: string;
  readonly spaceName: string;
  readonly title: string;
  readonly pageTitle: string;
  readonly modifiedAt: Date;
  /** ADF; opened only where it was asked for. */
  readonly body: string | null;
  readonly columns: readonly boolean[];
}

interface CandidateRow {
  readonly id: number;
  readonly type: ContentType;
  readonly status: ContentStatus;
  readonly page_id: number;
  readonly page_type: ContentType;
  readonly page_title: Buffer | null;
  readonly container_id: number | null;
  readonly space_id: number;
  readonly space_key: string;
  readonly space_name: Buffer;
  readonly title: Buffer | null;
  readonly modified_at: Date;
  readonly version_id: number;
  readonly body?: Buffer | null;
  readonly [column: `m${number}`]: unknown;
}

export interface CandidateSearch {
  readonly compiled: Compiled;
  /** At most `limit` candidates from `offset` on. */
  read(tx: ReadTx, offset: number, limit: number, body: boolean): Promise<readonly Candidate[]>;
  count(tx: ReadTx): Promise<number>;
}

const searched = `content.type in ('page', 'blogpost', 'comment', 'attachment') and content.status = 'current' and page.status in ('current', 'archived')`;

export function prepareSearch(tx: ReadTx, viewer: Viewer, query: CqlQuery): CandidateSearch {
  const values = new Values(viewer);
  const compiled = compileCql(tx, viewer, values, query.condition, query.order);
  const where = `${searched} and ${compiled.where} and ${contentVisible}`;
  const marks = compiled.columns.map((column, index) => `, (${column}) as m${String(index)}`).join('');
  return {
    compiled,
    async read(reading, offset, limit, body) {
      const paged = [...values.list, limit, offset];
      const rows = await reading.sql<CandidateRow>(
        `select content.id, content.type, content.status, content.page_id, page.type as page_type, page.title as page_title, content.container_id, content.space_id, space.key as space_key,
                space.name as space_name, content.title, content.modified_at, content.version_id ${body ? ', version.body' : ''} ${marks}
           from ${contentFrom} ${body ? 'join wiki.version version on version.id = content.version_id' : ''}
          where ${where} order by ${compiled.orderBy} limit $${String(paged.length - 1)} offset $${String(paged.length)}`, paged);
      return rows.map((row) => opened(reading, row, compiled.columns.length));
    },
    async count(reading) {
      const [row] = await reading.sql<{ count: number }>(`select count(*) as count from ${contentFrom} where ${where}`, values.list);
      return row?.count ?? 0;
    },
  };
}

function opened(tx: ReadTx, row: CandidateRow, columns: number): Candidate {
  const title = (id: number, sealed: Buffer | null) => (sealed === null ? '' : tx.sealer.open(contentColumns.title, id, sealed));
  return {
    id: row.id, type: row.type, status: row.status, pageId: row.page_id, pageType: row.page_type, containerId: row.container_id, spaceId: row.space_id, spaceKey: row.space_key,
    spaceName: tx.sealer.open(spaceColumns.name, row.space_id, row.space_name), title: title(row.id, row.title), pageTitle: title(row.page_id, row.page_title), modifiedAt: row.modified_at,
    body: row.body === undefined || row.body === null ? null : tx.sealer.open(versionColumns.body, row.version_id, row.body),
    columns: Array.from({ length: columns }, (_unused, index) => row[`m${index}`] === true),
  };
}
