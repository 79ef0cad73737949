/** What people did on issues: comments, work logged, links, files. */
import type { ImportedAttachment, ImportedComment, ImportedLink, ImportedWorklog } from '../../tracker/index.ts';
import { slices, uniqueBatches, type Step } from '../building/build.ts';
import { storeFile } from '../building/store-file.ts';
import { idOf, timestampOf, type JiraRecord } from '../reading/index.ts';
import type { BucketWork } from './issues.ts';
import { filled, id, markup, present, settlePut, time, whole, type JiraBuild } from './values.ts';

const rowsAtOnce = 500;
const filesAtOnce = 4;

function written(build: JiraBuild, record: JiraRecord) {
  return {
    source: id(record), issue: filled(record, 'issue') ?? '', author: filled(record, 'author'), updateAuthor: filled(record, 'updateauthor'),
    createdAt: time(build, record, 'created', 'updated'), updatedAt: time(build, record, 'updated', 'created'),
    visibleToRole: filled(record, 'rolelevel'),
  };
}

async function putComments(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'comment', bucket, rowsAtOnce, idOf)) {
    const rows: ImportedComment[] = [];
    for (const record of records) {
      rows.push(present({ ...written(build, record), visibleToGroup: filled(record, 'level'), body: markup(filled(record, 'body') ?? '') }));
      await build.pace.step();
    }
    settlePut(build, records, 'comments', await build.tracker.putComments(await build.ctx('tracker'), build.sourceId, rows));
  }
}

async function putWorklogs(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'worklog', bucket, rowsAtOnce, idOf)) {
    const rows: ImportedWorklog[] = [];
    for (const record of records) {
      const body = filled(record, 'body');
      rows.push(present({
        ...written(build, record), visibleToGroup: filled(record, 'grouplevel'), body: body === undefined ? undefined : markup(body), startedAt: time(build, record, 'startdate', 'created'), timeSpentS: whole(record, 'timeworked') ?? 0,
      }));
      await build.pace.step();
    }
    settlePut(build, records, 'worklogs', await build.tracker.putWorklogs(await build.ctx('tracker'), build.sourceId, rows));
  }
}

/** Link types whose links make sub-tasks. */
function subtaskTypes(build: JiraBuild): Promise<ReadonlySet<string>> {
  return build.once('subtask types', async () => {
    const types = new Set<string>();
    for await (const record of build.records('linktype')) if (filled(record, 'style') === 'jira_subtask') types.add(id(record));
    return types;
  });
}

/** Parent of each sub-task whose link was seen, to refuse links that would make an issue its own ancestor. */
function parents(build: JiraBuild): Promise<Map<string, string>> {
  return build.once('parents', () => Promise.resolve(new Map<string, string>()));
}

function isAncestor(of: string, candidate: string, known: ReadonlyMap<string, string>): boolean {
  let at: string | undefined = of;
  for (let steps = 0; at !== undefined && steps < 1_000; steps += 1) {
    if (at === candidate) return true;
    at = known.get(at);
  }
  return at !== undefined;
}

async function putLinks(build: JiraBuild, bucket: number): Promise<void> {
  const subtasks = await subtaskTypes(build);
  const known = await parents(build);
  for await (const all of uniqueBatches(build, 'link', bucket, rowsAtOnce, idOf)) {
    const records = all.filter((record) => {
      const [from, to] = [filled(record, 'source') ?? '', filled(record, 'destination') ?? ''];
      if (!subtasks.has(filled(record, 'linktype') ?? '')) return true;
      if (isAncestor(from, to, known)) build.ledger.skipped(record.type, 'The sub-task would be its own ancestor.');
      else if (known.has(to) && known.get(to) !== from) build.ledger.skipped(record.type, 'The sub-task has another parent already.');
      else {
        known.set(to, from);
        return true;
      }
      return false;
    });
    const rows: ImportedLink[] = records.map((record) => present({
      source: id(record), type: filled(record, 'linktype') ?? '', from: filled(record, 'source') ?? '', to: filled(record, 'destination') ?? '', sequence: whole(record, 'sequence'),
      createdAt: timestampOf(record, 'created', build.timeZone),
    }));
    settlePut(build, records, 'links', await build.tracker.putLinks(await build.ctx('tracker'), build.sourceId, rows));
  }
}

async function putAttachments(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'attachment', bucket, rowsAtOnce, idOf)) {
    const rows: ImportedAttachment[] = [];
    for (const some of slices(records, filesAtOnce)) {
      rows.push(...(await Promise.all(some.map((record) => attachment(build, record)))));
      await build.pace.step();
    }
    settlePut(build, records, 'attachments', await build.tracker.putAttachments(await build.ctx('tracker'), build.sourceId, rows));
  }
}

async function attachment(build: JiraBuild, record: JiraRecord): Promise<ImportedAttachment> {
  const found = await storeFile(build, [{ id: id(record) }], 'tracker');
  return present({
    source: id(record), issue: filled(record, 'issue') ?? '', author: filled(record, 'author'), fileName: filled(record, 'filename') ?? id(record),
    mediaType: filled(record, 'mimetype') ?? 'application/octet-stream', sizeBytes: found?.sizeBytes ?? whole(record, 'filesize') ?? 0, createdAt: time(build, record, 'created'), mediaId: found?.mediaId,
  });
}

export const activityLane: readonly BucketWork[] = [putComments, putWorklogs, putAttachments];
export const linkSteps: readonly Step<JiraRecord>[] = [{ name: 'links', bucket: putLinks }];
