/** The rows of the catalogue: the only file that names `tenancy.*`. Every change takes the next catalogue version. */
import { queries, type ReadTx, type Tx } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId, ShardId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { PlanFacts, ProductType, TenantState } from '../../kernel/service/index.ts';
import { isoNever } from './saga-times.ts';

export type SagaKind = 'provision-site' | 'suspend-site' | 'resume-site' | 'delete-place' | 'undelete-place' | 'purge-place' | 'revive-place';

export interface OrganizationRow {
  readonly organization_id: OrganizationId;
  readonly slug: string;
  readonly name: string;
  readonly plan: string;
  readonly features: Readonly<Record<string, boolean>>;
  readonly trial_plan: string | null;
  readonly trial_ends_at: Date | null;
  readonly state: 'active' | 'suspended' | 'deleting' | 'purged';
  /** How long a deletion can be undone, and how long keys wait after it, in days. */
  readonly grace_days: number;
  readonly key_grace_days: number;
  readonly created_at: Date;
}
export interface SiteRow {
  readonly organization_id: OrganizationId;
  readonly site_id: SiteId;
  readonly slug: string;
  readonly name: string;
  readonly region: string;
  readonly state: TenantState;
  readonly reason: string | null;
  readonly created_at: Date;
  readonly version: number;
}
export interface TenantRow {
  readonly organization_id: OrganizationId;
  readonly tenant_id: TenantId;
  readonly site_id: SiteId;
  readonly product: ProductType;
  readonly shard_id: ShardId;
  readonly epoch: number;
  readonly state: TenantState;
  readonly deleting_until?: Date | null;
  readonly created_at: Date;
  readonly version: number;
}
export interface SagaRow {
  readonly organization_id: OrganizationId;
  readonly saga_id: string;
  readonly kind: SagaKind;
  /** Null where a whole organization is meant. */
  readonly site_id: SiteId | null;
  readonly step: number;
  readonly payload: { readonly creator?: AccountId; readonly reason?: string; readonly deletion?: string };
  readonly state: 'running' | 'done' | 'failed';
  readonly attempts: number;
  readonly last_error: string | null;
  readonly created_at: Date;
  readonly not_before: Date;
}
interface Tables {
  'tenancy.organization': OrganizationRow;
  'tenancy.site': SiteRow;
  'tenancy.tenant': TenantRow;
  'tenancy.saga': SagaRow;
  'tenancy.slug': { kind: 'organization' | 'site'; slug: string; id: string };
  'tenancy.shard': { shard_id: ShardId; name: string; region: string; state: 'open' | 'full' | 'draining'; created_at: Date };
}
const q = queries<Tables>();

export async function nextVersion(tx: ReadTx): Promise<number> {
  const [row] = await tx.sql<{ version: number }>('select tenancy.next_version() as version');
  if (row === undefined) throw new Error('the catalogue has no version row');
  return row.version;
}

/** False when the slug is taken. */
export async function claimSlug(tx: Tx, kind: 'organization' | 'site', slug: string, id: string): Promise<boolean> {
  return (await tx.change(q.insertInto('tenancy.slug').values({ kind, slug, id }).onConflict((conflict) => conflict.doNothing()))) === 1;
}

export const insertOrganization = (tx: Tx, row: OrganizationRow) => tx.change(q.insertInto('tenancy.organization').values({ ...row }));

/** The organization of the transaction's scope. */
export const readOrganization = (tx: ReadTx): Promise<OrganizationRow | undefined> => tx.row(q.selectFrom('tenancy.organization').selectAll());

export const lockOrganization = (tx: Tx): Promise<OrganizationRow | undefined> => tx.row(q.selectFrom('tenancy.organization').selectAll().forUpdate());

/** Every site of the organization takes the next version, so that every process hears of it. */
export async function updatePlan(tx: Tx, next: PlanFacts): Promise<void> {
  await tx.changeSql('update tenancy.organization set plan = $1, features = $2::jsonb, trial_plan = $3, trial_ends_at = $4::timestamptz', [next.plan, JSON.stringify(next.features), next.trial?.plan ?? null, next.trial?.endsAt ?? null]);
  await tx.changeSql('update tenancy.site set version = $1', [await nextVersion(tx)]);
}

