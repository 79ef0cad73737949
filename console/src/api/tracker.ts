// Tracker's API as the console uses it: the Jira Cloud REST v3 subset of the site, and only the fields
// that a screen shows.
import { request, upload } from './request.ts';

export type AdfNode = {
  readonly type: string;
  readonly text?: string;
  readonly content?: readonly AdfNode[];
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly version?: number;
};

export type Named = { readonly id: string; readonly name: string };
export type TrackerUser = { readonly accountId: string; readonly displayName: string; readonly active?: boolean };
export type StatusCategory = 'new' | 'indeterminate' | 'done' | 'undefined';
export type Status = Named & { readonly statusCategory?: { readonly key: StatusCategory } };
export type IssueType = Named & { readonly subtask?: boolean; readonly description?: string; readonly hierarchyLevel?: number };

export type Project = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly lead?: TrackerUser;
  readonly issueTypes?: readonly IssueType[];
  readonly insight?: { readonly totalIssueCount?: number; readonly lastIssueUpdateTime?: string };
};

export type Attachment = {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly mimeType?: string;
  readonly created: string;
  readonly author?: TrackerUser;
};

export type LinkedIssue = { readonly id: string; readonly key: string; readonly fields: { readonly summary: string; readonly status?: Status; readonly issuetype?: IssueType } };

export type IssueLink = {
  readonly id: string;
  readonly type: Named & { readonly inward: string; readonly outward: string };
  readonly inwardIssue?: LinkedIssue;
  readonly outwardIssue?: LinkedIssue;
};

export type IssueFields = {
  readonly summary: string;
  readonly status?: Status;
  readonly issuetype?: IssueType;
  readonly priority?: Named | null;
  readonly resolution?: Named | null;
  readonly resolutiondate?: string | null;
  readonly assignee?: TrackerUser | null;
  readonly reporter?: TrackerUser | null;
  readonly project?: { readonly id: string; readonly key: string; readonly name: string };
  readonly labels?: readonly string[];
  readonly components?: readonly Named[];
  readonly fixVersions?: readonly Named[];
  readonly versions?: readonly Named[];
  readonly created?: string;
  readonly updated?: string;
  readonly duedate?: string | null;
  readonly description?: AdfNode | null;
  readonly environment?: AdfNode | null;
  readonly attachment?: readonly Attachment[];
  readonly subtasks?: readonly LinkedIssue[];
  readonly parent?: LinkedIssue;
  readonly issuelinks?: readonly IssueLink[];
} & Readonly<Record<`customfield_${string}`, unknown>>;

export type Issue = {
  readonly id: string;
  readonly key: string;
  readonly fields: IssueFields;
  readonly renderedFields?: { readonly description?: string | null; readonly environment?: string | null };
  readonly names?: Readonly<Record<string, string>>;
};

export type Comment = {
  readonly id: string;
  readonly author?: TrackerUser;
  readonly body?: AdfNode;
  readonly renderedBody?: string;
  readonly created: string;
  readonly updated?: string;
};

export type Worklog = {
  readonly id: string;
  readonly author?: TrackerUser;
  readonly started: string;
  readonly timeSpentSeconds: number;
  readonly comment?: AdfNode;
};

export type ChangeEntry = {
  readonly id: string;
  readonly author?: TrackerUser;
  readonly created: string;
  readonly items: readonly { readonly field: string; readonly fromString?: string | null; readonly toString?: string | null }[];
};

/** What a list shows when nobody chose. */
export const listFields: readonly string[] = ['summary', 'status', 'issuetype', 'priority', 'assignee', 'updated', 'created', 'labels', 'project'];

