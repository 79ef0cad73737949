/**
 * The export door: every way in which pages leave the wiki as a file comes through `exportPage`, so that a data-security policy
 * has one place to close. It is recorded who took what, in which format, with how many pages.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Clock } from '../../../kernel/time/index.ts';
import type { Media } from '../../media/index.ts';
import { findContent, type Content } from '../content-store.ts';
import { wikiErrors } from '../errors.ts';
import type { IssueSource } from '../issues.ts';
import { listSubtree } from '../tree/tree-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { expandPage, type ExportSources } from './expand-page.ts';
import { createExportBudget, exportLimits, type ExportBudget } from './export-budget.ts';
import type { ExportedFile, ExportedPage } from './exported-page.ts';
import { exportHtml } from './export-html.ts';
import { exportPdf } from './export-pdf.ts';
import { exportWord } from './export-word.ts';
import { exportLabels } from './export-labels.ts';

export const exportFormats = ['pdf', 'docx', 'html'] as const;
type ExportFormat = (typeof exportFormats)[number];

interface ExportRequest {
  readonly id: number;
  readonly format: ExportFormat;
  readonly descendants: boolean;
  readonly locale: 'en' | 'fr' | 'de';
}

interface ExportDependencies {
  readonly media: Media;
  readonly issues: IssueSource;
  readonly clock: Clock;
}

/** So many pages are read in one round trip. */
const readTogether = 10;
const mediaTypes: Readonly<Record<ExportFormat, string>> = { pdf: 'application/pdf', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', html: 'text/html; charset=utf-8' };

export async function exportPage(ctx: Ctx, { media, issues, clock }: ExportDependencies, request: ExportRequest): Promise<ExportedFile> {
  const root = await ctx.read((tx) => findContent(tx, viewerOf(ctx), request.id, { body: true }));
  if (root === undefined || (root.type !== 'page' && root.type !== 'blogpost') || root.status === 'trashed') throw wikiErrors.content_not_found();
  const budget = createExportBudget(clock, ctx.signal);
  const pages = await collect(ctx, { media, issues, budget, labels: exportLabels[request.locale] }, root, request.descendants);
  const bytes = await written(pages, request, budget);
  await ctx.tx((tx) => Promise.resolve(tx.record({
    action: 'wiki_page_exported', target: { kind: root.type, id: String(root.id), name: root.title }, container: { kind: 'space', id: root.spaceKey }, after: { format: request.format, pages: pages.length, version: root.version.number },
  })));
  return { name: `${root.title.replaceAll(/[/\\:*?"<>|]/g, '_').slice(0, 150) || 'page'}.${request.format}`, mediaType: mediaTypes[request.format], bytes };
}

function written(pages: readonly ExportedPage[], { format, locale }: ExportRequest, { turn }: ExportBudget): Promise<Buffer> {
  switch (format) {
    case 'html':
      return exportHtml(pages, locale, exportLabels[locale], turn);
    case 'docx':
      return exportWord(pages, turn);
    case 'pdf':
      return exportPdf(pages, turn);
  }
}

/** Only what the person may see, in the order of the tree; what is below an archived page stays with it. */
async function collect(ctx: Ctx, sources: ExportSources, root: Content, descendants: boolean): Promise<readonly ExportedPage[]> {
  sources.budget.take('pages', 1);
  sources.budget.take('textBytes', Buffer.byteLength(root.body?.adf ?? ''));
  const childrenOf = Map.groupBy(descendants && root.type === 'page' ? await pagesBelow(ctx, sources.budget, root.id) : [], ({ parentId }) => parentId);
  const pages: ExportedPage[] = [];
  const visit = async (page: Content, depth: number): Promise<void> => {
    await sources.budget.turn();
    pages.push({ id: page.id, title: page.title, depth, ...(await expandPage(ctx, sources, page)) });
    for (const child of (childrenOf.get(page.id) ?? []).toSorted((a, b) => (a.rank < b.rank ? -1 : 1))) await visit(child, depth + 1);
  };
  await visit(root, 0);
  return pages;
}

async function pagesBelow(ctx: Ctx, budget: ExportBudget, id: number): Promise<readonly Content[]> {
  const ids = (await ctx.read((tx) => listSubtree(tx, id, exportLimits.pages + 1))).filter((one) => one !== id);
  budget.take('pages', ids.length);
  const found: Content[] = [];
  for (let at = 0; at < ids.length; at += readTogether) {
    await budget.turn();
    const pages = await ctx.read((tx) => Promise.all(ids.slice(at, at + readTogether).map((one) => findContent(tx, viewerOf(ctx), one, { body: true }))));
    for (const page of pages) {
      if (page?.status !== 'current') continue;
      budget.take('textBytes', Buffer.byteLength(page.body?.adf ?? ''));
      found.push(page);
    }
  }
  return found;
}
