/**
 * Who may enter an imported project. Every member of the site, if in the source everybody could browse it: the permission to browse was
 * given to anyone, to all users of the application, or to a group or role that every user is in by default. In every other case, and
 * where the file does not say: its importer and the site's administrators, who may open it.
 */
import { filled, type JiraBuild } from './values.ts';

/** Groups that Jira puts every user into. */
export const everybodysGroups = new Set(['jira-users', 'users', 'jira-software-users', 'jira-core-users', 'jira-servicedesk-users']);
const groupActor = 'atlassian-group-role-actor';

export interface ProjectAccess {
  accessOf(project: string): 'everyone' | 'administrators';
}

export function projectAccess(build: Pick<JiraBuild, 'records' | 'once' | 'pace'>): Promise<ProjectAccess> {
  return build.once('project access', async () => {
    const schemeOf = new Map<string, string>();
    for await (const record of build.records('projectnode')) {
      const project = filled(record, 'sourceNodeId');
      const scheme = filled(record, 'sinkNodeId');
      if (filled(record, 'sinkNodeEntity') === 'PermissionScheme' && project !== undefined && scheme !== undefined) schemeOf.set(project, scheme);
    }
    const openSchemes = new Set<string>();
    const browsingRoles = new Map<string, Set<string>>();
    for await (const record of build.records('schemepermission')) {
      const scheme = filled(record, 'scheme');
      if (scheme === undefined || (filled(record, 'permissionKey') !== 'BROWSE_PROJECTS' && filled(record, 'permission') !== '10')) continue;
      const type = filled(record, 'type');
      const parameter = filled(record, 'parameter');
      if (type === 'applicationRole' || (type === 'group' && (parameter === undefined || everybodysGroups.has(parameter.toLowerCase())))) openSchemes.add(scheme);
      if (type === 'projectrole' && parameter !== undefined) browsingRoles.set(scheme, (browsingRoles.get(scheme) ?? new Set()).add(parameter));
    }
    /** `project role` where everybody is an actor. */
    const openRoles = new Set<string>();
    if (browsingRoles.size > 0) {
      for await (const record of build.records('roleactor')) {
        const everybody = filled(record, 'roletype') === groupActor && everybodysGroups.has((filled(record, 'roletypeparameter') ?? '').toLowerCase());
        if (everybody) openRoles.add(`${filled(record, 'pid') ?? ''} ${filled(record, 'projectroleid') ?? ''}`);
        await build.pace.step();
      }
    }
    return {
      accessOf(project) {
        const scheme = schemeOf.get(project);
        if (scheme === undefined) return 'administrators';
        const byRole = [...(browsingRoles.get(scheme) ?? [])].some((role) => openRoles.has(`${project} ${role}`));
        return openSchemes.has(scheme) || byRole ? 'everyone' : 'administrators';
      },
    };
  });
}