/** The calls of one site's tracker. */
export function trackerAt(siteId: string) {
  const at = (path: string): string => `/ex/jira/${siteId}/rest/api/3/${path}`;
  const issueAt = (key: string, rest = ''): string => at(`issue/${encodeURIComponent(key)}${rest}`);
  return {
    projects: (query: { query?: string; startAt?: number; maxResults?: number }, signal?: AbortSignal) =>
      request<{ values: readonly Project[]; total: number; isLast?: boolean }>(at('project/search'), {
        query: { ...query, expand: 'description,lead,insight' },
        signal,
      }),
    project: (key: string, signal?: AbortSignal) => request<Project>(at(`project/${encodeURIComponent(key)}`), { signal }),
    createProject: (values: { key: string; name: string; leadAccountId: string; projectTypeKey: string; description?: string }) =>
      request<{ id: string; key: string }>(at('project'), { method: 'POST', body: values }),
    changeProject: (key: string, values: { name?: string; description?: string; leadAccountId?: string }) =>
      request<Project>(at(`project/${encodeURIComponent(key)}`), { method: 'PUT', body: values }),
    projectComponents: (key: string, signal?: AbortSignal) => request<readonly Named[]>(at(`project/${encodeURIComponent(key)}/components`), { signal }),
    projectVersions: (key: string, signal?: AbortSignal) =>
      request<readonly (Named & { released?: boolean; archived?: boolean })[]>(at(`project/${encodeURIComponent(key)}/versions`), { signal }),
    statuses: (signal?: AbortSignal) => request<readonly Status[]>(at('status'), { signal }),
    priorities: (signal?: AbortSignal) => request<readonly Named[]>(at('priority'), { signal }),
    issueTypes: (signal?: AbortSignal) => request<readonly IssueType[]>(at('issuetype'), { signal }),
    labels: (signal?: AbortSignal) => request<{ values: readonly string[] }>(at('label'), { query: { maxResults: 1000 }, signal }),
    users: (query: string, signal?: AbortSignal) => request<readonly TrackerUser[]>(at('user/search'), { query: { query, maxResults: 20 }, signal }),
    search: ({ fields = listFields, ...values }: { jql: string; nextPageToken?: string; maxResults: number; fields?: readonly string[] }, signal?: AbortSignal) =>
      request<{ issues: readonly Issue[]; nextPageToken?: string; isLast?: boolean }>(at('search/jql'), {
        method: 'POST',
        body: { ...values, fields },
        signal,
      }),
    issue: (key: string, signal?: AbortSignal) => request<Issue>(issueAt(key), { query: { expand: 'renderedFields,names', fields: '*all' }, signal }),
    createIssue: (fields: Readonly<Record<string, unknown>>) => request<{ id: string; key: string }>(at('issue'), { method: 'POST', body: { fields } }),
    editIssue: (key: string, fields: Readonly<Record<string, unknown>>) => request<void>(issueAt(key), { method: 'PUT', body: { fields } }),
    deleteIssue: (key: string) => request<void>(issueAt(key), { method: 'DELETE' }),
    comments: (key: string, startAt: number, signal?: AbortSignal) =>
      request<{ comments: readonly Comment[]; total: number }>(issueAt(key, '/comment'), {
        query: { expand: 'renderedBody', orderBy: 'created', maxResults: 50, startAt },
        signal,
      }),
    addComment: (key: string, body: AdfNode) => request<Comment>(issueAt(key, '/comment'), { method: 'POST', body: { body } }),
    editComment: (key: string, id: string, body: AdfNode) => request<Comment>(issueAt(key, `/comment/${id}`), { method: 'PUT', body: { body } }),
    deleteComment: (key: string, id: string) => request<void>(issueAt(key, `/comment/${id}`), { method: 'DELETE' }),
    worklogs: (key: string, signal?: AbortSignal) => request<{ worklogs: readonly Worklog[]; total: number }>(issueAt(key, '/worklog'), { signal }),
    addWorklog: (key: string, values: { timeSpentSeconds: number; started: string; comment?: AdfNode }) =>
      request<Worklog>(issueAt(key, '/worklog'), { method: 'POST', body: values }),
    changes: (key: string, startAt: number, signal?: AbortSignal) =>
      request<{ values: readonly ChangeEntry[]; total: number; isLast?: boolean }>(issueAt(key, '/changelog'), { query: { startAt, maxResults: 100 }, signal }),
    attach: (key: string, file: File, onProgress: (sent: number, total: number) => void) => {
      const form = new FormData();
      form.append('file', file, file.name);
      return upload<readonly Attachment[]>(issueAt(key, '/attachments'), { body: form, headers: { 'x-atlassian-token': 'no-check' }, onProgress });
    },
    deleteAttachment: (id: string) => request<void>(at(`attachment/${id}`), { method: 'DELETE' }),
    attachmentAddress: (id: string) => at(`attachment/content/${id}`),
  };
}

export type Tracker = ReturnType<typeof trackerAt>;
