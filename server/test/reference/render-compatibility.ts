/**
 * docs/reference/compatibility-jira.md and compatibility-confluence.md: which operations of the public APIs are there. The names come
 * from committed lists (method and path, nothing else of the descriptions), what is there from the registry, what differs from the notes below.
 */
import type { Registry } from '../../src/kernel/service/index.ts';
import { code, page, table } from './markdown.ts';

export interface CompatibleApi {
  readonly title: string;
  readonly product: string;
  readonly mount: string;
  readonly of: string;
  /** Parts of the page: a heading, and how its operations' paths begin; the rest of the path's first part groups them. */
  readonly sections: readonly { readonly title: string; readonly prefix: string }[];
  /** Where an operation is there and does something else than the original. */
  readonly differences: Readonly<Record<string, string>>;
}

const jiraDifferences: Readonly<Record<string, string>> = {
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

export const jiraApi: CompatibleApi = {
  title: 'Compatibility with the public Jira APIs', product: 'Tracker', mount: '/ex/jira/:site', of: 'the platform API (v3) and the agile API (1.0)',
  sections: [{ title: 'Agile API 1.0', prefix: '/rest/agile/1.0/' }, { title: 'Platform API v3', prefix: '/rest/api/3/' }], differences: jiraDifferences,
};

export const confluenceApi: CompatibleApi = {
  title: 'Compatibility with the public Confluence API', product: 'Wiki', mount: '/ex/confluence/:site', of: 'the API v2 (and some of v1, which clients still use, beside them)',
  sections: [{ title: 'API v2', prefix: '/wiki/api/v2/' }],
  differences: {
    'DELETE /wiki/api/v2/pages/{id}': 'moves into the trash, from which it can be brought back; `purge` removes for good',
  },
};

const shape = (path: string): string => path.replaceAll(/\{[\w-]+\}|:\w+/g, ':');

export function renderCompatibility(registry: Registry, api: CompatibleApi, operations: readonly string[]): string {
  const doors = new Set(registry.routes.filter(({ mount: { prefix } }) => prefix === api.mount).map(({ route }) => `${route.method} ${shape(route.path)}`));
  const rows = operations.map((operation) => {
    const [method = '', path = ''] = operation.split(' ');
    const there = doors.has(`${method} ${shape(path)}`);
    const section = api.sections.find(({ prefix }) => path.startsWith(prefix));
    return { operation, there, section, group: path.slice(section?.prefix.length ?? 0).split('/')[0] ?? '', note: there ? (api.differences[operation] ?? '') : '' };
  });
  const unknown = Object.keys(api.differences).filter((operation) => !rows.some((row) => row.operation === operation && row.there));
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
  return page(api.title, [
    `${api.product} answers below \`${api.mount}\`. Of ${String(rows.length)} operations of ${api.of}, ${String(there.length)} are there, ${String(there.filter(({ note }) => note !== '').length)} of them with a difference.
What is there answers with the public shapes, errors and paging; contract tests compare answers with the public description and with a public client. What is missing answers 404.`,
    ...api.sections.map((wanted) => section(wanted.title, rows.filter((row) => row.section === wanted))),
  ]);
}
