/** Content in the shapes of the older REST API (v1), where v2 has no door for something. */
import type { Content } from '../content-store.ts';
import { formatPerson } from '../people.ts';
import { contentPath } from '../render-bodies.ts';
import { downloadPath, type Answer } from './answers.ts';

const belowWiki = (path: string): string => path.replace(/^\/wiki/, '');

export function contentAsV1(content: Content, baseUrl: string): Answer {
  const { id, type, status, title, version } = content;
  const shown = type === 'attachment' ? `att${String(id)}` : String(id);
  const webui = belowWiki(contentPath({ id: content.pageId, spaceKey: content.spaceKey, type: content.pageType }));
  return {
    id: shown, type, status, title,
    space: { id: content.spaceId, key: content.spaceKey, name: content.spaceName, type: 'global', status: 'current', _links: { webui: `/spaces/${encodeURIComponent(content.spaceKey)}` }, _expandable: {} },
    version: {
      number: version.number, when: version.createdAt.toISOString(), message: version.message, minorEdit: version.minor,
      ...(version.author === null ? {} : { by: { type: 'known', accountId: formatPerson(version.author), accountType: 'atlassian' } }),
    },
    history: { latest: true, createdDate: content.createdAt.toISOString(), _expandable: {}, _links: {} },
    extensions: {}, _expandable: {}, _links: { webui, self: `${baseUrl}/wiki/rest/api/content/${shown}` },
  };
}

export function attachmentAsContent(content: Content, baseUrl: string): Answer {
  const download = downloadPath(content);
  return {
    ...contentAsV1(content, baseUrl),
    extensions: { mediaType: content.file?.mediaType ?? '', fileSize: content.file?.sizeBytes ?? 0, comment: content.version.message, fileId: content.file?.mediaId ?? '' },
    metadata: { mediaType: content.file?.mediaType ?? '', comment: content.version.message, _expandable: {} },
    container: { id: String(content.containerId ?? content.pageId), type: content.pageType },
    _links: { webui: belowWiki(contentPath({ id: content.pageId, spaceKey: content.spaceKey, type: content.pageType })), download, self: `${baseUrl}/wiki/rest/api/content/att${String(content.id)}` },
  };
}