export const renameOrganization = (tx: Tx, name: string) => tx.change(q.updateTable('tenancy.organization').set({ name }).where('name', '<>', name));

export const insertSite = (tx: Tx, row: SiteRow) => tx.change(q.insertInto('tenancy.site').values({ ...row }));

export const insertTenants = (tx: Tx, rows: readonly TenantRow[]) => tx.change(q.insertInto('tenancy.tenant').values(rows.map((row) => ({ ...row }))));

export const readSite = (tx: ReadTx, siteId: SiteId): Promise<SiteRow | undefined> =>
  tx.row(q.selectFrom('tenancy.site').selectAll().where('site_id', '=', siteId));

export const lockSite = (tx: Tx, siteId: SiteId): Promise<SiteRow | undefined> =>
  tx.row(q.selectFrom('tenancy.site').selectAll().where('site_id', '=', siteId).forUpdate());

export const tenantsOfSites = (tx: ReadTx, siteIds: readonly SiteId[]): Promise<TenantRow[]> =>
  tx.sql<TenantRow>('select * from tenancy.tenant where site_id = any($1::uuid[]) order by product', [siteIds]);

export async function changeSite(tx: Tx, siteId: SiteId, change: { readonly name?: string; readonly state?: TenantState; readonly reason?: string | null }): Promise<void> {
  const version = await nextVersion(tx);
  await tx.change(q.updateTable('tenancy.site').set({ ...change, version }).where('site_id', '=', siteId));
}

export async function changeTenants(tx: Tx, siteId: SiteId, change: { readonly state: TenantState; readonly epochs?: ReadonlyMap<TenantId, number> }): Promise<void> {
  const version = await nextVersion(tx);
  for (const tenant of await tenantsOfSites(tx, [siteId])) {
    const epoch = change.epochs?.get(tenant.tenant_id) ?? tenant.epoch;
    await tx.change(q.updateTable('tenancy.tenant').set({ state: change.state, epoch, version }).where('tenant_id', '=', tenant.tenant_id));
  }
}

export interface SitePage {
  readonly text: string | null;
  readonly after: { readonly name: string; readonly siteId: string } | null;
  readonly limit: number;
}

/** Sites of the organization by name; `text` is looked for anywhere in the name or address, without regard to case. */
export async function listSites(tx: ReadTx, page: SitePage): Promise<SiteRow[]> {
  return tx.sql<SiteRow>(
    `select * from tenancy.site
      where state <> 'purged' and ($1::text is null or strpos(lower(name), $1) > 0 or strpos(slug, $1) > 0)
        and ($2::text is null or (name, site_id) > ($2, $3::uuid))
      order by name, site_id limit $4`,
    [page.text?.toLowerCase() ?? null, page.after?.name ?? null, page.after?.siteId ?? null, page.limit]);
}

export async function countSites(tx: ReadTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }>(`select count(*) as count from tenancy.site where state <> 'purged'`);
  return row?.count ?? 0;
}

export async function ensureShard(tx: Tx, shard: { readonly shardId: ShardId; readonly name: string; readonly region: string; readonly now: Date }): Promise<ShardId> {
  await tx.change(q.insertInto('tenancy.shard').values({ shard_id: shard.shardId, name: shard.name, region: shard.region, state: 'open', created_at: shard.now })
    .onConflict((conflict) => conflict.column('name').doNothing()));
  const row = await tx.row(q.selectFrom('tenancy.shard').select('shard_id').where('name', '=', shard.name));
  return row?.shard_id ?? shard.shardId;
}

export const readShards = (tx: ReadTx) => tx.rows(q.selectFrom('tenancy.shard').selectAll().orderBy('name'));

