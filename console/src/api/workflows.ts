// Workflows: what is live, the draft beside it, and the way from one to the other.
import { request } from './request.ts';
import type { StatusCategory } from './tracker.ts';

export type Condition = { readonly type: 'assignee' | 'reporter' } | { readonly type: 'role'; readonly role: string } | { readonly type: 'group'; readonly group: string } | { readonly type: 'level'; readonly level: 'admin' };
export type Validator = { readonly type: 'field-required'; readonly field: string };
export type PostFunction = { readonly type: 'set-resolution'; readonly resolution: string | null } | { readonly type: 'assign'; readonly to: string } | { readonly type: 'clear-field'; readonly field: string };
export type WorkflowTransition = {
  readonly id?: string;
  readonly name: string;
  readonly type: 'initial' | 'global' | 'directed';
  readonly from: readonly string[];
  readonly to: string;
  readonly conditions: readonly Condition[];
  readonly validators: readonly Validator[];
  readonly postFunctions: readonly PostFunction[];
};
export type WorkflowStatus = { readonly id: string; readonly name: string; readonly category?: StatusCategory };
export type WorkflowContent = { readonly name: string; readonly description?: string | null; readonly statuses: readonly WorkflowStatus[]; readonly transitions: readonly WorkflowTransition[] };
type ProjectName = { readonly id: string; readonly key: string; readonly name: string };
export type Workflow = WorkflowContent & { readonly id: string; readonly isDefault?: boolean; readonly version: number; readonly draft: (WorkflowContent & { readonly version: number }) | null; readonly projects: readonly ProjectName[] };
export type WorkflowLine = { readonly id: string; readonly name: string; readonly description?: string | null; readonly isDefault?: boolean; readonly statusCount: number; readonly transitionCount: number; readonly hasDraft: boolean; readonly projects: readonly ProjectName[] };
export type WorkflowCheck = { readonly problems: readonly { readonly code: string; readonly message: string; readonly status?: string; readonly transition?: string }[]; readonly removed: readonly { readonly status: string; readonly issues: number }[] };

export function workflowsAt(siteId: string) {
  const own = (path = ''): string => `/api/v1/sites/${siteId}/tracker/workflows${path}`;
  return {
    list: (signal?: AbortSignal) => request<{ items: readonly WorkflowLine[] }>(own(), { signal }).then(({ items }) => items),
    one: (id: string, signal?: AbortSignal) => request<Workflow>(own(`/${id}`), { signal }),
    create: (name: string, copyOf: string | undefined) => request<{ id: string }>(own(), { method: 'POST', body: { name, ...(copyOf === undefined ? {} : { copyOf }) } }),
    remove: (id: string) => request<void>(own(`/${id}`), { method: 'DELETE' }),
    saveDraft: (id: string, version: number | undefined, content: WorkflowContent) =>
      request<Workflow>(own(`/${id}/draft`), {
        method: 'PUT',
        body: { ...(version === undefined ? {} : { version }), name: content.name, ...(content.description ? { description: content.description } : {}), statuses: content.statuses.map(({ id: status }) => ({ id: status })), transitions: content.transitions },
      }),
    discardDraft: (id: string) => request<void>(own(`/${id}/draft`), { method: 'DELETE' }),
    check: (id: string) => request<WorkflowCheck>(own(`/${id}/check`), { method: 'POST' }),
    publish: (id: string, migrations: readonly { readonly from: string; readonly to: string }[]) => request<Workflow>(own(`/${id}/publish`), { method: 'POST', body: { migrations } }),
    createStatus: (name: string, category: 'TODO' | 'IN_PROGRESS' | 'DONE') =>
      request<readonly { readonly id: string; readonly name: string }[]>(`/ex/jira/${siteId}/rest/api/3/statuses`, { method: 'POST', body: { scope: { type: 'GLOBAL' }, statuses: [{ name, statusCategory: category }] } }),
  };
}

export type Workflows = ReturnType<typeof workflowsAt>;
