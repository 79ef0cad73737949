/**
 * Search by JQL. What plain columns and tokens answer comes page by page from the database; a question to sealed text opens
 * candidates in bounded batches and stops after a bounded number, with a token to go on from there. Nothing is skipped.
 */
import { createHash } from 'node:crypto';
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { adfToText } from '../richtext/index.ts';
import { viewerOf, type Viewer } from './access.ts';
import { viewerValues } from './access-store.ts';
import { sealedIn } from './columns.ts';
import { compileJql } from './compile-jql.ts';
import { readConfiguration, type Configuration } from './configuration-store.ts';
import { errors } from './errors.ts';
import { expandFilters } from './expand-filters.ts';
import { bytesOf, readIssues, type IssuePart, type IssueRow } from './issue-read-store.ts';
import { answers, holds, textFields, type Condition, type TextField } from './jql-condition.ts';
import { customFieldOf } from './jql-custom-field-store.ts';
import { JqlFault, refuseJql, refusing } from './jql-error.ts';
import { fieldName, systemField } from './jql-catalogue.ts';
import { lookUpGroups, lookUpPeople, lookUpProjects, type JqlNames } from './jql-names.ts';
import { sortKeys, type SortKey } from './jql-sort.ts';
import { limits } from './limits.ts';
import { parseJql, type JqlNode } from './parse-jql.ts';
import { countMatches, searchCandidates, searchPage, type Candidate, type CompiledSearch } from './search-store.ts';
import { fieldKind } from './show-configuration.ts';
import { openAdf } from './show-issue.ts';

export interface FoundIssues {
  readonly configuration: Configuration;
  readonly rows: readonly IssueRow[];
  /** To go on from; null at the end. */
  readonly nextPageToken: string | null;
}

export interface SearchRequest {
  readonly jql: string;
  readonly parts: ReadonlySet<IssuePart>;
  readonly limit: number;
  readonly pageToken?: string | undefined;
}

export interface Prepared extends CompiledSearch {
  readonly timeZone: string;
  readonly further: readonly Condition[];
  /** What statements bind that name the further conditions too. */
  readonly valuesWithFurther: readonly unknown[];
  readonly configuration: Configuration;
  readonly viewer: Viewer;
}

/** `further` texts become conditions beside the first one's, over the same bound values: lanes of a board, say. */
export async function prepareSearch(tx: ReadTx, ctx: Ctx, people: People, jql: string, further: readonly string[] = []): Promise<Prepared> {
  const viewer = viewerOf(ctx);
  const query = refusing(jql, () => parseJql(jql));
  const where = await expanded(tx, viewer, jql, query.where);
  const others: { readonly text: string; readonly where: JqlNode | null }[] = [];
  for (const text of further) others.push({ text, where: await expanded(tx, viewer, text, refusing(text, () => parseJql(text).where)) });
  const named: JqlNode = { kind: 'and', items: [where, ...others.map((other) => other.where)].filter((one) => one !== null) };
  const [configuration, projects, groups, timeZone] = await Promise.all([readConfiguration(tx), lookUpProjects(tx, viewer, named), lookUpGroups(ctx, people, named), timeZoneOf(ctx, people)]);
  const personField = (field: string) => {
    const system = systemField(field);
    if (system !== undefined) return system.type === 'person' || system.type === 'people';
    const custom = customFieldOf(field, configuration.customField.all);
    return custom !== undefined && ['person', 'people'].includes(fieldKind(custom));
  };
  const names = { projects, groups, people: await lookUpPeople(tx, ctx, people, named, personField) };
  const values: unknown[] = [...viewerValues(viewer), viewer.accountId];
  const bind = (value: unknown) => {
    values.push(value);
    return `$${values.length}`;
  };
  const context = { configuration, names, clock: { now: ctx.now, timeZone }, sealer: tx.sealer, accountId: viewer.accountId, bind };
  const condition = refusing(jql, () => compileJql(where, context));
  const conditionValues = [...values];
  const keys = refusing(jql, () => sortKeys(query.orderBy, configuration, { oneProject: isWithinOneProject(where, projects), present: presentIn(where) }, bind));
  const own = values.length;
  const conditions = others.map((other) => refusing(other.text, () => compileJql(other.where, context)));
  return { condition, tenant: ctx.tenant.tenantId, keys, further: conditions, conditionValues, values: values.slice(0, own), valuesWithFurther: values, configuration, viewer, timeZone };
}

async function expanded(tx: ReadTx, viewer: Viewer, jql: string, where: JqlNode | null): Promise<JqlNode | null> {
  try {
    return await expandFilters(tx, viewer, where);
  } catch (error) {
    if (error instanceof JqlFault) throw refuseJql(jql, error);
    throw error;
  }
}

