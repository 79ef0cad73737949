/**
 * Puts into a document what its macros stand for, as whoever exports sees it: pages that are included, issues of Tracker. What
 * he may not see stays out. Pages include pages at most three levels deep.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { AdfDocument, AdfNode } from '../../richtext/index.ts';
import { findContent } from '../content-store.ts';
import { documentOf } from '../editing/conflicts.ts';
import type { IssueSource } from '../issues.ts';
import { viewerOf } from '../visibility-store.ts';

const depthMax = 3;
const issuesMax = 100;

export async function expandMacros(ctx: Ctx, issues: IssueSource, adf: AdfDocument, depth = 0): Promise<AdfDocument> {
  const content = await Promise.all(adf.content.map((node) => expand(ctx, issues, node, depth)));
  return { ...adf, content: content.flat() };
}

async function expand(ctx: Ctx, issues: IssueSource, node: AdfNode, depth: number): Promise<readonly AdfNode[]> {
  if (node.type !== 'extension') return [node];
  const parameters = (node.attrs?.['parameters'] ?? {}) as Readonly<Record<string, unknown>>; // free-form JSON, looked at member by member
  if (node.attrs?.['extensionKey'] === 'issues') return [await issueTable(ctx, issues, typeof parameters['jql'] === 'string' ? parameters['jql'] : '', Number(parameters['limit'] ?? 20))];
  if (node.attrs?.['extensionKey'] !== 'include') return [node];
  const id = Number(parameters['pageId']);
  if (depth >= depthMax || !Number.isSafeInteger(id)) return [];
  const page = await ctx.read((tx) => findContent(tx, viewerOf(ctx), id, { body: true }));
  if (page === undefined || page.status !== 'current' || page.type !== 'page') return [];
  return (await expandMacros(ctx, issues, documentOf(page.body?.adf), depth + 1)).content;
}

async function issueTable(ctx: Ctx, issues: IssueSource, jql: string, limit: number): Promise<AdfNode> {
  const { items } = await issues(ctx, { jql, limit: Math.min(issuesMax, Math.max(1, Number.isFinite(limit) ? limit : 20)) });
  const cell = (type: 'tableHeader' | 'tableCell', text: string): AdfNode => ({ type, content: [{ type: 'paragraph', ...(text === '' ? {} : { content: [{ type: 'text', text }] }) }] });
  const row = (type: 'tableHeader' | 'tableCell', texts: readonly string[]): AdfNode => ({ type: 'tableRow', content: texts.map((text) => cell(type, text)) });
  return { type: 'table', content: [row('tableHeader', ['#', 'Summary', 'Type', 'Status', 'Assignee']), ...items.map(({ key, summary, type, status, assignee }) => row('tableCell', [key, summary, type, status, assignee ?? '']))] };
}
