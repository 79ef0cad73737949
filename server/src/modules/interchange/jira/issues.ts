/** Issues, and what backups tell apart from them: labels, components, versions, watchers, votes, former keys, custom-field values. */
import type { ImportedFieldValue, ImportedIssue, ImportedPart } from '../../tracker/index.ts';
import { uniqueBatches, type Step } from '../building/build.ts';
import { idOf, timestampOf, type JiraRecord } from '../reading/index.ts';
import { associationId } from './spool-kinds.ts';
import { day, filled, id, markup, present, settlePut, time, whole, type JiraBuild } from './values.ts';

const issuesAtOnce = 400;
const partsAtOnce = 1_000;
const textareaKey = 'com.atlassian.jira.plugin.system.customfieldtypes:textarea';

function issueNumber(record: JiraRecord): number {
  const own = whole(record, 'number');
  if (own !== undefined) return own;
  return Number(/-(\d{1,15})$/.exec(filled(record, 'key') ?? filled(record, 'pkey') ?? '')?.[1] ?? Number.NaN);
}

function issue(build: JiraBuild, record: JiraRecord): ImportedIssue {
  const description = filled(record, 'description');
  const environment = filled(record, 'environment');
  return present({
    source: id(record), project: filled(record, 'project') ?? '', number: issueNumber(record), type: filled(record, 'type') ?? '', status: filled(record, 'status') ?? '', priority: filled(record, 'priority'),
    resolution: filled(record, 'resolution'), summary: filled(record, 'summary') ?? '', description: description === undefined ? undefined : markup(description),
    environment: environment === undefined ? undefined : markup(environment), assignee: filled(record, 'assignee'), reporter: filled(record, 'reporter'), creator: filled(record, 'creator'),
    createdAt: time(build, record, 'created', 'updated'), updatedAt: time(build, record, 'updated', 'created'), resolvedAt: timestampOf(record, 'resolutiondate', build.timeZone),
    dueOn: day(record, 'duedate'), originalEstimateS: whole(record, 'timeoriginalestimate'), remainingEstimateS: whole(record, 'timeestimate'), timeSpentS: whole(record, 'timespent'),
    securityLevel: filled(record, 'security'),
  });
}

async function putIssues(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'issue', bucket, issuesAtOnce, idOf)) {
    const rows: ImportedIssue[] = [];
    for (const record of records) {
      rows.push(issue(build, record));
      await build.pace.step();
    }
    settlePut(build, records, 'issues', await build.tracker.putIssues(await build.ctx('tracker'), build.sourceId, rows));
  }
}

interface Fields {
  readonly areText: ReadonlySet<string>;
  /** Option id by `field value`: the oldest backups write an option's words. */
  readonly optionsByValue: ReadonlyMap<string, string>;
  readonly options: ReadonlySet<string>;
}

function fieldFacts(build: JiraBuild): Promise<Fields> {
  return build.once('fields', async () => {
    const areText = new Set<string>();
    for await (const record of build.records('customfield')) if (filled(record, 'customfieldtypekey') === textareaKey) areText.add(id(record));
    const optionsByValue = new Map<string, string>();
    const options = new Set<string>();
    for await (const record of build.records('option')) {
      const field = filled(record, 'customfield') ?? '';
      optionsByValue.set(`${field} ${filled(record, 'value') ?? ''}`, id(record));
      options.add(`${field} ${id(record)}`);
      await build.pace.step();
    }
    return { areText, optionsByValue, options };
  });
}

function fieldValue(build: JiraBuild, record: JiraRecord, fields: Fields): ImportedFieldValue {
  const field = filled(record, 'customfield') ?? '';
  const text = filled(record, 'textvalue');
  const written = filled(record, 'stringvalue');
  const isOption = written === undefined || fields.options.has(`${field} ${written}`);
  const string = isOption ? written : (fields.optionsByValue.get(`${field} ${written}`) ?? written);
  return present({
    source: id(record), field, string, text: text === undefined ? undefined : fields.areText.has(field) ? markup(text) : text, number: filled(record, 'numbervalue'),
    date: timestampOf(record, 'datevalue', build.timeZone), parent: filled(record, 'parentkey'),
  });
}

type PartReader = (build: JiraBuild, record: JiraRecord, fields: Fields) => ImportedPart;

const customFieldNumber = (text: string): string => text.replace(/^customfield_/, '');

const partReaders: Readonly<Record<string, { readonly idOf: (record: JiraRecord) => string | undefined; readonly read: PartReader }>> = {
  value: { idOf, read: (build, record, fields) => ({ kind: 'value', source: id(record), issue: filled(record, 'issue') ?? '', value: fieldValue(build, record, fields) }) },
  label: {
    idOf,
    read(_build, record) {
      const field = filled(record, 'fieldid');
      const [source, issueId, label] = [id(record), filled(record, 'issue') ?? '', filled(record, 'label') ?? ''];
      return field === undefined ? { kind: 'label', source, issue: issueId, label } : { kind: 'value', source: `label-${source}`, issue: issueId, value: { source: `label-${source}`, field: customFieldNumber(field), string: label } };
    },
  },
  issuenode: {
    idOf: associationId,
    read(_build, record) {
      const [source, issueId, sink] = [associationId(record), filled(record, 'sourceNodeId') ?? '', filled(record, 'sinkNodeId') ?? ''];
      const association = filled(record, 'associationType');
      if (association === 'IssueComponent') return { kind: 'component', source, issue: issueId, component: sink };
      return { kind: association === 'IssueFixVersion' ? 'fixversion' : 'affectsversion', source, issue: issueId, version: sink };
    },
  },
  userassociation: {
    idOf: associationId,
    read: (build, record) => present({
      kind: filled(record, 'associationType') === 'WatchIssue' ? 'watcher' as const : 'voter' as const, source: associationId(record), issue: filled(record, 'sinkNodeId') ?? '',
      person: filled(record, 'sourceName') ?? '', at: timestampOf(record, 'created', build.timeZone),
    }),
  },
  movedkey: { idOf, read: (_build, record) => ({ kind: 'formerkey', source: id(record), issue: filled(record, 'issueId') ?? '', key: filled(record, 'oldIssueKey') ?? '' }) },
};

export type BucketWork = (build: JiraBuild, bucket: number) => Promise<void>;

function partWork(kind: string): BucketWork {
  const reader = partReaders[kind];
  if (reader === undefined) throw new Error(`nobody reads ${kind}`);
  return async (build, bucket) => {
    const fields = await fieldFacts(build);
    for await (const records of uniqueBatches(build, kind, bucket, partsAtOnce, reader.idOf)) {
      const rows: ImportedPart[] = [];
      const sources = new Map<JiraRecord, string>();
      for (const record of records) {
        const row = reader.read(build, record, fields);
        rows.push(row);
        sources.set(record, row.source);
        await build.pace.step();
      }
      settlePut(build, records, '', await build.tracker.putIssueParts(await build.ctx('tracker'), build.sourceId, rows), (record) => sources.get(record) ?? '');
    }
  };
}

export const issueSteps: readonly Step<JiraRecord>[] = [{ name: 'issues', bucket: putIssues }];
export const partLane: readonly BucketWork[] = ['value', 'label', 'issuenode', 'userassociation', 'movedkey'].map(partWork);
