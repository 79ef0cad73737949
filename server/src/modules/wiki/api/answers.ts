/** Content in the shapes of Confluence Cloud's REST API v2: ids are texts, absent people and parents are left out or null as there. */
import type { Content, VersionFacts } from '../content-store.ts';
import type { Label } from '../label-store.ts';
import { formatPerson } from '../people.ts';
import type { Property } from '../property-store.ts';
import type { RenderedBody } from '../render-bodies.ts';
import { contentPath } from '../render-bodies.ts';
import type { Space } from '../space-store.ts';
import type { Draft } from '../editing/draft-store.ts';

export type Answer = Record<string, unknown>;

export interface Address {
  readonly baseUrl: string;
}

const personIfKnown = (name: string, uuid: string | null): Answer => (uuid === null ? {} : { [name]: formatPerson(uuid) });

/** Links are relative to `_links.base`, which ends in `/wiki`. */
const belowWiki = (path: string): string => path.replace(/^\/wiki/, '');

export function versionAnswer({ number, author, createdAt, message, minor }: VersionFacts): Answer {
  return { createdAt: createdAt.toISOString(), message, number, minorEdit: minor, ...personIfKnown('authorId', author), ncsStepVersion: null };
}

function bodyAnswer(body: RenderedBody | undefined): Answer {
  return body === undefined ? {} : { [body.representation]: body };
}

function linksOf(content: Content): Answer {
  const webui = belowWiki(contentPath({ id: content.id, spaceKey: content.spaceKey, type: content.type }));
  return { webui, editui: `/pages/resumedraft.action?draftId=${String(content.id)}`, tinyui: `/x/${Buffer.from(String(content.id)).toString('base64url')}` };
}

export function pageAnswer(content: Content, body: RenderedBody | undefined): Answer {
  const { id, status, title, spaceId, parentId, author, createdAt, version } = content;
  return {
    id: String(id), type: content.type, status, title, spaceId: String(spaceId),
    ...(content.type === 'page' ? { parentId: parentId === null ? null : String(parentId), parentType: parentId === null ? null : 'page', position: null } : {}),
    ...personIfKnown('authorId', author), ownerId: author === null ? null : formatPerson(author), lastOwnerId: null,
    createdAt: createdAt.toISOString(), version: versionAnswer(version), body: bodyAnswer(body), _links: linksOf(content),
  };
}

/** One's own edit under way, as the page that it would become. */
export function draftAnswer(content: Content, draft: Draft & { readonly author: string | null }, body: RenderedBody | undefined): Answer {
  const version = { ...content.version, author: draft.author, createdAt: draft.changedAt, message: '', minor: false };
  return { ...pageAnswer({ ...content, title: draft.title, version }, body), status: 'draft' };
}

export function childAnswer({ id, status, title, spaceId }: Content, hasChildren: boolean, childPosition: number): Answer {
  return { id: String(id), type: 'page', status, title, spaceId: String(spaceId), childPosition, hasChildren };
}

function containerOf(content: Content): Answer {
  const own = String(content.containerId ?? content.pageId);
  const page = String(content.pageId);
  if (content.containerId !== null && content.containerId !== content.pageId && content.type === 'comment') return { attachmentId: `att${own}` };
  if (content.pageType === 'page') return { pageId: page };
  if (content.pageType === 'blogpost') return { blogPostId: page };
  return content.pageType === 'custom' ? { customContentId: page } : {};
}

export function commentAnswer(content: Content, body: RenderedBody | undefined): Answer {
  const { id, status, parentId, version, anchor, resolution, resolver, resolvedAt } = content;
  const selection = anchor?.originalSelection ?? '';
  const marker = anchor?.markerRef ?? '';
  return {
    id: String(id), status, title: content.title, ...containerOf(content), ...(parentId === null ? {} : { parentCommentId: String(parentId) }),
    ...personIfKnown('authorId', content.author), version: versionAnswer(version), body: bodyAnswer(body),
    ...(content.subtype !== 'inline' ? {} : {
      resolutionStatus: resolution ?? 'open', ...personIfKnown('resolutionLastModifierId', resolver), ...(resolvedAt === null ? {} : { resolutionLastModifiedAt: resolvedAt.toISOString() }),
      properties: { inlineMarkerRef: marker, inlineOriginalSelection: selection, 'inline-marker-ref': marker, 'inline-original-selection': selection },
    }),
    _links: { webui: `${belowWiki(contentPath({ id: content.pageId, spaceKey: content.spaceKey, type: content.pageType }))}?focusedCommentId=${String(id)}` },
  };
}

export function downloadPath(content: Content, version?: number): string {
  const owner = String(content.containerId ?? content.pageId);
  return `/download/attachments/${owner}/${encodeURIComponent(content.title)}?version=${String(version ?? content.version.number)}&api=v2`;
}

export function attachmentAnswer(content: Content): Answer {
  const { id, status, title, createdAt, file, version } = content;
  const download = downloadPath(content);
  const webui = `${belowWiki(contentPath({ id: content.pageId, spaceKey: content.spaceKey, type: content.pageType }))}?preview=att${String(id)}`;
  return {
    id: `att${String(id)}`, status, title, createdAt: createdAt.toISOString(), ...containerOf(content),
    mediaType: file?.mediaType ?? '', mediaTypeDescription: file?.mediaType ?? '', comment: version.message, fileId: file?.mediaId ?? '', fileSize: file?.sizeBytes ?? 0,
    ...personIfKnown('authorId', content.author), webuiLink: webui, downloadLink: download, version: versionAnswer(version), _links: { webui, download },
  };
}

export function spaceAnswer(space: Space, description?: RenderedBody): Answer {
  const { id, key, name, type, status, author, createdAt, homepageId } = space;
  return {
    id: String(id), key, name, type, status, ...personIfKnown('authorId', author), createdAt: createdAt.toISOString(), ...(homepageId === null ? {} : { homepageId: String(homepageId) }),
    ...(description === undefined ? {} : { description: bodyAnswer(description) }), currentActiveAlias: key, _links: { webui: `/spaces/${encodeURIComponent(key)}` },
  };
}

export function labelAnswer({ id, name, prefix }: Label): Answer {
  return { id: String(id), name, prefix };
}

export function propertyAnswer({ id, key, value, version, modifier, modifiedAt }: Property): Answer {
  return {
    id: String(id), key, value: JSON.parse(value) as unknown, // JSON text of any shape
    version: { createdAt: modifiedAt.toISOString(), message: '', number: version, minorEdit: false, ...personIfKnown('authorId', modifier) },
  };
}

/** Results that an `include-…` parameter asks for beside the thing itself. */
export function included(results: readonly unknown[], hasMore: boolean, self: string): Answer {
  return { results, meta: { hasMore, cursor: '' }, _links: { self } };
}

export function withBase(answer: Answer, { baseUrl }: Address): Answer {
  const links = answer['_links'];
  return { ...answer, _links: { ...(typeof links === 'object' && links !== null ? links : {}), base: `${baseUrl}/wiki` } };
}
