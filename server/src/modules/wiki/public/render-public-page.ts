/**
 * A page as HTML for people whom nobody knows: the safe rendering of richtext, files of the page itself, no names but those in
 * the text, no links into what they may not see.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import { adfToHtml } from '../../richtext/index.ts';
import { listContent, type Content } from '../content-store.ts';
import { documentOf } from '../editing/conflicts.ts';

const filesMax = 1_000;

export async function renderPublicPage(ctx: Ctx, page: Content, fileBase: string): Promise<string> {
  // Whether the page may be seen was decided; its files go with it.
  const files = await ctx.read((tx) => listContent(tx, { principals: [], admin: true, account: null }, {
    filter: { types: ['attachment'], statuses: ['current'], pageId: page.id }, sort: 'id', descending: true, after: null, limit: filesMax, body: false,
  }));
  const byName = new Map<string, Content>();
  for (const file of files) for (const name of [file.title, String(file.id), `att${String(file.id)}`, file.file?.mediaId ?? '']) byName.set(name.toLowerCase(), file);
  return adfToHtml(documentOf(page.body?.adf), {
    attachmentUrl: ({ id }) => {
      const file = byName.get(id.toLowerCase());
      return file === undefined ? undefined : { url: `${fileBase}/${String(file.id)}`, name: file.title, isPicture: file.file?.mediaType.startsWith('image/') === true && file.file.mediaType !== 'image/svg+xml' };
    },
  });
}
