// The wiki's API as the console uses it: the Confluence Cloud REST v2 subset of the site, with v1 for
// search, label changes and uploads, which v2 does not have.
import type { AdfNode } from './tracker.ts';
import { request, upload } from './request.ts';

export type Space = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly type?: string;
  readonly status?: string;
  readonly homepageId?: string | null;
  readonly createdAt?: string;
  readonly description?: { readonly plain?: { readonly value?: string } } | null;
};

export type ContentKind = 'page' | 'blogpost';

export type ContentVersion = {
  readonly number: number;
  readonly message?: string | null;
  readonly createdAt: string;
  readonly authorId?: string | null;
  readonly minorEdit?: boolean;
};

export type ContentBody = {
  readonly view?: { readonly value: string };
  readonly atlas_doc_format?: { readonly value: string };
};

export type WikiContent = {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly spaceId: string;
  readonly parentId?: string | null;
  readonly authorId?: string | null;
  readonly createdAt: string;
  readonly version: ContentVersion;
  readonly body?: ContentBody;
};

export type TreeEntry = { readonly id: string; readonly title: string; readonly hasChildren?: boolean };

export type WikiComment = {
  readonly id: string;
  readonly status?: string;
  readonly body?: ContentBody;
  readonly version: ContentVersion;
  readonly resolutionStatus?: string;
  readonly properties?: { readonly inlineOriginalSelection?: string; readonly 'inline-original-selection'?: string };
};

export type WikiAttachment = {
  readonly id: string;
  readonly title: string;
  readonly mediaType?: string;
  readonly fileSize?: number;
  readonly version?: ContentVersion;
  readonly downloadLink?: string;
  readonly _links?: { readonly download?: string };
};

export type WikiLabel = { readonly id: string; readonly name: string; readonly prefix?: string };

export type WikiPage<Item> = { readonly results: readonly Item[]; readonly _links?: { readonly next?: string } };

export type SearchHit = {
  readonly content?: { readonly id: string; readonly type: string; readonly title: string; readonly space?: { readonly key: string; readonly name?: string } };
  readonly title: string;
  readonly excerpt?: string;
  readonly lastModified?: string;
  readonly resultGlobalContainer?: { readonly title?: string; readonly displayUrl?: string };
};

/** The cursor that a Confluence list hides in its next link. */
export function nextCursor(page: WikiPage<unknown>): string | undefined {
  const next = page._links?.next;
  if (next === undefined) return undefined;
  return new URL(next, 'http://cursor.invalid').searchParams.get('cursor') ?? undefined;
}

const collection = (kind: ContentKind): string => (kind === 'page' ? 'pages' : 'blogposts');

