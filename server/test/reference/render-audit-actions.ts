/** docs/reference/audit-actions.md: every action that can stand in the audit log, and the doors that record it. */
import type { Registry } from '../../src/kernel/service/index.ts';
import { describeAction } from '../../src/modules/audit/index.ts';
import { code, page, table } from './markdown.ts';

export function renderAuditActions(registry: Registry): string {
  const actions = [...new Set(registry.routes.flatMap(({ route }) => route.audit))].sort().map(describeAction);
  const groups = [...new Set(actions.map(({ group }) => group))].sort();
  const doorsOf = (id: string): string => registry.routes.filter(({ route }) => route.audit.includes(id)).map(({ route, address }) => code(`${route.method} ${address}`)).join('<br>');
  return page('Audit actions', [
    `An effective command leaves exactly one record with one of these ${String(actions.length)} actions, in its own transaction; a command that changes nothing leaves none. A refused one (403) leaves a record with
\`outcome: refused\` under the door's first action, or under the name of its permission (\`tracker_project_view\`) where the door only reads; at most 30 a minute of one person. Names of things and values before and after
are sealed under the organization's key; ids, times, actor and action are plain.`,
    ...groups.map((group) => `## ${group}\n\n${table(['Action', 'Shown as', 'Doors'], actions.filter((action) => action.group === group).map(({ id, displayName }) => [code(id), displayName, doorsOf(id)]))}`),
  ]);
}
