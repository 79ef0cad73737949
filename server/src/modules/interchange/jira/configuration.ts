/** What an imported Jira is set up with: types, statuses, workflows, fields. Small, so each kind is put whole, bucket by bucket. */
import type { Configuration, StatusCategory } from '../../tracker/index.ts';
import { uniqueBatches, type Step } from '../building/build.ts';
import { idOf, type JiraRecord } from '../reading/index.ts';
import { Ledger } from '../spooling/ledger.ts';
import { filled, id, present, settlePut, whole, type JiraBuild } from './values.ts';

const rowsAtOnce = 1_000;

/** Ids of status categories are the same in every Jira. */
const statusCategories: Readonly<Record<string, StatusCategory>> = { '1': 'undefined', '2': 'new', '3': 'done', '4': 'indeterminate' };

const named = (record: JiraRecord) => ({ source: id(record), name: filled(record, 'name') ?? '', description: filled(record, 'description'), sequence: whole(record, 'sequence') });

/** By the word under which the records were spooled. */
const readers: Readonly<Record<string, (records: readonly JiraRecord[]) => Configuration>> = {
  issuetype: (records) => ({ kind: 'issuetype', rows: records.map((record) => present({ ...named(record), subtask: filled(record, 'style') === 'jira_subtask' })) }),
  priority: (records) => ({ kind: 'priority', rows: records.map((record) => present({ ...named(record), color: colour(filled(record, 'statusColor')) })) }),
  resolution: (records) => ({ kind: 'resolution', rows: records.map((record) => present(named(record))) }),
  status: (records) => ({ kind: 'status', rows: records.map((record) => present({ ...named(record), category: statusCategories[filled(record, 'statuscategory') ?? ''] })) }),
  linktype: (records) => ({
    kind: 'linktype',
    rows: records.map((record) => present({ source: id(record), name: filled(record, 'linkname') ?? '', inward: filled(record, 'inward') ?? '', outward: filled(record, 'outward') ?? '', style: filled(record, 'style') })),
  }),
  category: (records) => ({ kind: 'category', rows: records.map((record) => present(named(record))) }),
  role: (records) => ({ kind: 'role', rows: records.map((record) => present(named(record))) }),
  customfield: (records) => ({
    kind: 'customfield', rows: records.map((record) => present({ ...named(record), typeKey: filled(record, 'customfieldtypekey') ?? '', searcherKey: filled(record, 'customfieldsearcherkey') })),
  }),
};

const options = (records: readonly JiraRecord[]): Configuration => ({
  kind: 'option',
  rows: records.map((record) => present({
    source: id(record), field: filled(record, 'customfield') ?? '', parent: filled(record, 'parentoptionid'), value: filled(record, 'value') ?? '', sequence: whole(record, 'sequence'),
    disabled: /^(?:Y|true)$/.test(filled(record, 'disabled') ?? '') ? true : undefined,
  })),
});

function colour(text: string | undefined): string | undefined {
  return text !== undefined && /^#[0-9a-f]{3,8}$/i.test(text) ? text : undefined;
}

function configurationStep(kind: string): Step<JiraRecord> {
  const read = readers[kind];
  if (read === undefined) throw new Error(`nobody reads ${kind}`);
  return {
    name: 'configuration',
    async bucket(build, bucket) {
      for await (const records of uniqueBatches(build, kind, bucket, rowsAtOnce, idOf)) {
        settlePut(build, records, '', await build.tracker.putConfiguration(await build.ctx('tracker'), build.sourceId, read(records)));
      }
    },
  };
}

/** An option's parent may lie in another bucket: first those without, then those with one. Duplicates are reported in the first round only. */
const optionSteps: readonly Step<JiraRecord>[] = [false, true].map((withParent): Step<JiraRecord> => ({
  name: 'configuration',
  async bucket(build, bucket) {
    const quiet: JiraBuild = withParent ? { ...build, ledger: new Ledger() } : build;
    for await (const all of uniqueBatches(quiet, 'option', bucket, rowsAtOnce, idOf)) {
      const records = all.filter((record) => (filled(record, 'parentoptionid') !== undefined) === withParent);
      if (records.length > 0) settlePut(build, records, '', await build.tracker.putConfiguration(await build.ctx('tracker'), build.sourceId, options(records)));
    }
  },
}));

/** Schemes and their entries name workflows, so a workflow's name is its source id. */
async function putWorkflows(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'workflow', bucket, rowsAtOnce, (record) => filled(record, 'name'))) {
    const rows = records.map((record) => present({ source: filled(record, 'name') ?? '', name: filled(record, 'name') ?? '', descriptor: filled(record, 'descriptor') }));
    settlePut(build, records, '', await build.tracker.putConfiguration(await build.ctx('tracker'), build.sourceId, { kind: 'workflow', rows }), (record) => filled(record, 'name') ?? '');
  }
}

function schemeEntries(build: JiraBuild): Promise<ReadonlyMap<string, readonly { issueType: string; workflow: string }[]>> {
  return build.once('workflow entries', async () => {
    const byScheme = new Map<string, { issueType: string; workflow: string }[]>();
    for await (const record of build.records('workflowentry')) {
      const scheme = filled(record, 'scheme');
      const workflow = filled(record, 'workflow');
      if (scheme === undefined || workflow === undefined) continue;
      byScheme.set(scheme, [...(byScheme.get(scheme) ?? []), { issueType: filled(record, 'issuetype') ?? '0', workflow }]);
    }
    return byScheme;
  });
}

/** Systems do not export the workflow that they came with; it is known. */
async function putBuiltInWorkflow(build: JiraBuild): Promise<void> {
  for (const entries of (await schemeEntries(build)).values()) {
    if (!entries.some(({ workflow }) => workflow === 'jira')) continue;
    await build.tracker.putConfiguration(await build.ctx('tracker'), build.sourceId, { kind: 'workflow', rows: [{ source: 'jira', name: 'jira' }] });
    return;
  }
}

async function putWorkflowSchemes(build: JiraBuild, bucket: number): Promise<void> {
  const entries = await schemeEntries(build);
  for await (const records of uniqueBatches(build, 'workflowscheme', bucket, rowsAtOnce, idOf)) {
    const rows = records.map((record) => present({ ...named(record), entries: entries.get(id(record)) ?? [] }));
    settlePut(build, records, '', await build.tracker.putConfiguration(await build.ctx('tracker'), build.sourceId, { kind: 'workflowscheme', rows }));
  }
}

export const configurationSteps: readonly Step<JiraRecord>[] = [
  ...['issuetype', 'priority', 'resolution', 'status', 'linktype', 'category', 'role'].map(configurationStep),
  { name: 'configuration', bucket: putWorkflows },
  { name: 'configuration', whole: putBuiltInWorkflow },
  { name: 'configuration', bucket: putWorkflowSchemes },
  configurationStep('customfield'),
  ...optionSteps,
];
