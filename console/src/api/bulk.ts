// Changing many issues at once, and what is done with one issue as a whole: move, clone, trash. A change is shown
// before it is made, runs as a job with progress, and tells what it could not do.
import { request } from './request.ts';

export type BulkWhich = { readonly issues: readonly string[] } | { readonly jql: string };
export type BulkChange =
  | { readonly fields?: Readonly<Record<string, unknown>>; readonly update?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> }
  | { readonly transition: { readonly toStatus: string } }
  | { readonly moveTo: { readonly project: string; readonly issueType?: string } }
  | { readonly delete: true }
  | { readonly watch: boolean };
export type BulkItem = {
  readonly id: string;
  readonly key: string;
  readonly summary: string;
  readonly outcome: 'change' | 'unchanged' | 'refused';
  readonly reason?: string;
  readonly changes?: readonly { readonly field: string; readonly from?: string | null; readonly to?: string | null }[];
};
export type BulkPreview = { readonly total: number; readonly allowed: number; readonly refused: number; readonly unchanged: number; readonly items: readonly BulkItem[] };
export type BulkTask = {
  readonly taskId: string;
  readonly state: 'waiting' | 'running' | 'done' | 'cancelled';
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly progress: number;
  readonly failures?: readonly { readonly id: string; readonly key: string; readonly reason: string }[];
};
export type TrashedIssue = {
  readonly id: string;
  readonly key: string;
  readonly summary: string;
  readonly project: { readonly id: string; readonly key: string; readonly name: string };
  readonly trashedAt: string;
  readonly trashedBy?: { readonly displayName: string } | null;
  readonly purgeAt: string;
  readonly withIt?: number;
};
export type TrashedFile = { readonly id: string; readonly filename: string; readonly issue: string; readonly trashedAt: string; readonly purgeAt: string };
export type TrashedProject = { readonly id: string; readonly key: string; readonly name: string; readonly trashedAt: string; readonly trashedBy?: { readonly displayName: string } | null; readonly purgeAt: string; readonly issueCount: number };

export function bulkAt(siteId: string) {
  const own = (path: string): string => `/api/v1/sites/${siteId}/tracker/${path}`;
  const issueAt = (key: string, rest: string): string => own(`issues/${encodeURIComponent(key)}/${rest}`);
  return {
    preview: (which: BulkWhich, change: BulkChange) => request<BulkPreview>(own('bulk/preview'), { method: 'POST', body: { ...which, change } }),
    start: (which: BulkWhich, change: BulkChange, notify: boolean) => request<{ taskId: string }>(own('bulk'), { method: 'POST', body: { ...which, change, notify } }),
    task: (taskId: string, signal?: AbortSignal) => request<BulkTask>(own(`bulk/${taskId}`), { signal }),
    cancel: (taskId: string) => request<void>(own(`bulk/${taskId}/cancel`), { method: 'POST' }),
    clone: (key: string, values: { readonly summary?: string; readonly withSubtasks?: boolean; readonly withLinks?: boolean; readonly withAttachments?: boolean }) => request<{ id: string; key: string }>(issueAt(key, 'clone'), { method: 'POST', body: values }),
    move: (key: string, values: { readonly project: string; readonly issueType?: string }) => request<{ key: string; formerKey: string }>(issueAt(key, 'move'), { method: 'POST', body: values }),
    trashedIssues: (query: { readonly project?: string | undefined; readonly nextPageToken?: string | undefined }, signal?: AbortSignal) => request<{ items: readonly TrashedIssue[]; nextPageToken?: string }>(own('trash/issues'), { query, signal }),
    restoreIssue: (id: string) => request<{ key: string }>(own(`trash/issues/${id}/restore`), { method: 'POST' }),
    purgeIssue: (id: string) => request<void>(own(`trash/issues/${id}`), { method: 'DELETE' }),
    trashedFiles: (project: string | undefined, signal?: AbortSignal) => request<{ items: readonly TrashedFile[] }>(own('trash/attachments'), { query: { project }, signal }).then(({ items }) => items),
    restoreFile: (id: string) => request<{ issue: string; fileName: string }>(own(`trash/attachments/${id}/restore`), { method: 'POST' }),
    trashedProjects: (signal?: AbortSignal) => request<{ items: readonly TrashedProject[] }>(own('trash/projects'), { signal }).then(({ items }) => items),
    restoreProject: (id: string) => request<void>(own(`trash/projects/${id}/restore`), { method: 'POST' }),
    purgeProject: (id: string) => request<void>(own(`trash/projects/${id}`), { method: 'DELETE' }),
  };
}

export type Bulk = ReturnType<typeof bulkAt>;
