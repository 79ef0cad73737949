/**
 * A page with all that it shows, as whoever exports sees it: its pictures, the pages that it includes (at most three levels deep) with theirs,
 * the issues of Tracker that it lists. What the person may not see stays out.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Media } from '../../media/index.ts';
import type { AdfDocument, AdfNode } from '../../richtext/index.ts';
import { findContent, listContent, type Content } from '../content-store.ts';
import { documentOf } from '../editing/conflicts.ts';
import type { IssueSource } from '../issues.ts';
import { viewerOf } from '../visibility-store.ts';
import type { ExportBudget } from './export-budget.ts';
import type { ExportLabels } from './export-labels.ts';
import { pictureOf, textOf, type ExportedPicture, type Pictures } from './exported-page.ts';

const depthMax = 3;
const issuesMax = 100;
const pictureTypes: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/bmp', 'image/webp']);

export interface ExportSources {
  readonly media: Media;
  readonly issues: IssueSource;
  readonly budget: ExportBudget;
  readonly labels: ExportLabels;
}

interface Expanded {
  readonly adf: AdfDocument;
  readonly pictures: Pictures;
}

/** `page` was read with its body, whose bytes the budget knows already. */
export async function expandPage(ctx: Ctx, sources: ExportSources, page: Content, depth = 0): Promise<Expanded> {
  const pictures = new Map(await picturesOf(ctx, sources, page));
  const adf = documentOf(page.body?.adf);
  const content = await expandAll(ctx, sources, adf.content, { pictures, depth });
  return { adf: { ...adf, content }, pictures };
}

interface Into {
  readonly pictures: Map<string, ExportedPicture>;
  readonly depth: number;
}

async function expandAll(ctx: Ctx, sources: ExportSources, nodes: readonly AdfNode[], into: Into): Promise<readonly AdfNode[]> {
  const expanded: AdfNode[] = [];
  for (const node of nodes) expanded.push(...(await expandNode(ctx, sources, node, into)));
  return expanded;
}

async function expandNode(ctx: Ctx, sources: ExportSources, node: AdfNode, into: Into): Promise<readonly AdfNode[]> {
  if (node.type === 'media') {
    sources.budget.take('shownBytes', pictureOf(into, node)?.bytes.length ?? 0);
    return [node];
  }
  if (node.type !== 'extension') return node.content === undefined ? [node] : [{ ...node, content: await expandAll(ctx, sources, node.content, into) }];
  const parameters = (node.attrs?.['parameters'] ?? {}) as Readonly<Record<string, unknown>>; // free-form JSON, looked at member by member
  switch (node.attrs?.['extensionKey']) {
    case 'issues':
      return [await issueTable(ctx, sources, typeof parameters['jql'] === 'string' ? parameters['jql'] : '', Number(parameters['limit'] ?? 20))];
    case 'include':
      return included(ctx, sources, Number(parameters['pageId']), into);
    default:
      return [node];
  }
}

/** Files are named within their page: names of an included page are made its own. */
async function included(ctx: Ctx, sources: ExportSources, id: number, { pictures, depth }: Into): Promise<readonly AdfNode[]> {
  if (depth >= depthMax || !Number.isSafeInteger(id)) return [];
  sources.budget.take('pages', 1);
  await sources.budget.turn();
  const page = await ctx.read((tx) => findContent(tx, viewerOf(ctx), id, { body: true }));
  if (page === undefined || page.status !== 'current' || page.type !== 'page') return [];
  sources.budget.take('textBytes', Buffer.byteLength(page.body?.adf ?? ''));
  const inside = await expandPage(ctx, sources, page, depth + 1);
  const named = (name: string): string => `${String(id)}/${name.toLowerCase()}`;
  for (const [name, picture] of inside.pictures) pictures.set(named(name), picture);
  const renamed = (node: AdfNode): AdfNode => (node.type === 'media' && pictureOf(inside, node) !== undefined ? { ...node, attrs: { ...node.attrs, id: named(textOf(node, 'id')) } } : node.content === undefined ? node : { ...node, content: node.content.map(renamed) });
  return inside.adf.content.map(renamed);
}

async function issueTable(ctx: Ctx, { issues, budget, labels }: ExportSources, jql: string, limit: number): Promise<AdfNode> {
  budget.take('issueLists', 1);
  await budget.turn();
  const { items } = await issues(ctx, { jql, limit: Math.min(issuesMax, Math.max(1, Number.isFinite(limit) ? limit : 20)) });
  const cell = (type: 'tableHeader' | 'tableCell', text: string): AdfNode => ({ type, content: [{ type: 'paragraph', ...(text === '' ? {} : { content: [{ type: 'text', text }] }) }] });
  const row = (type: 'tableHeader' | 'tableCell', texts: readonly string[]): AdfNode => ({ type: 'tableRow', content: texts.map((text) => cell(type, text)) });
  return { type: 'table', content: [row('tableHeader', labels.issueColumns), ...items.map(({ key, summary, type, status, assignee }) => row('tableCell', [key, summary, type, status, assignee ?? '']))] };
}

async function picturesOf(ctx: Ctx, { media, budget }: ExportSources, page: Content): Promise<Pictures> {
  const pictures = new Map<string, ExportedPicture>();
  const words = page.body?.adf?.toLowerCase() ?? '';
  if (!words.includes('"media"')) return pictures;
  const files = await ctx.read((tx) => listContent(tx, viewerOf(ctx), { filter: { types: ['attachment'], statuses: ['current'], pageId: page.id }, sort: 'id', descending: true, after: null, limit: 500, body: false }));
  for (const { id, title, file } of files) {
    if (file === null || file.mediaId === null || !pictureTypes.has(file.mediaType)) continue;
    const names = [title, String(id), `att${String(id)}`, file.mediaId].map((name) => name.toLowerCase());
    const shown = names.filter((name) => words.includes(JSON.stringify(name)));
    if (shown.length === 0) continue;
    budget.take('pictureBytes', file.sizeBytes);
    const picture = { bytes: await bytesOf(ctx, media, file.mediaId), mediaType: file.mediaType };
    for (const name of names) pictures.set(name, picture);
  }
  return pictures;
}

async function bytesOf(ctx: Ctx, media: Media, mediaId: string): Promise<Buffer> {
  const { stream } = await media.open(ctx, mediaId);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer); // a stream of bytes
  return Buffer.concat(chunks);
}
