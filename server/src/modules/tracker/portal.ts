/**
 * A simple portal: people with any role on the site ask a team for things by its forms. They see their own requests, with the
 * comments that are kept to nobody, and nothing else; whoever works in the project sees issues like any other.
 */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import { addCommentIn } from './comment-issue.ts';
import { readConfiguration } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { createIssueIn } from './create-issue.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { touchIssue } from './issue-change-store.ts';
import { bytesOf, parseIssueReference } from './issue-read-store.ts';
import { limits } from './limits.ts';
import { clearRequestTypes, ownRequest, readRequestType, requestFieldTable, requestTable, requestTypesOf, requestTypeTable, type RequestRow, type RequestTypeRow } from './portal-store.ts';
import { readProject } from './project-store.ts';
import { insertRows } from './row-batch.ts';
import { systemFieldIds } from './show-configuration.ts';

export interface RequestField { readonly id: string; readonly required: boolean; readonly help: string }
export interface RequestType { readonly id: number; readonly name: string; readonly description: string; readonly issueType: number; readonly fields: readonly RequestField[] }
export interface RequestTypeInput { readonly name: string; readonly description: string; readonly issueType: string; readonly fields: readonly RequestField[] }

export function openRequestType(tx: Pick<ReadTx, 'sealer'>, row: RequestTypeRow): RequestType {
  const { sealer } = tx;
  return {
    id: row.id, name: sealer.open(sealedIn.requestType.name, row.id, row.name), description: row.description === null ? '' : sealer.open(sealedIn.requestType.description, row.id, row.description), issueType: row.issue_type_id,
    fields: (row.fields ?? []).map(({ id, field, required, help }) => ({ id: field, required, help: help === null ? '' : sealer.open(sealedIn.requestField.help, id, bytesOf(help)) })),
  };
}

/** Without types the portal is closed. Fails with tracker.fields_invalid. */
export async function setPortal(ctx: Ctx, reference: string, types: readonly RequestTypeInput[]): Promise<void> {
  await ctx.tx(async (tx) => {
    const project = await readProject(tx, viewerOf(ctx), reference, { lock: true });
    if (project === undefined) throw errors.project_not_found();
    requireLevel(project.level, 'admin');
    const configuration = await readConfiguration(tx);
    const known = new Set([...systemFieldIds, ...configuration.customField.all.map(({ id }) => `customfield_${id}`)]);
    const faults = new FieldErrors();
    const wanted = types.map((type) => ({ ...type, issueType: configuration.issueType.find(type.issueType)?.id ?? -1 }));
    if (wanted.some(({ name }) => name.trim() === '' || name.length > limits.nameCharacters)) faults.add('types', `A request type has a name of 1 to ${limits.nameCharacters} characters.`, 'required');
    if (wanted.some(({ issueType }) => issueType === -1 || configuration.issueType.get(issueType)?.flag === true)) faults.add('types', 'A request becomes an issue of a type that is no sub-task.');
    if (wanted.some(({ fields }) => fields.some(({ id }) => !known.has(id)) || !fields.some(({ id }) => id === 'summary') || new Set(fields.map(({ id }) => id)).size !== fields.length)) faults.add('types', 'A form asks for the summary, and for each field once.');
    faults.throwIfAny();
    const withoutId = ({ id: _id, ...type }: RequestType) => type;
    const before = (await requestTypesOf(tx, project.id)).map((row) => withoutId(openRequestType(tx, row)));
    const after = wanted.map(({ name, description, issueType, fields }) => ({ name: name.trim(), description, issueType, fields }));
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await clearRequestTypes(tx, project.id);
    const first = await nextIds(tx, 'request_type', after.length);
    await insertRows(tx, requestTypeTable, after.map(({ name, description, issueType }, position) => ({
      id: first + position, project_id: project.id, issue_type_id: issueType, position, name: tx.sealer.seal(sealedIn.requestType.name, first + position, name), description: description === '' ? null : tx.sealer.seal(sealedIn.requestType.description, first + position, description),
    })));
    const fields = after.flatMap((type, index) => type.fields.map((field, position) => ({ ...field, type: first + index, position })));
    const firstField = await nextIds(tx, 'request_type_field', fields.length);
    await insertRows(tx, requestFieldTable, fields.map(({ id, required, help, type, position }, index) => ({ id: firstField + index, type_id: type, field: id, position, required, help: help === '' ? null : tx.sealer.seal(sealedIn.requestField.help, firstField + index, help) })));
    tx.record({ action: 'tracker_portal_changed', target: { kind: 'project', id: String(project.id), name: project.key }, before, after });
  });
}

function requesterOf(ctx: Ctx): string {
  if (ctx.actor.accountId === null) throw accessErrors.forbidden();
  return ctx.actor.accountId;
}

/** Takes exactly the fields of the form. Fails with tracker.item_not_found, tracker.fields_invalid. */
export async function makeRequest(ctx: Ctx, people: People, typeId: number, fields: Readonly<Record<string, unknown>>): Promise<string> {
  const requester = requesterOf(ctx);
  return ctx.tx(async (tx) => {
    const row = await readRequestType(tx, typeId);
    if (row === undefined) throw errors.item_not_found();
    const type = openRequestType(tx, row);
    const faults = new FieldErrors();
    for (const { id, required } of type.fields) if (required && (fields[id] === undefined || fields[id] === null || fields[id] === '')) faults.add(id, 'The form asks for this.', 'required');
    for (const id of Object.keys(fields)) if (!type.fields.some((field) => field.id === id)) faults.add(id, 'The form does not ask for this.', 'unknown');
    faults.throwIfAny();
    // The form is the right to make this one issue, whatever rights the person has in the project.
    const asForm: Ctx = { ...ctx, access: { ...ctx.access, siteRole: 'admin' } };
    const made = await createIssueIn(tx, asForm, people, { ...fields, project: { id: String(row.project_id) }, issuetype: { id: String(type.issueType) } }, { action: 'tracker_request_made', from: type.name });
    await insertRows(tx, requestTable, [{ issue_id: made.id, type_id: row.id, requester, asked_at: tx.now }]);
    return made.key;
  });
}

export async function visibleRequest(tx: ReadTx, ctx: Ctx, key: string): Promise<RequestRow> {
  const reference = parseIssueReference(key);
  const row = reference === undefined || 'id' in reference ? undefined : await ownRequest(tx, requesterOf(ctx), reference.projectKey, reference.number);
  if (row === undefined) throw errors.issue_not_found();
  return row;
}

export async function commentOnRequest(ctx: Ctx, key: string, body: unknown): Promise<number> {
  return ctx.tx(async (tx: Tx) => {
    const row = await visibleRequest(tx, ctx, key);
    const id = await addCommentIn(tx, ctx, row.id, body);
    touchIssue(tx, row.id);
    tx.record({ action: 'tracker_request_commented', target: { kind: 'comment', id: String(id), name: row.key }, container: { kind: 'project', id: String(row.project_id), name: row.project_key } });
    tx.emit({ topic: 'tracker.comment_added', payload: { issueId: row.id, commentId: id, actor: ctx.actor.accountId } });
    return id;
  });
}
