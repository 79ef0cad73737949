/**
 * The export door: every way in which pages leave the wiki as a file comes through `exportPage`, so that a data-security policy
 * has one place to close (`policy`). It is recorded who took what, in which format, with how many pages.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Media } from '../../media/index.ts';
import { findContent, listContent, type Content } from '../content-store.ts';
import { documentOf } from '../editing/conflicts.ts';
import { wikiErrors } from '../errors.ts';
import type { IssueSource } from '../issues.ts';
import { listSubtree } from '../tree/tree-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { expandMacros } from './expand-macros.ts';
import type { ExportedFile, ExportedPage, ExportedPicture } from './exported-page.ts';
import { exportHtml } from './export-html.ts';
import { exportPdf } from './export-pdf.ts';
import { exportWord } from './export-word.ts';
import { exportLabels } from './export-labels.ts';

export const exportFormats = ['pdf', 'docx', 'html'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportRequest {
  readonly id: number;
  readonly format: ExportFormat;
  readonly descendants: boolean;
  readonly locale: 'en' | 'fr' | 'de';
}

export interface ExportDependencies {
  readonly media: Media;
  readonly issues: IssueSource;
}

const pagesMax = 300;
const pictureBytesMax = 50 * 1024 * 1024;
const pictureTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/bmp', 'image/webp']);
const mediaTypes: Readonly<Record<ExportFormat, string>> = { pdf: 'application/pdf', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', html: 'text/html; charset=utf-8' };

/** Refuses where a policy closes exports; none does yet. */
function policy(_page: Content): void {
  return;
}

export async function exportPage(ctx: Ctx, dependencies: ExportDependencies, request: ExportRequest): Promise<ExportedFile> {
  const root = await ctx.read((tx) => findContent(tx, viewerOf(ctx), request.id));
  if (root === undefined || (root.type !== 'page' && root.type !== 'blogpost') || root.status === 'trashed') throw wikiErrors.content_not_found();
  policy(root);
  const pages = await collect(ctx, dependencies, root, request.descendants);
  const bytes = await written(pages, request);
  await ctx.tx((tx) => Promise.resolve(tx.record({
    action: 'wiki_page_exported', target: { kind: root.type, id: String(root.id), name: root.title }, container: { kind: 'space', id: root.spaceKey }, after: { format: request.format, pages: pages.length, version: root.version.number },
  })));
  return { name: `${root.title.replaceAll(/[/\\:*?"<>|]/g, '_').slice(0, 150) || 'page'}.${request.format}`, mediaType: mediaTypes[request.format], bytes };
}

function written(pages: readonly ExportedPage[], { format, locale }: ExportRequest): Promise<Buffer> {
  switch (format) {
    case 'html':
      return Promise.resolve(exportHtml(pages, locale, exportLabels[locale]));
    case 'docx':
      return exportWord(pages);
    case 'pdf':
      return exportPdf(pages);
  }
}

/** Only what the person may see, in the order of the tree. */
async function collect(ctx: Ctx, dependencies: ExportDependencies, root: Content, descendants: boolean): Promise<readonly ExportedPage[]> {
  const ids = descendants && root.type === 'page' ? await ctx.read((tx) => listSubtree(tx, root.id, pagesMax + 1)) : [root.id];
  if (ids.length > pagesMax) throw wikiErrors.export_too_large({ detail: `At most ${String(pagesMax)} pages.` });
  const found = new Map<number, Content>();
  for (const id of ids) {
    const page = await ctx.read((tx) => findContent(tx, viewerOf(ctx), id, { body: true }));
    if (page !== undefined) found.set(id, page);
  }
  const pages: ExportedPage[] = [];
  let left = pictureBytesMax;
  const visit = async (page: Content, depth: number): Promise<void> => {
    const pictures = await picturesOf(ctx, dependencies.media, page, left);
    for (const { bytes } of new Set(pictures.values())) left -= bytes.length;
    pages.push({ id: page.id, title: page.title, depth, adf: await expandMacros(ctx, dependencies.issues, documentOf(page.body?.adf)), pictures });
    const below = [...found.values()].filter(({ parentId, id }) => parentId === page.id && id !== root.id).sort((a, b) => (a.rank < b.rank ? -1 : 1));
    for (const child of below) await visit(child, depth + 1);
  };
  const first = found.get(root.id);
  if (first !== undefined) await visit(first, 0);
  return pages;
}

async function picturesOf(ctx: Ctx, media: Media, page: Content, leftBytes: number): Promise<ReadonlyMap<string, ExportedPicture>> {
  const shown = page.body?.adf?.includes('"media') === true;
  const pictures = new Map<string, ExportedPicture>();
  if (!shown) return pictures;
  const files = await ctx.read((tx) => listContent(tx, viewerOf(ctx), { filter: { types: ['attachment'], statuses: ['current'], pageId: page.id }, sort: 'id', descending: true, after: null, limit: 500, body: false }));
  let left = leftBytes;
  for (const { id, title, file } of files) {
    const names = [title, String(id), `att${String(id)}`, file?.mediaId ?? ''].map((name) => name.toLowerCase());
    const named = names.some((name) => name !== '' && page.body?.adf?.toLowerCase().includes(JSON.stringify(name)) === true);
    if (file === null || file.mediaId === null || !named || !pictureTypes.has(file.mediaType)) continue;
    if (file.sizeBytes > left) throw wikiErrors.export_too_large({ detail: 'The pictures are larger than 50 MiB.' });
    left -= file.sizeBytes;
    const picture = { bytes: await bytesOf(ctx, media, file.mediaId), mediaType: file.mediaType };
    for (const name of names) if (name !== '') pictures.set(name, picture);
  }
  return pictures;
}

async function bytesOf(ctx: Ctx, media: Media, mediaId: string): Promise<Buffer> {
  const { stream } = await media.open(ctx, mediaId);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer); // a stream of bytes
  return Buffer.concat(chunks);
}
