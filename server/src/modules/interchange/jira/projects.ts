/** Projects, what they consist of, and who plays which role in them. */
import { uniqueBatches, type Step } from '../building/build.ts';
import { flagOf, idOf, type JiraRecord } from '../reading/index.ts';
import { projectAccess } from './project-access.ts';
import { day, filled, id, present, settlePut, whole, type JiraBuild } from './values.ts';

const rowsAtOnce = 1_000;

interface ProjectFacts {
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly categories: ReadonlyMap<string, string>;
  readonly workflowSchemes: ReadonlyMap<string, string>;
}

function projectFacts(build: JiraBuild): Promise<ProjectFacts> {
  return build.once('project facts', async () => {
    const keys = new Map<string, string[]>();
    for await (const record of build.records('projectkey')) {
      const project = filled(record, 'projectId') ?? '';
      const key = filled(record, 'projectKey');
      if (key !== undefined) keys.set(project, [...(keys.get(project) ?? []), key]);
    }
    const categories = new Map<string, string>();
    const workflowSchemes = new Map<string, string>();
    for await (const record of build.records('projectnode')) {
      const [project = '', sink] = [filled(record, 'sourceNodeId'), filled(record, 'sinkNodeId')];
      if (sink === undefined) continue;
      if (filled(record, 'sinkNodeEntity') === 'ProjectCategory') categories.set(project, sink);
      if (filled(record, 'sinkNodeEntity') === 'WorkflowScheme') workflowSchemes.set(project, sink);
    }
    return { keys, categories, workflowSchemes };
  });
}

async function putProjects(build: JiraBuild, bucket: number): Promise<void> {
  const facts = await projectFacts(build);
  const access = await projectAccess(build);
  for await (const records of uniqueBatches(build, 'project', bucket, rowsAtOnce, idOf)) {
    for (const record of records) {
      const source = id(record);
      const key = filled(record, 'key') ?? filled(record, 'originalkey') ?? `P${source}`;
      const begun = await build.tracker.beginProject(await build.ctx('tracker'), build.sourceId, present({
        source, key, formerKeys: (facts.keys.get(source) ?? []).filter((former) => former !== key), name: filled(record, 'name') ?? key, description: filled(record, 'description'),
        url: filled(record, 'url'), lead: filled(record, 'lead'), typeKey: filled(record, 'projecttype'), assigneeType: filled(record, 'assigneetype') === '2' ? 'PROJECT_LEAD' as const : 'UNASSIGNED' as const,
        category: facts.categories.get(source), workflowScheme: facts.workflowSchemes.get(source), counter: whole(record, 'counter'), access: access.accessOf(source),
      }));
      build.ledger.imported(record.type, 1, 'projects');
      if (begun.existing) build.ledger.existing(record.type, 1, 'projects');
      else if (begun.key !== key) build.ledger.note('Project', 'Its key belongs to another project here; it has the same key with a number behind it.');
      if (!begun.existing && access.accessOf(source) === 'administrators') build.ledger.note('Project', 'Not everybody could see it in the source, or the backup does not say: it is open to its importer and the site\'s administrators only.');
    }
  }
}

async function putComponents(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'component', bucket, rowsAtOnce, idOf)) {
    const rows = records.map((record) => present({
      source: id(record), project: filled(record, 'project') ?? '', name: filled(record, 'name') ?? filled(record, 'cname') ?? '', description: filled(record, 'description'), lead: filled(record, 'lead'),
      assigneeType: ({ '1': 'COMPONENT_LEAD', '2': 'PROJECT_LEAD', '3': 'UNASSIGNED' } as const)[filled(record, 'assigneetype') ?? ''],
    }));
    settlePut(build, records, '', await build.tracker.putComponents(await build.ctx('tracker'), build.sourceId, rows));
  }
}

async function putVersions(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'version', bucket, rowsAtOnce, idOf)) {
    const rows = records.map((record) => present({
      source: id(record), project: filled(record, 'project') ?? '', name: filled(record, 'name') ?? filled(record, 'vname') ?? '', description: filled(record, 'description'), sequence: whole(record, 'sequence'),
      released: flagOf(record, 'released') ?? false, archived: flagOf(record, 'archived') ?? false, startsOn: day(record, 'startdate'), releasesOn: day(record, 'releasedate'),
    }));
    settlePut(build, records, '', await build.tracker.putVersions(await build.ctx('tracker'), build.sourceId, rows));
  }
}

async function putRoleActors(build: JiraBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'roleactor', bucket, rowsAtOnce, idOf)) {
    const rows = records.map((record) => {
      const isGroup = filled(record, 'roletype') === 'atlassian-group-role-actor';
      const actor = filled(record, 'roletypeparameter');
      return present({ source: id(record), role: filled(record, 'projectroleid') ?? '', project: filled(record, 'pid'), group: isGroup ? actor : undefined, person: isGroup ? undefined : actor });
    });
    settlePut(build, records, '', await build.tracker.putRoleActors(await build.ctx('tracker'), build.sourceId, rows));
  }
}

export const projectSteps: readonly Step<JiraRecord>[] = [
  { name: 'projects', bucket: putProjects },
  { name: 'projects', bucket: putComponents },
  { name: 'projects', bucket: putVersions },
  { name: 'projects', bucket: putRoleActors },
];
