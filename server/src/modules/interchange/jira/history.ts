/** The history of changes: a group is one act of one person, its items are what it changed. They meet in the bucket of the group. */
import type { ImportedChange, ImportedChangeItem } from '../../tracker/index.ts';
import { settle } from '../building/settle.ts';
import { uniqueBatches } from '../building/build.ts';
import { idOf, type JiraRecord } from '../reading/index.ts';
import type { BucketWork } from './issues.ts';
import { filled, id, present, time, type JiraBuild } from './values.ts';

const groupsAtOnce = 500;

function item(record: JiraRecord): ImportedChangeItem {
  return present({
    source: id(record), fieldType: filled(record, 'fieldtype') ?? 'jira', field: filled(record, 'field') ?? '', from: filled(record, 'oldvalue'), fromText: filled(record, 'oldstring'),
    to: filled(record, 'newvalue'), toText: filled(record, 'newstring'),
  });
}

async function putHistory(build: JiraBuild, bucket: number): Promise<void> {
  const items = new Map<string, ImportedChangeItem[]>();
  const seen = new Set<string>();
  for await (const record of build.records('changeitem', bucket)) {
    await build.pace.step();
    const own = idOf(record);
    if (own !== undefined && seen.has(own)) {
      build.ledger.skipped(record.type, 'The same id came before in the file.');
      continue;
    }
    if (own !== undefined) seen.add(own);
    const group = filled(record, 'group') ?? '';
    const list = items.get(group);
    if (list === undefined) items.set(group, [item(record)]);
    else list.push(item(record));
  }
  for await (const records of uniqueBatches(build, 'change', bucket, groupsAtOnce, idOf)) {
    const rows = records.map((record): ImportedChange => present({
      source: id(record), issue: filled(record, 'issue') ?? '', author: filled(record, 'author'), createdAt: time(build, record, 'created'), items: items.get(id(record)) ?? [],
    }));
    const result = await build.tracker.putHistory(await build.ctx('tracker'), build.sourceId, rows);
    settle(build.ledger, records.map((record) => ({ source: id(record), type: record.type })), '', { existing: result.existing, refused: result.skipped });
    const refused = new Set(result.skipped.map(({ source }) => source));
    for (const row of rows) {
      items.delete(row.source);
      if (refused.has(row.source)) build.ledger.skipped('ChangeItem', 'Its change was not imported.', row.items.length);
      else build.ledger.imported('ChangeItem', row.items.length);
    }
  }
  for (const left of items.values()) build.ledger.skipped('ChangeItem', 'It refers to a change that the file does not contain.', left.length);
}

export const historyLane: readonly BucketWork[] = [putHistory];