/** A search to count over: questions to sealed text are answered first, so that SQL says the rest. Fails with tracker.search_too_broad. */
export async function searchForFigures(tx: ReadTx, ctx: Ctx, people: People, jql: string): Promise<Prepared> {
  const search = await prepareSearch(tx, ctx, people, jql);
  if (textFields(search.condition).size === 0) return { ...search, keys: [], values: search.conditionValues };
  const ids = await allMatches(tx, search);
  const values = [...search.values.slice(0, 3), ids];
  return { ...search, keys: [], condition: { kind: 'sql', sql: 'i.id = any($4::bigint[])' }, values, conditionValues: values };
}

/** Throws tracker.jql_invalid for a text that a search would refuse; what it finds is not looked at. */
export async function checkJql(tx: ReadTx, ctx: Ctx, people: People, jql: string): Promise<void> {
  await prepareSearch(tx, ctx, people, jql);
}

/** Whether the text itself, or one of the conditions that must all hold, names exactly one project. */
function isWithinOneProject(where: JqlNode | null, projects: JqlNames['projects']): boolean {
  if (where?.kind === 'and') return where.items.some((item) => isWithinOneProject(item, projects));
  return where?.kind === 'clause' && fieldName(where.field) === 'project' && where.operator === '=' && where.operand.kind === 'value' && projects.get(where.operand.text.toLowerCase())?.length === 1;
}

/** Moments that every issue found has, because a condition that must hold compares them. */
function presentIn(where: JqlNode | null): ReadonlySet<string> {
  if (where?.kind === 'and') return new Set(where.items.flatMap((item) => [...presentIn(item)]));
  return where?.kind === 'clause' && ['<', '>', '<=', '>=', '='].includes(where.operator) && where.operand.kind !== 'empty' ? new Set([fieldName(where.field)]) : new Set();
}

async function timeZoneOf(ctx: Ctx, people: People): Promise<string> {
  const { accountId } = ctx.actor;
  const person = accountId === null ? undefined : (await people.byId(ctx.tenant.organizationId, [accountId])).get(accountId);
  return person?.timeZone ?? 'Etc/UTC';
}

export async function searchIssues(tx: ReadTx, ctx: Ctx, people: People, request: SearchRequest): Promise<FoundIssues> {
  const search = await prepareSearch(tx, ctx, people, request.jql);
  const from = request.pageToken === undefined ? null : readToken(request.pageToken, request.jql, search.keys);
  if (textFields(search.condition).size > 0) return searchByOpening(tx, search, request, from);
  const rows = await searchPage(tx, search, request.parts, { after: from, offset: 0, limit: request.limit + 1 });
  const page = rows.slice(0, request.limit);
  const last = page[page.length - 1];
  return { configuration: search.configuration, rows: page, nextPageToken: rows.length > request.limit && last !== undefined ? makeToken(last.sort_keys, request.jql) : null };
}

async function searchByOpening(tx: ReadTx, search: Prepared, request: SearchRequest, from: readonly string[] | null): Promise<FoundIssues> {
  const matched: { readonly id: number; readonly keys: readonly string[] }[] = [];
  const answer = answerer(search.configuration, tx.sealer);
  let position = from;
  let opened = 0;
  let ended = false;
  while (!ended && matched.length <= request.limit && opened < limits.candidatesPerSearch) {
    const batch = await searchCandidates(tx, search, { after: position, limit: limits.candidatesPerBatch });
    for (const candidate of batch) {
      if (matched.length > request.limit) break;
      position = candidate.sort_keys;
      opened += 1;
      if (answer(search.condition, candidate)) matched.push({ id: candidate.id, keys: candidate.sort_keys });
    }
    ended = batch.length < limits.candidatesPerBatch;
  }
  const page = matched.slice(0, request.limit);
  const more = matched.length > request.limit;
  const token = more ? makeToken(page[page.length - 1]?.keys ?? [], request.jql) : ended || position === null ? null : makeToken(position, request.jql);
  return { configuration: search.configuration, rows: await readIssues(tx, search.viewer, page.map(({ id }) => id), request.parts), nextPageToken: token };
}

/** The old search's page: by offset, with the total. Text must not need more openings than one request may make. */
export async function searchWithTotal(tx: ReadTx, ctx: Ctx, people: People, request: SearchRequest & { readonly startAt: number }): Promise<FoundIssues & { readonly total: number }> {
  const search = await prepareSearch(tx, ctx, people, request.jql);
  if (textFields(search.condition).size > 0) {
    const ids = await allMatches(tx, search);
    const page = ids.slice(request.startAt, request.startAt + request.limit);
    return { configuration: search.configuration, rows: await readIssues(tx, search.viewer, page, request.parts), nextPageToken: null, total: ids.length };
  }
  const [total, rows] = await Promise.all([
    countMatches(tx, search),
    request.limit === 0 ? [] : searchPage(tx, search, request.parts, { after: null, offset: request.startAt, limit: request.limit }),
  ]);
  return { configuration: search.configuration, rows, nextPageToken: null, total };
}

