/** The rows of tenancy.deletion_plan and its targets: what a dry run found, and how far a run is. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import type { DeletionId, DeletionPlanId } from './deletion-ids.ts';

export interface PlanRow {
  /** The organization that made it, or the platform's own scope. */
  readonly organization_id: OrganizationId;
  readonly plan_id: DeletionPlanId;
  readonly state: 'planned' | 'running' | 'stopped' | 'done';
  readonly reason: string | null;
  readonly tenants: number;
  readonly needs_approval: boolean;
  readonly made_by: AccountId | null;
  readonly made_at: Date;
  readonly expires_at: Date;
  readonly approved_by: AccountId | null;
  readonly approved_at: Date | null;
  readonly not_before: Date;
  readonly run_by: AccountId | null;
  readonly stage: number;
  readonly ended_at: Date | null;
}

export interface PlanTarget {
  readonly position: number;
  readonly stage: number;
  readonly kind: 'organization' | 'site';
  readonly owner_id: OrganizationId;
  readonly site_id: SiteId | null;
  readonly owner_name: string;
  readonly name: string;
  readonly tenants: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly state: 'waiting' | 'deleted' | 'refused';
  readonly refusal: string | null;
  readonly deletion_id: DeletionId | null;
}

export async function insertPlan(tx: Tx, plan: PlanRow, targets: readonly PlanTarget[]): Promise<void> {
  await tx.changeSql(
    `insert into tenancy.deletion_plan (organization_id, plan_id, state, reason, tenants, needs_approval, made_by, made_at, expires_at, not_before) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [plan.organization_id, plan.plan_id, plan.state, plan.reason, plan.tenants, plan.needs_approval, plan.made_by, plan.made_at, plan.expires_at, plan.not_before]);
  await tx.changeSql(
    `insert into tenancy.deletion_plan_target (organization_id, plan_id, position, stage, kind, owner_id, site_id, owner_name, name, tenants, counts, state)
     select $1, $2, t.position, t.stage, t.kind, t.owner_id, t.site_id, t.owner_name, t.name, t.tenants, t.counts, 'waiting'
       from jsonb_to_recordset($3::jsonb) as t (position bigint, stage bigint, kind text, owner_id uuid, site_id uuid, owner_name text, name text, tenants bigint, counts jsonb)`,
    [plan.organization_id, plan.plan_id, JSON.stringify(targets)]);
}

const columns = 'organization_id, plan_id, state, reason, tenants, needs_approval, made_by, made_at, expires_at, approved_by, approved_at, not_before, run_by, stage, ended_at';

export async function lockPlan(tx: Tx, id: string): Promise<PlanRow | undefined> {
  const [row] = await tx.sql<PlanRow>(`select ${columns} from tenancy.deletion_plan where plan_id = $1::uuid for update`, [id]);
  return row;
}

export async function readPlan(tx: ReadTx, id: string): Promise<PlanRow | undefined> {
  const [row] = await tx.sql<PlanRow>(`select ${columns} from tenancy.deletion_plan where plan_id = $1::uuid`, [id]);
  return row;
}

export const listPlans = (tx: ReadTx, limit: number): Promise<PlanRow[]> => tx.sql<PlanRow>(`select ${columns} from tenancy.deletion_plan order by made_at desc, plan_id desc limit $1`, [limit]);

const targetColumns = 'position, stage, kind, owner_id, site_id, owner_name, name, tenants, counts, state, refusal, deletion_id';

export const readTargets = (tx: ReadTx, id: string): Promise<PlanTarget[]> => tx.sql<PlanTarget>(`select ${targetColumns} from tenancy.deletion_plan_target where plan_id = $1::uuid order by position`, [id]);

export async function nextTarget(tx: ReadTx, id: string): Promise<PlanTarget | undefined> {
  const [row] = await tx.sql<PlanTarget>(`select ${targetColumns} from tenancy.deletion_plan_target where plan_id = $1::uuid and state = 'waiting' order by position limit 1`, [id]);
  return row;
}

export const approvePlan = (tx: Tx, id: string, by: AccountId | null, notBefore: Date): Promise<number> =>
  tx.changeSql(`update tenancy.deletion_plan set approved_by = $2, approved_at = $3, not_before = $4 where plan_id = $1::uuid and approved_at is null`, [id, by, tx.now, notBefore]);

export const setPlanState = (tx: Tx, id: string, state: PlanRow['state'], by: AccountId | null): Promise<number> =>
  tx.changeSql(
    `update tenancy.deletion_plan set state = $2::text, run_by = case when $2::text = 'running' then $3::uuid else run_by end, taken_until = '-infinity', ended_at = case when $2::text = 'done' then $4::timestamptz end where plan_id = $1::uuid and state <> $2::text`,
    [id, state, by, tx.now]);

/** Takes a running plan for a while; undefined when it is stopped, or somebody else has it. */
export async function takePlan(tx: Tx, id: string, now: Date, until: Date): Promise<PlanRow | undefined> {
  const [row] = await tx.sql<PlanRow>(`update tenancy.deletion_plan set taken_until = $3 where plan_id = $1::uuid and state = 'running' and taken_until <= $2 returning ${columns}`, [id, now, until]);
  return row;
}

/** Keeps it, or lets it rest until then; false when somebody stopped it meanwhile. */
export const keepPlan = async (tx: Tx, id: string, until: Date, stage: number): Promise<boolean> =>
  (await tx.changeSql(`update tenancy.deletion_plan set taken_until = $2, stage = $3 where plan_id = $1::uuid and state = 'running'`, [id, until, stage])) === 1;

export const endTarget = (tx: Tx, id: string, position: number, outcome: { readonly deletionId: DeletionId | null; readonly refusal: string | null }): Promise<number> =>
  tx.changeSql(`update tenancy.deletion_plan_target set state = case when $3::uuid is null then 'refused' else 'deleted' end, deletion_id = $3, refusal = $4 where plan_id = $1::uuid and position = $2`, [id, position, outcome.deletionId, outcome.refusal]);

/** What the system login reads. */
export const runningPlans = { text: `select organization_id, plan_id from tenancy.deletion_plan where state = 'running' and taken_until <= $1 order by taken_until limit 20` };

/** Named sites and organizations, whose they are, and the tenants that would go with each. */
export const planFacts = {
  sites: `select s.organization_id, s.site_id, s.name, o.name as owner_name, s.state, (select coalesce(json_agg(json_build_object('id', t.tenant_id, 'shard', t.shard_id)), '[]'::json) from tenancy.tenant t where t.organization_id = s.organization_id and t.site_id = s.site_id and t.state in ('active', 'suspended')) as tenants
            from tenancy.site s join tenancy.organization o using (organization_id) where s.site_id = any($1::uuid[]) order by o.name, s.name, s.site_id`,
  organizations: `select o.organization_id, null::uuid as site_id, o.name, o.name as owner_name, o.state, (select coalesce(json_agg(json_build_object('id', t.tenant_id, 'shard', t.shard_id)), '[]'::json) from tenancy.tenant t where t.organization_id = o.organization_id and t.state in ('active', 'suspended')) as tenants
            from tenancy.organization o where o.organization_id = any($1::uuid[]) order by o.name, o.organization_id`,
};
