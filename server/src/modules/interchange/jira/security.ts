/** Security schemes with their levels and members; issues refer to levels, projects to schemes. */
import type { Step } from '../building/build.ts';
import type { JiraRecord } from '../reading/index.ts';
import { everybodysGroups } from './project-access.ts';
import { filled, id, present, type JiraBuild } from './values.ts';

type Schemes = Parameters<JiraBuild['tracker']['putSecurity']>[2];
type Member = Schemes[number]['levels'][number]['members'][number];

/** What has no like here (a custom field of people, the members of an application) makes nobody a member. */
function memberOf(record: JiraRecord): Member | undefined {
  const source = filled(record, 'parameter');
  switch (filled(record, 'type')) {
    case 'reporter': case 'assignee': case 'lead': return { kind: filled(record, 'type') as 'reporter' | 'assignee' | 'lead' }; // the very case
    case 'user': return source === undefined ? undefined : { kind: 'person', source };
    case 'projectrole': return source === undefined ? undefined : { kind: 'role', source };
    case 'group': return source === undefined || everybodysGroups.has(source.toLowerCase()) ? { kind: 'anyone' } : { kind: 'group', source };
    case 'applicationRole': return source === undefined ? { kind: 'anyone' } : undefined;
    default: return undefined;
  }
}

async function grouped<Value>(build: JiraBuild, kind: string, by: string, value: (record: JiraRecord) => Value | undefined): Promise<ReadonlyMap<string, readonly Value[]>> {
  const groups = new Map<string, Value[]>();
  for await (const record of build.records(kind)) {
    const made = value(record);
    const key = filled(record, by) ?? '';
    if (made !== undefined) groups.set(key, [...(groups.get(key) ?? []), made]);
    await build.pace.step();
  }
  return groups;
}

async function putSecurity(build: JiraBuild): Promise<void> {
  const members = await grouped(build, 'securitymember', 'security', memberOf);
  const levels = await grouped(build, 'securitylevel', 'scheme', (record) => present({
    source: id(record), name: filled(record, 'name') ?? id(record), description: filled(record, 'description'), members: members.get(id(record)) ?? [],
  }));
  const projects = await grouped(build, 'projectnode', 'sinkNodeId', (record) => (filled(record, 'sinkNodeEntity') === 'IssueSecurityScheme' ? filled(record, 'sourceNodeId') : undefined));
  const schemes: Schemes[number][] = [];
  for await (const record of build.records('securityscheme')) {
    schemes.push(present({
      source: id(record), name: filled(record, 'name') ?? id(record), description: filled(record, 'description'), defaultLevel: filled(record, 'defaultlevel'),
      levels: levels.get(id(record)) ?? [], projects: projects.get(id(record)) ?? [],
    }));
  }
  if (schemes.length > 0) await build.tracker.putSecurity(await build.ctx('tracker'), build.sourceId, schemes);
}

export const securitySteps: readonly Step<JiraRecord>[] = [{ name: 'projects', whole: putSecurity }];
