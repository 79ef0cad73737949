/** The notes of what changed, across tenants, and how far each tenant's index is built. Statements for the system's login. */

/** Takes the oldest due notes for a minute; another process takes others. `$1` now, `$2` how many. */
export const takeChanges = `
  update search.change set attempts = attempts + 1, not_before = $1::timestamptz + interval '60 seconds'
   where id in (select id from search.change where not_before <= $1::timestamptz order by id limit $2 for update skip locked)
  returning id, tenant_id, kind, item_id, attempts`;

/** They are done. `$1` ids. */
export const removeChanges = 'delete from search.change where id = any($1::bigint[])';

/** They failed, or their tenant cannot be entered now: once more at `$2`. */
export const postponeChanges = 'update search.change set not_before = $2::timestamptz where id = any($1::bigint[])';

/** Everything of a tenant that is no longer here. */
export const forgetChanges = 'delete from search.change where tenant_id = $1::uuid';

/** Tenants whose index is complete for this analysis. */
export const builtTenants = 'select tenant_id from search.build where analysis = $1::bigint and done_at is not null';

export interface TakenChange {
  readonly id: number;
  readonly tenant_id: string;
  readonly kind: string;
  readonly item_id: number;
  readonly attempts: number;
}