export async function countIssues(tx: ReadTx, ctx: Ctx, people: People, jql: string): Promise<number> {
  const search = await prepareSearch(tx, ctx, people, jql);
  return textFields(search.condition).size > 0 ? (await allMatches(tx, search)).length : countMatches(tx, search);
}

async function allMatches(tx: ReadTx, search: Prepared): Promise<readonly number[]> {
  const answer = answerer(search.configuration, tx.sealer);
  const ids: number[] = [];
  let position: readonly string[] | null = null;
  for (let opened = 0; ;) {
    const batch: Awaited<ReturnType<typeof searchCandidates>> = await searchCandidates(tx, search, { after: position, limit: limits.candidatesPerBatch });
    for (const candidate of batch) if (answer(search.condition, candidate)) ids.push(candidate.id);
    opened += batch.length;
    position = batch[batch.length - 1]?.sort_keys ?? null;
    if (batch.length < limits.candidatesPerBatch || position === null) return ids;
    if (opened >= limits.candidatesPerSearch) throw errors.search_too_broad({ detail: `At most ${limits.candidatesPerSearch} issues are opened for one answer with a total.` });
  }
}

/** Opens a candidate's texts, each at most once, as far as the condition asks for them. */
function answerer(configuration: Configuration, sealer: Sealer): (condition: Condition, candidate: Candidate) => boolean {
  const customFields = new Set(configuration.customField.all.map(({ id }) => id));
  return (condition, candidate) => {
    const known = new Map<TextField, readonly string[]>();
    const textsOf = (field: TextField): readonly string[] => {
      const already = known.get(field);
      if (already !== undefined) return already;
      const texts = openTexts(sealer, candidate, field, customFields);
      known.set(field, texts);
      return texts;
    };
    return holds(condition, candidate.truths.map((truth) => truth === true), (leaf) => answers(leaf.question, textsOf(leaf.field)));
  };
}

function openTexts(sealer: Sealer, candidate: Candidate, field: TextField, customFields: ReadonlySet<number>): readonly string[] {
  const document = (column: 'description' | 'environment') => {
    const sealed = candidate[column];
    return sealed === null ? [] : [adfToText(openAdf(sealer, sealedIn.issue[column], candidate.id, sealed))];
  };
  switch (field) {
    case 'summary': return [sealer.open(sealedIn.issue.summary, candidate.id, candidate.summary)];
    case 'description': case 'environment': return document(field);
    case 'comment': return (candidate.comments ?? []).map(({ id, body }) => adfToText(openAdf(sealer, sealedIn.comment.body, id, bytesOf(body))));
    case 'text': return [
      ...openTexts(sealer, candidate, 'summary', customFields), ...document('description'), ...document('environment'), ...openTexts(sealer, candidate, 'comment', customFields),
      ...valueTexts(sealer, candidate, (id) => customFields.has(id)),
    ];
    default: return valueTexts(sealer, candidate, (id) => field === `customfield ${id}`);
  }
}

function valueTexts(sealer: Sealer, candidate: Candidate, wanted: (fieldId: number) => boolean): readonly string[] {
  return (candidate.texts ?? []).filter(({ field_id }) => wanted(field_id)).map(({ id, kind, value }) =>
    (kind === 'adf' ? adfToText(openAdf(sealer, sealedIn.value.value, id, bytesOf(value))) : sealer.open(sealedIn.value.value, id, bytesOf(value))));
}

function queryMark(jql: string): string {
  return createHash('sha256').update(jql).digest('base64url').slice(0, 12);
}

/** Sort keys hold ids and times, no content; a token says nothing that the page did not. */
function makeToken(keys: readonly string[], jql: string): string {
  return Buffer.from(JSON.stringify([queryMark(jql), ...keys])).toString('base64url');
}

/** What a sort key of each type looks like; anything else never came from us. */
const keyForms = { bigint: /^-?\d{1,18}$/, text: /^[\x21-\x7e]{0,300}$/, date: /^(?:\d{4,6}-\d{2}-\d{2}|infinity)$/, timestamptz: /^(?:[\d:+. -]{10,40}|infinity)$/ } as const;

function readToken(token: string, jql: string, keys: readonly SortKey[]): readonly string[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw errors.page_token_invalid();
  }
  if (!Array.isArray(parts) || parts.length !== keys.length + 1 || parts[0] !== queryMark(jql)) throw errors.page_token_invalid();
  return keys.map(({ type }, index) => {
    const part: unknown = parts[index + 1];
    if (typeof part !== 'string' || !keyForms[type].test(part)) throw errors.page_token_invalid();
    return part;
  });
}
