/** A copy of an issue as its own way of being shown says it: what can be read and set is set again, what cannot is not guessed. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import { readConfiguration } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { createIssueIn, type CreatedIssue } from './create-issue.ts';
import { attachmentsToCopy } from './depth-store.ts';
import { errors } from './errors.ts';
import { isRecord } from './field-errors.ts';
import { liveSubtasks } from './issue-change-store.ts';
import { parseIssueReference, readIssue, type IssueReference } from './issue-read-store.ts';
import { attachmentTable, issueLinkTable } from './issue-rows.ts';
import { insertRows } from './row-batch.ts';
import { FieldChoice, peopleOf, showIssue } from './show-issue.ts';
import { findPeople, PeopleShown } from './show-people.ts';

export interface CloneOptions { readonly summary?: string | undefined; readonly project?: string | undefined; readonly withSubtasks?: boolean | undefined; readonly withLinks?: boolean | undefined; readonly withAttachments?: boolean | undefined }

const copied = new Set(['summary', 'issuetype', 'priority', 'assignee', 'description', 'environment', 'labels', 'duedate', 'parent']);
const ofTheProject = new Set(['components', 'fixVersions', 'versions']);

export async function cloneIssue(ctx: Ctx, people: People, reference: string, options: CloneOptions): Promise<CreatedIssue> {
  return ctx.tx(async (tx) => {
    const parsed = parseIssueReference(reference);
    const made = parsed === undefined ? undefined : await copyOf(tx, ctx, people, parsed, options, undefined);
    if (made === undefined) throw errors.issue_not_found();
    if (options.withSubtasks === true) {
      for (const { id } of await liveSubtasks(tx, made.source)) await copyOf(tx, ctx, people, { id }, { project: options.project, withAttachments: options.withAttachments }, made.created);
    }
    return made.created;
  });
}

/** Only the clone itself leaves a record; its sub-tasks are part of it. */
async function copyOf(tx: Tx, ctx: Ctx, people: People, reference: IssueReference, options: CloneOptions, parent: CreatedIssue | undefined): Promise<{ readonly source: number; readonly created: CreatedIssue } | undefined> {
  const choice = new FieldChoice([], '*all');
  const row = await readIssue(tx, viewerOf(ctx), reference, choice.parts());
  if (row === undefined) return undefined;
  const configuration = await readConfiguration(tx);
  const known = await findPeople(tx, ctx, people, peopleOf(row));
  const shown = showIssue({ base: '', sealer: tx.sealer, configuration, people: new PeopleShown(known, '', false) }, row, choice, new Set())['fields'];
  if (!isRecord(shown)) return undefined;
  const samePlace = options.project === undefined || [String(row.project_id), row.project_key].includes(options.project);
  const fields = Object.fromEntries(Object.entries(shown).filter(([name, value]) => value !== null && value !== undefined && (copied.has(name) || (samePlace && (ofTheProject.has(name) || name.startsWith('customfield_'))))));
  const created = await createIssueIn(parent === undefined ? tx : { ...tx, record: () => undefined }, ctx, people, {
    ...fields, project: samePlace ? { id: String(row.project_id) } : projectReference(options.project), ...(options.summary === undefined ? {} : { summary: options.summary }),
    ...(row.original_estimate_s === null ? {} : { timetracking: { originalEstimate: String(Math.round(row.original_estimate_s / 60)) } }), ...(parent === undefined ? {} : { parent: { id: String(parent.id) } }),
    // A copy is as secret as what it copies; where the other project has no such level, it is refused.
    ...(row.security_level === null || parent !== undefined ? {} : { security: { id: String(row.security_level) } }),
  }, { action: 'tracker_issue_cloned', from: `${row.project_key}-${row.number}` });
  if (options.withAttachments === true) await copyAttachments(tx, ctx, row.id, created.id);
  if (parent === undefined) await linkClone(tx, row.id, created.id);
  if (options.withLinks === true) await copyLinks(tx, row.links ?? [], row.id, created.id);
  return { source: row.id, created };
}

const projectReference = (project: string | undefined) => (/^\d+$/.test(project ?? '') ? { id: project } : { key: project });

async function copyAttachments(tx: Tx, ctx: Ctx, from: number, to: number): Promise<void> {
  const files = await attachmentsToCopy(tx, from);
  const first = await nextIds(tx, 'attachment', files.length);
  const column = sealedIn.attachment.file_name;
  await insertRows(tx, attachmentTable, files.map((file, index) => ({
    id: first + index, issue_id: to, author: ctx.actor.accountId, file_name: tx.sealer.seal(column, first + index, tx.sealer.open(column, file.id, file.file_name)), media_type: file.media_type, size_bytes: file.size_bytes, media_id: file.media_id, created_at: tx.now,
  })));
}

/** `clones`, where the tracker has such a link type. */
async function linkClone(tx: Tx, from: number, to: number): Promise<void> {
  const type = (await readConfiguration(tx)).linkType.find('Cloners');
  if (type === undefined) return;
  await insertRows(tx, issueLinkTable, [{ id: await nextIds(tx, 'issue_link', 1), link_type_id: type.id, source_id: to, target_id: from, sequence: null, created_at: tx.now }], 'on conflict do nothing');
}

async function copyLinks(tx: Tx, links: readonly { readonly link_type_id: number; readonly side: 'inward' | 'outward'; readonly issue: { readonly id: number } }[], from: number, to: number): Promise<void> {
  const others = links.filter(({ issue }) => issue.id !== to && issue.id !== from);
  const first = await nextIds(tx, 'issue_link', others.length);
  await insertRows(tx, issueLinkTable, others.map(({ link_type_id, side, issue }, index) => ({ id: first + index, link_type_id, source_id: side === 'outward' ? to : issue.id, target_id: side === 'outward' ? issue.id : to, sequence: null, created_at: tx.now })), 'on conflict do nothing');
}
