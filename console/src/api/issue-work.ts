// What people do to one issue beyond its fields: follow it, link it, log work, move it with a form. The same
// public API as `tracker.ts`, apart because only the issue's own screens need it.
import { request } from './request.ts';
import type { Named, Status, Worklog } from './tracker.ts';

export type FieldSchema = { readonly type: string; readonly items?: string; readonly system?: string; readonly custom?: string };

/** A field as a form needs it: what it may hold, and what may be chosen. */
export type FieldMeta = {
  readonly fieldId: string;
  readonly name: string;
  readonly required: boolean;
  readonly schema: FieldSchema;
  readonly allowedValues?: readonly { readonly id: string; readonly name?: string; readonly value?: string; readonly children?: readonly { readonly id: string; readonly value: string }[] }[];
};

export type LinkType = Named & { readonly inward: string; readonly outward: string };
export type WorkTransition = Named & { readonly to: Status; readonly hasScreen?: boolean; readonly fields?: Readonly<Record<string, Omit<FieldMeta, 'fieldId'>>> };

export type WorklogValues = { readonly timeSpentSeconds: number; readonly started?: string; readonly comment?: unknown };

export function issueWorkAt(siteId: string) {
  const at = (path: string): string => `/ex/jira/${siteId}/rest/api/3/${path}`;
  const issueAt = (key: string, rest: string): string => at(`issue/${encodeURIComponent(key)}/${rest}`);
  return {
    fields: (projectKey: string, typeId: string, signal?: AbortSignal) =>
      request<{ fields: readonly FieldMeta[] }>(at(`issue/createmeta/${encodeURIComponent(projectKey)}/issuetypes/${typeId}`), { signal }).then((answer) => answer.fields),
    transitions: (key: string, signal?: AbortSignal) => request<{ transitions: readonly WorkTransition[] }>(issueAt(key, 'transitions'), { query: { expand: 'transitions.fields' }, signal }),
    transition: (key: string, id: string, fields: Readonly<Record<string, unknown>> = {}) =>
      request<void>(issueAt(key, 'transitions'), { method: 'POST', body: { transition: { id }, ...(Object.keys(fields).length === 0 ? {} : { fields }) } }),
    resolutions: (signal?: AbortSignal) => request<readonly Named[]>(at('resolution'), { signal }),
    watch: (key: string, watching: boolean) => request<void>(issueAt(key, 'watchers'), { method: watching ? 'POST' : 'DELETE' }),
    vote: (key: string, voting: boolean) => request<void>(issueAt(key, 'votes'), { method: voting ? 'POST' : 'DELETE' }),
    watchers: (key: string, signal?: AbortSignal) => request<{ watchers: readonly { readonly accountId: string; readonly displayName: string }[] }>(issueAt(key, 'watchers'), { signal }),
    linkTypes: (signal?: AbortSignal) => request<{ issueLinkTypes: readonly LinkType[] }>(at('issueLinkType'), { signal }).then((answer) => answer.issueLinkTypes),
    link: (type: string, inwardKey: string, outwardKey: string) =>
      request<void>(at('issueLink'), { method: 'POST', body: { type: { id: type }, inwardIssue: { key: inwardKey }, outwardIssue: { key: outwardKey } } }),
    unlink: (id: string) => request<void>(at(`issueLink/${id}`), { method: 'DELETE' }),
    changeWorklog: (key: string, id: string, values: WorklogValues) => request<Worklog>(issueAt(key, `worklog/${id}`), { method: 'PUT', body: values }),
    deleteWorklog: (key: string, id: string) => request<void>(issueAt(key, `worklog/${id}`), { method: 'DELETE' }),
  };
}

export type IssueWork = ReturnType<typeof issueWorkAt>;
