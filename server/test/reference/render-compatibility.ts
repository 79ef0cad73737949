/**
 * docs/reference/compatibility-jira.md: which operations of the public Jira Cloud APIs are there. The names come from a committed
 * list (method and path, nothing else of the descriptions), what is there from the registry, what differs from the notes below.
 */
import type { Registry } from '../../src/kernel/service/index.ts';
import { code, page, table } from './markdown.ts';

const mount = '/ex/jira/:site';

/** Where an operation is there and does something else than the original. */
const differences: Readonly<Record<string, string>> = {
  'DELETE /rest/api/3/issue/{issueIdOrKey}': 'moves into the trash, from which it can be brought back',
  'DELETE /rest/api/3/project/{projectIdOrKey}': 'moves into the trash',
  'DELETE /rest/api/3/priority/{id}': 'answers 204 when it is done, instead of a task',
  'DELETE /rest/api/3/resolution/{id}': 'answers 204 when it is done, instead of a task',
  'DELETE /rest/api/3/field/{id}': 'answers 204 when it is done, instead of a task',
  'GET /rest/api/3/search': 'texts that need too many openings are refused; JQL as documented',
  'GET /rest/api/3/search/jql': 'JQL as documented',
  'POST /rest/api/3/bulk/issues/move': 'one target at a time; fields of the target are matched by name',
  'POST /rest/api/3/bulk/issues/transition': 'one transition at a time',
  'POST /rest/api/3/bulk/issues/fields': 'the common kinds of fields',
  'GET /rest/api/3/task/{taskId}': 'bulk changes only',
  'POST /rest/api/3/task/{taskId}/cancel': 'bulk changes only',
  'GET /rest/api/3/workflow/search': 'rules are shown by the doors of our own',
  'PUT /rest/api/3/workflowscheme/project': 'refused where issues would stand outside of their workflow; the door of our own says where they go',
  'GET /rest/api/3/serverInfo': 'says that it is compatible with Cloud',
  'POST /rest/agile/1.0/board': 'a location is needed; a filter is not',
  'POST /rest/api/3/project/{projectIdOrKey}/role/{id}': 'roles are asked for by workflows and comments; access is the access list\'s',
  'GET /rest/api/3/project/{projectIdOrKey}/role/{id}': 'roles are asked for by workflows and comments; access is the access list\'s',
};

const shape = (path: string): string => path.replaceAll(/\{\w+\}|:\w+/g, ':');

export function renderCompatibility(registry: Registry, operations: readonly string[]): string {
  const doors = new Set(registry.routes.filter(({ mount: { prefix } }) => prefix === mount).map(({ route }) => `${route.method} ${shape(route.path)}`));
  const rows = operations.map((operation) => {
    const [method = '', path = ''] = operation.split(' ');
    const there = doors.has(`${method} ${shape(path)}`);
    return { operation, there, group: /^\/rest\/(?:agile\/1\.0|api\/3)\/([^/]+)/.exec(path)?.[1] ?? '', agile: path.startsWith('/rest/agile/'), note: there ? (differences[operation] ?? '') : '' };
  });
  const unknown = Object.keys(differences).filter((operation) => !rows.some((row) => row.operation === operation && row.there));
  if (unknown.length > 0) throw new Error(`a difference is told of operations that are not there: ${unknown.join(', ')}`);
  const section = (title: string, wanted: readonly (typeof rows)[number][]): string => {
    const groups = [...new Set(wanted.map(({ group }) => group))];
    const counted = groups.map((group) => {
      const own = wanted.filter((row) => row.group === group);
      return [code(group), String(own.filter(({ there }) => there).length), String(own.length)];
    });
    const listed = wanted.map(({ operation, there, note }) => [code(operation), there ? (note === '' ? 'yes' : 'differs') : 'missing', note]);
    return `## ${title}\n\n${table(['Group', 'There', 'Of'], counted)}\n\n${table(['Operation', 'There', 'What differs'], listed)}`;
  };
  const there = rows.filter((row) => row.there);
  return page('Compatibility with the public Jira APIs', [
    `Tracker answers below \`${mount}\`. Of ${String(rows.length)} operations of the platform API (v3) and the agile API (1.0), ${String(there.length)} are there, ${String(there.filter(({ note }) => note !== '').length)} of them with a difference.
What is there answers with the public shapes, errors and paging; contract tests compare answers with the public description and with a public client. What is missing answers 404.`,
    section('Agile API 1.0', rows.filter(({ agile }) => agile)), section('Platform API v3', rows.filter(({ agile }) => !agile)),
  ]);
}