export const insertSaga = (tx: Tx, row: SagaRow) => tx.change(q.insertInto('tenancy.saga').values({ ...row, payload: row.payload }));

/** Whether something of these sites is under way; a whole organization's counts for each. */
export async function sagaUnderWay(tx: ReadTx, siteIds: readonly SiteId[]): Promise<boolean> {
  const rows = await tx.sql(`select 1 from tenancy.saga where state = 'running' and (site_id is null or site_id = any($1::uuid[])) limit 1`, [siteIds]);
  return rows.length > 0;
}

/** Keeps a saga while one of its steps takes longer than the hold. */
export const holdSaga = (tx: Tx, sagaId: string, until: Date) => tx.change(q.updateTable('tenancy.saga').set({ not_before: until }).where('saga_id', '=', sagaId).where('state', '=', 'running'));

export const sitesOfOrganization = (tx: ReadTx): Promise<SiteRow[]> => tx.sql<SiteRow>('select * from tenancy.site order by site_id');

export const tenantsById = (tx: ReadTx, ids: readonly TenantId[]): Promise<TenantRow[]> => tx.sql<TenantRow>('select * from tenancy.tenant where tenant_id = any($1::uuid[]) order by shard_id, tenant_id', [ids]);

export const advanceSaga = (tx: Tx, sagaId: string, step: number, notBefore: Date) =>
  tx.change(q.updateTable('tenancy.saga').set({ step, not_before: notBefore }).where('saga_id', '=', sagaId));

export const endSaga = (tx: Tx, sagaId: string) =>
  tx.change(q.updateTable('tenancy.saga').set({ state: 'done', not_before: isoNever }).where('saga_id', '=', sagaId));

/** Notes a failure and gives the saga back to the reconciler after a pause. */
export const postponeSaga = (tx: Tx, sagaId: string, error: string, until: Date) =>
  tx.changeSql('update tenancy.saga set attempts = attempts + 1, last_error = $2, not_before = $3 where saga_id = $1::uuid', [sagaId, error, until]);

/** Takes a saga for a while, so that two processes do not drive it at once; undefined when somebody else has it. */
export async function takeSaga(tx: Tx, sagaId: string, now: Date, until: Date): Promise<SagaRow | undefined> {
  const [row] = await tx.sql<SagaRow>(
    `update tenancy.saga set not_before = $3 where saga_id = $1::uuid and state = 'running' and not_before <= $2 returning *`, [sagaId, now, until]);
  return row;
}

/** What the system login reads: interrupted sagas of every organization. */
export const dueSagas = { text: `select organization_id, saga_id from tenancy.saga where state = 'running' and not_before <= $1 order by not_before limit 100` };

/** What the system login reads into the read model: everything that changed after a version. */
export const catalogueChanges = {
  version: 'select version from tenancy.catalogue_version',
  sites: `select s.*, o.plan, o.features, o.trial_plan, o.trial_ends_at from tenancy.site s join tenancy.organization o using (organization_id) where s.version > $1`,
  tenants: `select * from tenancy.tenant where version > $1`,
  planOfOrganization: 'select plan, features, trial_plan, trial_ends_at from tenancy.organization where organization_id = $1::uuid',
  organizationBySlug: `select id from tenancy.slug where kind = 'organization' and slug = $1`,
};

export const tenantsPerShard = `select shard_id, count(*) as tenants from tenancy.tenant where state <> 'purged' group by shard_id`;

/** What the system login reads for lists of organizations: those named, or all; by name, after a place. */
export const organizationsByName = `
  select o.organization_id, o.slug, o.name, o.plan, o.features, o.created_at, (select count(*) from tenancy.site s where s.organization_id = o.organization_id and s.state <> 'purged') as sites
    from tenancy.organization o
   where ($1::uuid[] is null or o.organization_id = any($1)) and ($2::text is null or strpos(lower(o.name), $2) > 0 or strpos(o.slug, $2) > 0)
     and ($3::text is null or (o.name, o.organization_id) > ($3, $4::uuid))
   order by o.name, o.organization_id limit $5`;
