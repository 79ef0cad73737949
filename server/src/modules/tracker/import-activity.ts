/** What people did on imported issues: comments, worklogs, links, attachments, the history of changes. */
import type { Tx } from '../../kernel/db/index.ts';
import type { SealedColumn } from '../../kernel/seal/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { changeItemRow, historyField } from './change-rows.ts';
import { sealedIn } from './columns.ts';
import { keepOrTakeIds, type CounterName } from './counter-store.ts';
import { BatchTally, checkBatch, clip, newRows, numericId, validTime } from './import-batch.ts';
import { setParents } from './import-activity-store.ts';
import { linkStyles } from './import-configuration-store.ts';
import { lookUpWithPeople, remember, Wanted, type Remembered, type SourceKind, type Sources } from './import-map-store.ts';
import type { ImportedAttachment, ImportedChange, ImportedComment, ImportedLink, ImportedText, ImportedWorklog, ImportId, PutResult, SourceId } from './importing.ts';
import { attachmentTable, changeItemTable, changeTable, commentTable, issueLinkTable, worklogTable } from './issue-rows.ts';
import { insertRowsLater, insertRowsReturningIds } from './row-batch.ts';

interface OnIssue {
  readonly source: SourceId;
  readonly issue: SourceId;
}

interface PlacedRow<Row> {
  readonly row: Row;
  readonly id: number;
  readonly issueId: number;
  readonly sources: Sources;
}

/** The way of every batch of things that hang on an issue: look up, sort out, take ids, write, remember. */
async function putOnIssues<Row extends OnIssue>(
  ctx: Ctx, importId: ImportId, rows: readonly Row[],
  recipe: { readonly kind: SourceKind; readonly counter: CounterName; readonly want?: (wanted: Wanted, row: Row) => void; readonly times: (row: Row) => readonly Date[]; readonly write: (tx: Tx, placed: readonly PlacedRow<Row>[]) => Promise<void> },
): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const wanted = new Wanted();
    for (const row of rows) {
      wanted.add(recipe.kind, row.source);
      wanted.add('issue', row.issue);
      recipe.want?.(wanted, row);
    }
    const sources = await lookUpWithPeople(tx, importId, wanted);
    const fresh = newRows(recipe.kind, rows, sources, tally).filter((row) => {
      if (sources.id('issue', row.issue) === null) tally.skip(row.source, 'dangling', `issue ${row.issue}`);
      else if (!recipe.times(row).every(validTime)) tally.skip(row.source, 'invalid', 'time');
      else return true;
      return false;
    });
    const ids = await keepOrTakeIds(tx, recipe.counter, fresh.map(({ source }) => numericId(source)));
    await recipe.write(tx, fresh.map((row, index) => ({ row, id: ids[index] ?? 0, issueId: sources.id('issue', row.issue) ?? 0, sources })));
    await remember(tx, importId, fresh.map((row, index): Remembered => ({ kind: recipe.kind, source: row.source, id: ids[index] ?? 0 })));
    tally.added += fresh.length;
    return tally.result();
  });
}

function textColumns(tx: Tx, columns: { readonly body: SealedColumn; readonly body_source: SealedColumn }, id: number, text: ImportedText) {
  return { body: tx.sealer.seal(columns.body, id, JSON.stringify(text.adf)), source_format: text.format, body_source: tx.sealer.seal(columns.body_source, id, text.source) };
}

function writtenColumns({ row, id, issueId, sources }: PlacedRow<ImportedComment | ImportedWorklog>) {
  return {
    id, issue_id: issueId, author: sources.person(row.author), update_author: sources.person(row.updateAuthor),
    visible_to_group: sources.id('group', row.visibleToGroup), visible_to_role: sources.id('role', row.visibleToRole), created_at: row.createdAt, updated_at: row.updatedAt,
  };
}

function wantWritten(wanted: Wanted, row: ImportedComment | ImportedWorklog): void {
  wanted.add('person', row.author, row.updateAuthor);
  wanted.add('group', row.visibleToGroup);
  wanted.add('role', row.visibleToRole);
}

/** A restriction whose group or role nobody put must not fall away: it then names nobody. */
const nobody = -1;
function restricted(columns: ReturnType<typeof writtenColumns>, row: ImportedComment | ImportedWorklog) {
  return {
    ...columns,
    visible_to_group: row.visibleToGroup === undefined ? null : (columns.visible_to_group ?? nobody),
    visible_to_role: row.visibleToRole === undefined ? null : (columns.visible_to_role ?? nobody),
  };
}

export function putComments(ctx: Ctx, importId: ImportId, rows: readonly ImportedComment[]): Promise<PutResult> {
  return putOnIssues(ctx, importId, rows, {
    kind: 'comment', counter: 'comment', want: wantWritten, times: ({ createdAt, updatedAt }) => [createdAt, updatedAt],
    write: async (tx, placed) => {
      insertRowsLater(tx, commentTable, placed.map((item) => ({ ...restricted(writtenColumns(item), item.row), ...textColumns(tx, sealedIn.comment, item.id, item.row.body) })));
    },
  });
}

export function putWorklogs(ctx: Ctx, importId: ImportId, rows: readonly ImportedWorklog[]): Promise<PutResult> {
  return putOnIssues(ctx, importId, rows, {
    kind: 'worklog', counter: 'worklog', want: wantWritten, times: ({ createdAt, updatedAt, startedAt }) => [createdAt, updatedAt, startedAt],
    write: async (tx, placed) => {
      insertRowsLater(tx, worklogTable, placed.map((item) => ({
        ...restricted(writtenColumns(item), item.row),
        ...(item.row.body === undefined ? { body: null, source_format: null, body_source: null } : textColumns(tx, sealedIn.worklog, item.id, item.row.body)),
        started_at: item.row.startedAt, time_spent_s: Math.max(0, Math.round(item.row.timeSpentS)) || 0,
      })));
    },
  });
}

