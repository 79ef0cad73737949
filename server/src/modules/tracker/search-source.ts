/** What search may ask of Tracker: words for the index, the rows that somebody sees, and found issues and projects opened. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import type { FoundItem, ItemKind, ItemTexts, SearchSource } from '../search/index.ts';
import { adfToText } from '../richtext/index.ts';
import { viewerOf } from './access.ts';
import { labelToken, sealedIn } from './columns.ts';
import { bytesOf, parseIssueReference, readIssue } from './issue-read-store.ts';
import { readProject } from './project-store.ts';
import { allIssueWords, idsAfter, issueWords, projectWords, visibleIssues, visibleProjects, type IssueWords, type ProjectWords } from './search-source-store.ts';
import { openAdf } from './show-issue.ts';

const isIssue = (kind: ItemKind) => kind === 'issue';

function issueTexts(sealer: Sealer, row: IssueWords): ItemTexts {
  const document = (column: 'description' | 'environment') => {
    const sealed = row[column];
    return sealed === null ? [] : [adfToText(openAdf(sealer, sealedIn.issue[column], row.id, sealed))];
  };
  const comments = (restricted: boolean) => (row.comments ?? []).filter((comment) => comment.restricted === restricted).map(({ id, body }) => adfToText(openAdf(sealer, sealedIn.comment.body, id, bytesOf(body))));
  const values = (row.custom_values ?? []).map(({ id, kind, value }) => (kind === 'adf' ? adfToText(openAdf(sealer, sealedIn.value.value, id, bytesOf(value))) : sealer.open(sealedIn.value.value, id, bytesOf(value))));
  return {
    title: sealer.open(sealedIn.issue.summary, row.id, row.summary), names: (row.files ?? []).map(({ id, name }) => sealer.open(sealedIn.attachment.file_name, id, bytesOf(name))),
    bodies: [...document('description'), ...document('environment'), ...values, ...comments(false)], restricted: comments(true),
  };
}

const projectName = (sealer: Sealer, row: ProjectWords) => sealer.open(sealedIn.project.name, row.id, row.name);

function foundIssue(sealer: Sealer, row: IssueWords): FoundItem {
  const { title, names, bodies, restricted } = issueTexts(sealer, row);
  const key = `${row.project_key}-${String(row.number)}`;
  return {
    kind: 'issue', id: row.id, key, title, container: { key: row.project_key, name: sealer.open(sealedIn.project.name, row.project_id, row.project_name) }, changedAt: row.updated_at, person: row.assignee,
    texts: [title, ...bodies, ...restricted, ...names], link: `/tracker/issues/${key}`,
  };
}

function foundProject(sealer: Sealer, row: ProjectWords): FoundItem {
  const name = projectName(sealer, row);
  return { kind: 'project', id: row.id, key: row.key, title: name, container: { key: row.key, name }, changedAt: row.updated_at, person: null, texts: [name], link: `/tracker/projects/${row.key}` };
}

export const trackerSearch: SearchSource = {
  product: 'tracker',
  kinds: ['issue', 'project'],
  texts: (ctx, kind, ids) => ctx.read(async (tx) => new Map<number, ItemTexts>(isIssue(kind)
    ? (await allIssueWords(tx, ids)).map((row) => [row.id, issueTexts(tx.sealer, row)])
    : (await projectWords(tx, null, ids)).map((row) => [row.id, { title: `${projectName(tx.sealer, row)} ${row.key}`, names: [], bodies: [], restricted: [] }]))),
  idsAfter: (ctx, kind, after, limit) => ctx.read((tx) => idsAfter(tx, isIssue(kind) ? 'issue' : 'project', after, limit)),
  visible(tx, ctx, kind, { container, types, person, label, updatedAfter, updatedBefore }) {
    if (!isIssue(kind)) return visibleProjects(viewerOf(ctx));
    if (types !== undefined && !types.includes('issue')) return null;
    return visibleIssues(viewerOf(ctx), { project: container, person, label: label === undefined ? undefined : labelToken(tx.sealer, label), updatedAfter, updatedBefore });
  },
  async open(tx: ReadTx, ctx, kind, ids) {
    const found = isIssue(kind) ? (await issueWords(tx, viewerOf(ctx), ids)).map((row) => foundIssue(tx.sealer, row)) : (await projectWords(tx, viewerOf(ctx), ids)).map((row) => foundProject(tx.sealer, row));
    return new Map(found.map((item) => [item.id, item]));
  },
  async byKey(tx, ctx, text) {
    const reference = /^\d+$/.test(text.trim()) ? undefined : parseIssueReference(text.trim());
    const issue = reference === undefined ? undefined : await readIssue(tx, viewerOf(ctx), reference, new Set());
    if (issue !== undefined) return { kind: 'issue', id: issue.id };
    const project = /^[A-Za-z][A-Za-z0-9_]{0,254}$/.test(text.trim()) ? await readProject(tx, viewerOf(ctx), text.trim()) : undefined;
    return project === undefined ? undefined : { kind: 'project', id: project.id };
  },
};
