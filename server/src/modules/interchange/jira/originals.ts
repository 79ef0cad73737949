/**
 * Keeps of every record what a product has no field for, so that a later export gives the record back as its own system had it. Texts
 * that the product keeps itself are left out: what somebody changes or deletes here does not live on beside it.
 */
import type { ImportedOriginal } from '../../tracker/index.ts';
import { slices, type Step } from '../building/build.ts';
import { idOf, type JiraRecord } from '../reading/index.ts';
import { rawText } from '../spooling/record-text.ts';
import { associationId, lower } from './spool-kinds.ts';
import { filled, id, present, type JiraBuild } from './values.ts';

const rowsAtOnce = 500;
const keptElsewhere = new Set(['summary', 'environment', 'body', 'descriptor', 'textvalue', 'oldvalue', 'newvalue', 'oldstring', 'newstring', 'request']);
/** Configuration of an equal name here is joined with what was there, so that its own description is nowhere else. */
const described = new Set(['Issue', 'Project', 'Component', 'Version', 'CustomField', 'WorkflowScheme', 'SearchRequest']);

type Place = Pick<ImportedOriginal, 'issue' | 'project' | 'of'> & { readonly source: string };
type PlaceOf = (record: JiraRecord) => Place;

const own: PlaceOf = (record) => ({ source: id(record) });
const onIssue = (field: string, source: (record: JiraRecord) => string = id): PlaceOf => (record) => present({ source: source(record), issue: filled(record, field) });
const inProject = (field: string): PlaceOf => (record) => present({ source: id(record), project: filled(record, field) });

/** By the word under which the records were spooled: what each goes with. */
const places: Readonly<Record<string, PlaceOf>> = {
  issuetype: own, priority: own, resolution: own, status: own, linktype: own, category: own, role: own, customfield: own, option: own, workflowscheme: own, filter: own,
  workflow: (record) => ({ source: filled(record, 'name') ?? '', of: 'workflow' }),
  group: (record) => ({ source: filled(record, 'groupName') ?? filled(record, 'name') ?? '', of: 'group' }),
  project: (record) => ({ source: id(record), project: id(record) }), component: inProject('project'), version: inProject('project'), roleactor: inProject('pid'),
  issue: onIssue('id'), value: onIssue('issue'), label: onIssue('issue'), movedkey: onIssue('issueId'), comment: onIssue('issue'), worklog: onIssue('issue'), attachment: onIssue('issue'),
  change: onIssue('issue'), link: onIssue('source'), issuenode: onIssue('sourceNodeId', associationId), userassociation: onIssue('sinkNodeId', associationId),
};

/** Fields of which nothing is left over: such a record is written anew as it was. */
const plain: Readonly<Record<string, ReadonlySet<string>>> = {
  ChangeItem: new Set(['id', 'group', 'fieldtype', 'field', 'oldvalue', 'oldstring', 'newvalue', 'newstring']),
  NodeAssociation: new Set(['sourceNodeId', 'sourceNodeEntity', 'sinkNodeId', 'sinkNodeEntity', 'associationType']),
};

function originalOf(record: JiraRecord, place: Place): ImportedOriginal | undefined {
  const known = plain[record.type];
  if (place.source === '' || (known !== undefined && record.extra.length === 0 && [...record.fields].every(([name]) => known.has(name)))) return undefined;
  const fields = new Map([...record.fields].filter(([name, text]) => !keptElsewhere.has(name) && !(name === 'description' && text !== '' && described.has(record.type))));
  return { kind: record.type, ...place, raw: rawText({ ...record, fields }) };
}

async function put(build: JiraBuild, rows: readonly ImportedOriginal[]): Promise<void> {
  for (const some of slices(rows, rowsAtOnce)) await build.tracker.putOriginals(await build.ctx('tracker'), build.sourceId, some);
}

async function keep(build: JiraBuild, bucket: number, kind: string, placeOf: PlaceOf): Promise<void> {
  let rows: ImportedOriginal[] = [];
  for await (const record of build.records(kind, bucket)) {
    const row = originalOf(record, placeOf(record));
    if (row !== undefined) rows.push(row);
    if (rows.length >= rowsAtOnce) {
      await put(build, rows);
      rows = [];
    }
    await build.pace.step();
  }
  await put(build, rows);
}

/** Items of the history name their group; it names the issue, and lies in the same bucket. */
async function keepChangeItems(build: JiraBuild, bucket: number): Promise<void> {
  const issueOf = new Map<string, string>();
  for await (const record of build.records('change', bucket)) issueOf.set(id(record), filled(record, 'issue') ?? '');
  await keep(build, bucket, 'changeitem', (record) => {
    const issue = issueOf.get(filled(record, 'group') ?? '');
    return { source: issue === undefined ? '' : (idOf(record) ?? ''), ...(issue === undefined ? {} : { issue }) };
  });
}

/** A person's records are found by the key that other records name the person by. */
async function keepPeople(build: JiraBuild, bucket: number): Promise<void> {
  const nameOf = (record: JiraRecord): string => lower(record.fields.get('lowerUserName') ?? record.fields.get('userName') ?? record.fields.get('name'));
  const keys = new Map<string, string>();
  for await (const record of build.records('user', bucket)) {
    const key = filled(record, 'userKey');
    if (record.type === 'ApplicationUser' && key !== undefined && !keys.has(nameOf(record))) keys.set(nameOf(record), key);
  }
  await keep(build, bucket, 'user', (record) => {
    const name = nameOf(record);
    const written = filled(record, 'userName') ?? filled(record, 'name') ?? filled(record, 'lowerUserName') ?? '';
    return { source: name === '' ? '' : (keys.get(name) ?? written), of: 'person' };
  });
}

export const originalSteps: readonly Step<JiraRecord>[] = [
  ...Object.entries(places).map(([kind, placeOf]): Step<JiraRecord> => ({ name: 'originals', bucket: (build, bucket) => keep(build, bucket, kind, placeOf) })),
  { name: 'originals', bucket: keepChangeItems },
  { name: 'originals', bucket: keepPeople },
];