export function putAttachments(ctx: Ctx, importId: ImportId, rows: readonly ImportedAttachment[]): Promise<PutResult> {
  return putOnIssues(ctx, importId, rows, {
    kind: 'attachment', counter: 'attachment', want: (wanted, row) => { wanted.add('person', row.author); }, times: ({ createdAt }) => [createdAt],
    write: async (tx, placed) => {
      insertRowsLater(tx, attachmentTable, placed.map(({ row, id, issueId, sources }) => ({
        id, issue_id: issueId, author: sources.person(row.author), file_name: tx.sealer.seal(sealedIn.attachment.file_name, id, clip(row.fileName, 1_000)),
        media_type: clip(row.mediaType, 200), size_bytes: Number.isSafeInteger(row.sizeBytes) ? row.sizeBytes : 0, media_id: row.mediaId ?? null, created_at: row.createdAt,
      })));
    },
  });
}

export function putHistory(ctx: Ctx, importId: ImportId, rows: readonly ImportedChange[]): Promise<PutResult> {
  return putOnIssues(ctx, importId, rows, {
    kind: 'change', counter: 'change', times: ({ createdAt }) => [createdAt],
    want: (wanted, row) => {
      wanted.add('person', row.author);
      for (const item of row.items) {
        const field = historyField(item.fieldType, item.field);
        if (field?.references === 'person') wanted.add('personalias', item.from, item.to); // who is unknown stays a name in the record
        else if (field !== undefined && field.references !== null) wanted.add(field.references, item.from, item.to);
      }
    },
    write: async (tx, placed) => {
      insertRowsLater(tx, changeTable, placed.map(({ row, id, issueId, sources }) => ({ id, issue_id: issueId, author: sources.person(row.author), created_at: row.createdAt })));
      const items = placed.flatMap(({ row, id, sources }) => row.items.map((item) => ({ item, changeId: id, sources })));
      const ids = await keepOrTakeIds(tx, 'change_item', distinct(items.map(({ item }) => numericId(item.source))));
      insertRowsLater(tx, changeItemTable, items.map(({ item, changeId, sources }, index) => {
        const field = historyField(item.fieldType, item.field);
        const local = (source: string | undefined) => (field === undefined || field.references === null || field.references === 'person' ? null : sources.id(field.references, source));
        return changeItemRow(tx.sealer, ids[index] ?? 0, changeId, {
          ...item, fieldId: field?.id ?? null, fromId: local(item.from), toId: local(item.to),
          fromPerson: field?.references === 'person' ? sources.person(item.from) : null, toPerson: field?.references === 'person' ? sources.person(item.to) : null,
        });
      }));
    },
  });
}

/** Ids that come twice in one batch are taken afresh the second time. */
function distinct(ids: readonly (number | null)[]): (number | null)[] {
  const seen = new Set<number>();
  return ids.map((id) => {
    if (id === null || seen.has(id)) return null;
    seen.add(id);
    return id;
  });
}

export async function putLinks(ctx: Ctx, importId: ImportId, rows: readonly ImportedLink[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const wanted = new Wanted();
    for (const row of rows) {
      wanted.add('link', row.source);
      wanted.add('linktype', row.type);
      wanted.add('issue', row.from, row.to);
    }
    const sources = await lookUpWithPeople(tx, importId, wanted);
    const placed = newRows('link', rows, sources, tally).flatMap((row) => {
      const type = sources.id('linktype', row.type);
      const from = sources.id('issue', row.from);
      const to = sources.id('issue', row.to);
      if (type === null || from === null || to === null) {
        tally.skip(row.source, 'dangling', type === null ? `linktype ${row.type}` : from === null ? `issue ${row.from}` : `issue ${row.to}`);
        return [];
      }
      return [{ row, type, from, to }];
    });
    const styles = await linkStyles(tx, [...new Set(placed.map(({ type }) => type))]);
    const parents = placed.filter(({ type, from, to }) => styles.get(type) === 'jira_subtask' && from !== to);
    const links = placed.filter((item) => !parents.includes(item));
    await setParents(tx, parents.map(({ from, to, row }) => ({ child: to, parent: from, sequence: row.sequence ?? null })));
    const ids = await keepOrTakeIds(tx, 'issue_link', links.map(({ row }) => numericId(row.source)));
    const written = await insertRowsReturningIds(tx, issueLinkTable, links.map(({ row, type, from, to }, index) => ({
      id: ids[index] ?? 0, link_type_id: type, source_id: from, target_id: to, sequence: row.sequence ?? null, created_at: validTime(row.createdAt) ? row.createdAt : tx.now,
    })), 'on conflict do nothing');
    const kept = links.flatMap(({ row }, index): Remembered[] => {
      const id = ids[index] ?? 0;
      if (!written.has(id)) tally.skip(row.source, 'duplicate', `link of ${row.from} and ${row.to}`);
      return written.has(id) ? [{ kind: 'link', source: row.source, id }] : [];
    });
    await remember(tx, importId, [...kept, ...parents.map(({ row, to }): Remembered => ({ kind: 'link', source: row.source, id: to }))]);
    tally.added += kept.length + parents.length;
    return tally.result();
  });
}
