/** The rows of recovery.plan: the only file that names the table. */
import type { ReadTx, ServicePool, Tx } from '../../../kernel/db/index.ts';
import type { AccountId, OrganizationId, SiteId, TenantId } from '../../../kernel/ids/index.ts';
import type { ProductType } from '../../../kernel/service/index.ts';

export type PlanState = 'waiting' | 'ready' | 'applying' | 'done' | 'failed';
export type ScopeKind = 'tenant' | 'container' | 'item';
export type PlanMode = 'here' | 'beside';

export interface KindCounts {
  readonly kind: string;
  readonly created: number;
  readonly changed: number;
  readonly removed: number;
  /** Elsewhere now, or elsewhere then: left alone. */
  readonly kept: number;
  /** Rows that say who may do what: they differ and are left as they are now. */
  readonly accessLeft: number;
}

export interface PlanSummary {
  readonly kinds: readonly KindCounts[];
  /** Numbers of items, the first of each list. */
  readonly items: { readonly created: readonly number[]; readonly changed: readonly number[]; readonly removed: readonly number[] };
  readonly itemCounts: { readonly created: number; readonly changed: number; readonly removed: number };
  /** Set when it was applied. */
  readonly needed?: number;
  /** Containers that a restore beside or elsewhere made. */
  readonly madeId?: number;
}

export interface Plan {
  readonly organizationId: OrganizationId;
  readonly id: string;
  readonly siteId: SiteId;
  readonly tenantId: TenantId;
  readonly product: ProductType;
  readonly scopeKind: ScopeKind;
  readonly scopeId: number | null;
  readonly at: Date;
  readonly mode: PlanMode;
  readonly targetId: TenantId | null;
  readonly newKey: string | null;
  readonly state: PlanState;
  readonly name: string | null;
  readonly summary: PlanSummary | null;
  readonly digest: string | null;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number };
  readonly requestedBy: AccountId;
  readonly undoOf: string | null;
  readonly beforeAt: Date | null;
  readonly error: { readonly code: string; readonly title: string; readonly detail: string | null } | null;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly appliedAt: Date | null;
  readonly endedAt: Date | null;
}

interface Row {
  readonly organization_id: OrganizationId; readonly id: string; readonly site_id: SiteId; readonly tenant_id: TenantId; readonly product: ProductType; readonly scope_kind: ScopeKind; readonly scope_id: number | null;
  readonly at: Date; readonly mode: PlanMode; readonly target_id: TenantId | null; readonly new_key: string | null; readonly state: PlanState; readonly name: Buffer | null; readonly summary: PlanSummary | null; readonly digest: string | null;
  readonly phase: string; readonly done: number; readonly total: number; readonly requested_by: AccountId; readonly undo_of: string | null; readonly before_at: Date | null;
  readonly error_code: string | null; readonly error_details: Buffer | null; readonly attempts: number; readonly created_at: Date; readonly expires_at: Date; readonly applied_at: Date | null; readonly ended_at: Date | null;
}

const table = 'recovery.plan';
const columns = { name: { table, column: 'name' }, error: { table, column: 'error_details' } };
const selected = `organization_id, id, site_id, tenant_id, product, scope_kind, scope_id, at, mode, target_id, new_key, state, name, summary, digest, phase, done, total, requested_by, undo_of, before_at,
  error_code, error_details, attempts, created_at, expires_at, applied_at, ended_at`;

function planOf(tx: ReadTx, row: Row): Plan {
  const details = row.error_details === null ? { title: '', detail: null } : (JSON.parse(tx.sealer.open(columns.error, row.id, row.error_details)) as { title: string; detail: string | null }); // written below
  return {
    organizationId: row.organization_id, id: row.id, siteId: row.site_id, tenantId: row.tenant_id, product: row.product, scopeKind: row.scope_kind, scopeId: row.scope_id, at: row.at, mode: row.mode, targetId: row.target_id, newKey: row.new_key,
    state: row.state, name: row.name === null ? null : tx.sealer.open(columns.name, row.id, row.name), summary: row.summary, digest: row.digest, progress: { phase: row.phase, done: row.done, total: row.total },
    requestedBy: row.requested_by, undoOf: row.undo_of, beforeAt: row.before_at, error: row.error_code === null ? null : { code: row.error_code, ...details },
    attempts: row.attempts, createdAt: row.created_at, expiresAt: row.expires_at, appliedAt: row.applied_at, endedAt: row.ended_at,
  };
}

export type NewPlan = Pick<Plan, 'id' | 'siteId' | 'tenantId' | 'product' | 'scopeKind' | 'scopeId' | 'at' | 'mode' | 'targetId' | 'newKey' | 'requestedBy' | 'undoOf' | 'expiresAt'>;

export async function insertPlan(tx: Tx, organizationId: OrganizationId, plan: NewPlan): Promise<void> {
  await tx.changeSql(
    `insert into recovery.plan (organization_id, id, site_id, tenant_id, product, scope_kind, scope_id, at, mode, target_id, new_key, state, requested_by, undo_of, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12, $13, $14, $15)`,
    [organizationId, plan.id, plan.siteId, plan.tenantId, plan.product, plan.scopeKind, plan.scopeId, plan.at, plan.mode, plan.targetId, plan.newKey, plan.requestedBy, plan.undoOf, tx.now, plan.expiresAt]);
}