/** The calls of one site's wiki. */
export function wikiAt(siteId: string) {
  const base = `/ex/confluence/${siteId}/wiki`;
  const at = (path: string): string => `${base}/api/v2/${path}`;
  const old = (path: string): string => `${base}/rest/api/${path}`;
  const contentAt = (kind: ContentKind, id: string, rest = ''): string => at(`${collection(kind)}/${id}${rest}`);
  return {
    spaces: (query: { keys?: string; cursor?: string; limit?: number }, signal?: AbortSignal) =>
      request<WikiPage<Space>>(at('spaces'), { query: { sort: 'name', 'description-format': 'plain', ...query }, signal }),
    createSpace: (values: { key: string; name: string; description?: { representation: 'plain'; value: string } }) =>
      request<Space>(at('spaces'), { method: 'POST', body: values }),
    rootPages: (spaceId: string, cursor: string | undefined, signal?: AbortSignal) =>
      request<WikiPage<TreeEntry>>(at(`spaces/${spaceId}/pages`), { query: { depth: 'root', limit: 100, cursor }, signal }),
    children: (pageId: string, cursor: string | undefined, signal?: AbortSignal) =>
      request<WikiPage<TreeEntry>>(at(`pages/${pageId}/children`), { query: { limit: 100, cursor }, signal }),
    blogPosts: (spaceId: string, cursor: string | undefined, signal?: AbortSignal) =>
      request<WikiPage<WikiContent>>(at(`spaces/${spaceId}/blogposts`), { query: { limit: 50, sort: '-created-date', cursor }, signal }),
    content: (kind: ContentKind, id: string, query: { version?: number; format: 'view' | 'atlas_doc_format' }, signal?: AbortSignal) =>
      request<WikiContent>(contentAt(kind, id), { query: { 'body-format': query.format, version: query.version }, signal }),
    create: (kind: ContentKind, values: { spaceId: string; title: string; parentId?: string; body: AdfNode; status?: 'current' | 'draft' }) =>
      request<WikiContent>(at(collection(kind)), {
        method: 'POST',
        body: { status: 'current', ...values, body: { representation: 'atlas_doc_format', value: JSON.stringify(values.body) } },
      }),
    update: (kind: ContentKind, id: string, values: { title: string; body: AdfNode; version: number; message?: string }) =>
      request<WikiContent>(contentAt(kind, id), {
        method: 'PUT',
        body: {
          id,
          status: 'current',
          title: values.title,
          body: { representation: 'atlas_doc_format', value: JSON.stringify(values.body) },
          version: { number: values.version, ...(values.message ? { message: values.message } : {}) },
        },
      }),
    move: (id: string, position: 'before' | 'after' | 'append', target: string) => request<unknown>(old(`content/${id}/move/${position}/${target}`), { method: 'PUT' }),
    trash: (kind: ContentKind, id: string) => request<void>(contentAt(kind, id), { method: 'DELETE' }),
    versions: (kind: ContentKind, id: string, cursor: string | undefined, signal?: AbortSignal) =>
      request<WikiPage<ContentVersion>>(contentAt(kind, id, '/versions'), { query: { limit: 50, sort: '-modified-date', cursor }, signal }),
    labels: (kind: ContentKind, id: string, signal?: AbortSignal) => request<WikiPage<WikiLabel>>(contentAt(kind, id, '/labels'), { query: { limit: 200 }, signal }),
    addLabel: (id: string, name: string) => request<unknown>(old(`content/${id}/label`), { method: 'POST', body: [{ prefix: 'global', name }] }),
    removeLabel: (id: string, name: string) => request<void>(old(`content/${id}/label`), { method: 'DELETE', query: { name } }),
    footerComments: (kind: ContentKind, id: string, cursor: string | undefined, signal?: AbortSignal) =>
      request<WikiPage<WikiComment>>(contentAt(kind, id, '/footer-comments'), { query: { 'body-format': 'view', limit: 50, cursor }, signal }),
    inlineComments: (kind: ContentKind, id: string, cursor: string | undefined, signal?: AbortSignal) =>
      request<WikiPage<WikiComment>>(contentAt(kind, id, '/inline-comments'), { query: { 'body-format': 'view', limit: 50, cursor }, signal }),
    replies: (place: 'footer' | 'inline', id: string, signal?: AbortSignal) =>
      request<WikiPage<WikiComment>>(at(`${place}-comments/${id}/children`), { query: { 'body-format': 'view', limit: 100 }, signal }),
    addComment: (target: { pageId: string } | { blogPostId: string } | { parentCommentId: string }, body: AdfNode) =>
      request<WikiComment>(at('footer-comments'), {
        method: 'POST',
        body: { ...target, body: { representation: 'atlas_doc_format', value: JSON.stringify(body) } },
      }),
    deleteComment: (place: 'footer' | 'inline', id: string) => request<void>(at(`${place}-comments/${id}`), { method: 'DELETE' }),
    attachments: (kind: ContentKind, id: string, cursor: string | undefined, signal?: AbortSignal) =>
      request<WikiPage<WikiAttachment>>(contentAt(kind, id, '/attachments'), { query: { limit: 100, cursor }, signal }),
    attach: (id: string, file: File, onProgress: (sent: number, total: number) => void) => {
      const form = new FormData();
      form.append('file', file, file.name);
      return upload<{ results: readonly WikiAttachment[] }>(old(`content/${id}/child/attachment`), { body: form, headers: { 'x-atlassian-token': 'no-check' }, onProgress });
    },
    attachmentAddress: (attachment: WikiAttachment, pageId: string) =>
      `${base}${attachment.downloadLink ?? attachment._links?.download ?? `/download/attachments/${pageId}/${encodeURIComponent(attachment.title)}`}`,
    users: (accountIds: readonly string[], signal?: AbortSignal) =>
      request<WikiPage<{ accountId: string; displayName: string }>>(at('users-bulk'), { method: 'POST', body: { accountIds }, signal }),
    search: (cql: string, start: number, signal?: AbortSignal) =>
      request<{ results: readonly SearchHit[]; totalSize?: number; size?: number }>(old('search'), { query: { cql, start, limit: 25, expand: 'content.space' }, signal }),
  };
}

export type Wiki = ReturnType<typeof wikiAt>;
