/**
 * The portal's rows. Whoever asks sees request types of open portals and their own requests; no statement here looks at grants,
 * because people of the portal have none, and each names the requester instead.
 */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { HexBytes } from './issue-read-store.ts';
import { defineTable } from './row-batch.ts';

export const requestTypeTable = defineTable('tracker.request_type', { id: 'bigint', project_id: 'bigint', issue_type_id: 'bigint', position: 'bigint', name: 'bytea', description: 'bytea' });
export const requestFieldTable = defineTable('tracker.request_type_field', { id: 'bigint', type_id: 'bigint', field: 'text', position: 'bigint', required: 'boolean', help: 'bytea' });
export const requestTable = defineTable('tracker.request', { issue_id: 'bigint', type_id: 'bigint', requester: 'uuid', asked_at: 'timestamptz' });

export interface RequestTypeRow {
  readonly id: number; readonly project_id: number; readonly project_key: string; readonly project_name: Buffer; readonly issue_type_id: number; readonly name: Buffer; readonly description: Buffer | null;
  readonly fields: readonly { readonly id: number; readonly field: string; readonly required: boolean; readonly help: HexBytes | null }[] | null;
}

const typeColumns = `t.id, t.project_id, p.key as project_key, p.name as project_name, t.issue_type_id, t.name, t.description,
  (select json_agg(json_build_object('id', f.id, 'field', f.field, 'required', f.required, 'help', f.help) order by f.position, f.id) from tracker.request_type_field f where f.type_id = t.id) as fields`;
const typeSource = `tracker.request_type t join tracker.project p on p.tenant_id = t.tenant_id and p.id = t.project_id and p.state = 'active'`;

/** A portal is open while it has request types. */
export async function openRequestTypes(tx: ReadTx): Promise<readonly RequestTypeRow[]> {
  return tx.sql(`select ${typeColumns} from ${typeSource} order by p.key, t.position, t.id limit 1000`);
}

export async function requestTypesOf(tx: ReadTx, project: number): Promise<readonly RequestTypeRow[]> {
  return tx.sql(`select ${typeColumns} from ${typeSource} where t.project_id = $1 order by t.position, t.id`, [project]);
}

export async function readRequestType(tx: ReadTx, id: number): Promise<RequestTypeRow | undefined> {
  const [row] = await tx.sql<RequestTypeRow>(`select ${typeColumns} from ${typeSource} where t.id = $1`, [id]);
  return row;
}

export async function clearRequestTypes(tx: Tx, project: number): Promise<void> {
  await tx.changeSql('delete from tracker.request_type where project_id = $1', [project]);
}

export interface RequestRow { readonly id: number; readonly key: string; readonly project_id: number; readonly project_key: string; readonly number: number; readonly summary: Buffer; readonly description: Buffer | null; readonly status_id: number; readonly asked_at: Date; readonly updated_at: Date; readonly type_name: Buffer | null; readonly type_id: number | null }

const requestColumns = `i.id, p.key || '-' || i.number as key, p.id as project_id, p.key as project_key, i.number, i.summary, i.description, i.status_id, r.asked_at, i.updated_at, t.name as type_name, t.id as type_id`;
const requestSource = `tracker.request r join tracker.issue i on i.tenant_id = r.tenant_id and i.id = r.issue_id and i.trashed_at is null join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id and p.state in ('active', 'archived')
  left join tracker.request_type t on t.tenant_id = r.tenant_id and t.id = r.type_id`;

export async function ownRequests(tx: ReadTx, requester: string, after: { readonly at: Date; readonly id: number } | null, limit: number): Promise<readonly RequestRow[]> {
  const next = after === null ? '' : 'and (r.asked_at, r.issue_id) < ($3::timestamptz, $4::bigint)';
  return tx.sql(`select ${requestColumns} from ${requestSource} where r.requester = $1 ${next} order by r.asked_at desc, r.issue_id desc limit $2`, [requester, limit, ...(after === null ? [] : [after.at, after.id])]);
}

export async function ownRequest(tx: ReadTx, requester: string, projectKey: string, number: number): Promise<RequestRow | undefined> {
  const [row] = await tx.sql<RequestRow>(
    `select ${requestColumns} from ${requestSource} where r.requester = $1 and i.number = $3 and i.project_id = (select k.project_id from tracker.project_key k where k.key = $2)`, [requester, projectKey, number]);
  return row;
}

/** Comments that are kept to nobody. */
export async function publicComments(tx: ReadTx, issue: number): Promise<readonly { readonly id: number; readonly author: string | null; readonly body: Buffer; readonly created_at: Date }[]> {
  return tx.sql('select id, author, body, created_at from tracker.comment where issue_id = $1 and trashed_at is null and visible_to_group is null and visible_to_role is null order by created_at, id limit 500', [issue]);
}