export async function findPlan(tx: ReadTx, id: string, siteId: SiteId | null): Promise<Plan | undefined> {
  const [row] = await tx.sql<Row>(`select ${selected} from recovery.plan where id = $1 and ($2::uuid is null or site_id = $2)`, [id, siteId]);
  return row === undefined ? undefined : planOf(tx, row);
}

/** The newest first; of one person where one is named. */
export async function listPlans(tx: ReadTx, siteId: SiteId, by: AccountId | null, before: string | null, limit: number): Promise<readonly Plan[]> {
  const rows = await tx.sql<Row>(
    `select ${selected} from recovery.plan where site_id = $1 and ($2::uuid is null or requested_by = $2) and ($3::uuid is null or id < $3) order by id desc limit $4`, [siteId, by, before, limit]);
  return rows.map((row) => planOf(tx, row));
}

/** False when it was not ready. */
export async function startApplying(tx: Tx, id: string): Promise<boolean> {
  return (await tx.changeSql(`update recovery.plan set state = 'applying', phase = 'waiting', done = 0, total = 0, attempts = 0 where id = $1 and state = 'ready'`, [id])) === 1;
}

/** Takes an open plan for a while. */
export async function claimPlan(tx: Tx, id: string, holder: string, leaseMs: number): Promise<Plan | undefined> {
  const [row] = await tx.sql<Row>(
    `update recovery.plan set holder = $2, lease_until = clock_timestamp() + make_interval(secs => $3 / 1000.0), attempts = attempts + 1
      where id = $1 and state in ('waiting', 'applying') and (lease_until is null or lease_until <= clock_timestamp() or holder = $2) returning ${selected}`, [id, holder, leaseMs]);
  return row === undefined ? undefined : planOf(tx, row);
}

/** False: somebody else has it. */
export async function beatPlan(tx: Tx, id: string, holder: string, leaseMs: number, progress: Plan['progress']): Promise<boolean> {
  return (await tx.changeSql(
    `update recovery.plan set lease_until = clock_timestamp() + make_interval(secs => $3 / 1000.0), phase = $4, done = $5, total = $6 where id = $1 and holder = $2 and ended_at is null`,
    [id, holder, leaseMs, progress.phase, progress.done, progress.total])) === 1;
}

export async function releasePlan(tx: Tx, id: string, holder: string): Promise<void> {
  await tx.changeSql(`update recovery.plan set holder = null, lease_until = clock_timestamp() + interval '2 seconds' where id = $1 and holder = $2 and ended_at is null`, [id, holder]);
}

/** The moment before anything is changed, kept before the change. */
export async function noteBefore(tx: Tx, id: string, beforeAt: Date): Promise<void> {
  await tx.changeSql('update recovery.plan set before_at = $2 where id = $1', [id, beforeAt]);
}

export type PlanOutcome =
  | { readonly state: 'ready'; readonly name: string; readonly summary: PlanSummary; readonly digest: string }
  | { readonly state: 'done'; readonly summary: PlanSummary; readonly appliedAt: Date }
  | { readonly state: 'failed'; readonly error: NonNullable<Plan['error']> };

/** Ends a step. False when somebody else has done it. */
export async function endStep(tx: Tx, id: string, outcome: PlanOutcome): Promise<boolean> {
  const common = `holder = null, lease_until = null`;
  switch (outcome.state) {
    case 'ready':
      return (await tx.changeSql(`update recovery.plan set ${common}, state = 'ready', name = $2, summary = $3::jsonb, digest = $4, phase = 'ready', attempts = 0 where id = $1 and state = 'waiting'`,
        [id, tx.sealer.seal(columns.name, id, outcome.name), outcome.summary, outcome.digest])) === 1;
    case 'done':
      return (await tx.changeSql(`update recovery.plan set ${common}, state = 'done', summary = $2::jsonb, applied_at = $3, ended_at = clock_timestamp(), phase = 'done', done = greatest(done, total) where id = $1 and state = 'applying'`,
        [id, outcome.summary, outcome.appliedAt])) === 1;
    case 'failed':
      return (await tx.changeSql(`update recovery.plan set ${common}, state = 'failed', error_code = $2, error_details = $3, ended_at = clock_timestamp() where id = $1 and state in ('waiting', 'applying')`,
        [id, outcome.error.code, tx.sealer.seal(columns.error, id, JSON.stringify({ title: outcome.error.title, detail: outcome.error.detail }))])) === 1;
  }
}

export interface OpenPlan {
  readonly organizationId: OrganizationId;
  readonly id: string;
}

/** Plans that nobody works on, of all organizations. */
export async function openPlans(pool: ServicePool): Promise<readonly OpenPlan[]> {
  const [result] = await pool.run([{ text: `select organization_id, id from recovery.plan where state in ('waiting', 'applying') and (lease_until is null or lease_until <= clock_timestamp()) order by id limit 20`, values: [] }]);
  // The columns of the statement above.
  return (result?.rows ?? []).map((row) => ({ organizationId: row['organization_id'] as OrganizationId, id: row['id'] as string }));
}
