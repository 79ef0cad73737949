/** Whom events of pages concern: who is mentioned, who wrote or watches the page, whose comment was answered. */
import { accountIds } from '../../kernel/ids/index.ts';
import type { NoticeSource } from '../notification/index.ts';
import { mentionsIn, type AdfDocument } from '../richtext/index.ts';
import { versionColumns } from './columns.ts';
import { contentFollowers } from './notice-store.ts';
import { contentWords } from './search/search-source-store.ts';
import { viewerOf } from './visibility-store.ts';

function mentioned(adf: AdfDocument): readonly string[] {
  return [...mentionsIn(adf)].flatMap((id) => {
    try {
      return [accountIds.parse(id)];
    } catch {
      return []; // a mention of somebody who has no account
    }
  });
}

export const wikiNotices: NoticeSource = {
  product: 'wiki',
  subjectKind: 'content',
  topics: ['wiki.content_published', 'wiki.comment_added'],
  concerned: (ctx, topic, payload) => ctx.read(async (tx) => {
    const contentId = Number(payload['contentId'] ?? -1);
    const versionId = typeof payload['versionId'] === 'number' ? payload['versionId'] : null;
    const content = await contentFollowers(tx, contentId, versionId);
    if (content === undefined) return null;
    // Written by this module, as ADF.
    const read = (id: number, body: Buffer | null): readonly string[] => (body === null ? [] : mentioned(JSON.parse(tx.sealer.open(versionColumns.body, id, body)) as AdfDocument));
    const now = read(content.version_id, content.body);
    const previousId = typeof payload['previousVersionId'] === 'number' ? payload['previousVersionId'] : null;
    const previous = previousId === null ? undefined : await contentFollowers(tx, contentId, previousId);
    // Who was mentioned before has been told.
    const before = new Set(previous === undefined ? [] : read(previous.version_id, previous.body));
    const people = [content.page_author, content.answered, ...(content.watchers ?? [])].filter((id) => id !== null);
    const isComment = topic === 'wiki.comment_added';
    return {
      subjectKind: 'content', subjectId: content.page_id, partId: isComment ? contentId : null, actor: typeof payload['actor'] === 'string' ? payload['actor'] : null,
      notices: [{ kind: 'mention', people: now.filter((id) => !before.has(id)) }, ...(payload['minor'] === true ? [] : [{ kind: isComment ? 'comment' as const : 'page_update' as const, people }])],
    };
  }),
  subjects: (ctx, ids) => ctx.read(async (tx) => new Map((await contentWords(tx, viewerOf(ctx), ids)).map((row) => [row.id, {
    kind: row.type, key: null, title: row.title, container: { key: row.spaceKey, name: row.spaceName }, link: `/wiki/${encodeURIComponent(row.spaceKey)}/${row.type === 'blogpost' ? 'blog' : 'pages'}/${String(row.id)}`,
  }]))),
};
