/** Every row and every file of a tenant by its digest, before a disaster and after the way back; what is missing, new or different is counted. */
import { createHash } from 'node:crypto';
import type { Databases } from '../../kernel/db/index.ts';
import type { TenantContext } from '../../kernel/service/index.ts';
import type { ObjectStore } from '../../modules/media/index.ts';

/** Digests of rows by table, of files by id. */
export type PlaceDigests = ReadonlyMap<string, ReadonlySet<string>>;

const restorable = `
  select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and obj_description(c.oid, 'pg_class') ~ '^hf: scope=tenant recovery=(content|access)' order by 1`;

export async function digestsOf(databases: Databases, store: ObjectStore, tenant: Pick<TenantContext, 'tenantId' | 'shardId'>): Promise<PlaceDigests> {
  const pool = databases.system('drill: every row before and after', tenant.shardId);
  const digests = new Map<string, Set<string>>();
  const [tables] = await pool.run([{ text: restorable, values: [] }]);
  for (const { name } of tables?.rows ?? []) {
    const table = String(name);
    const [rows] = await pool.run([{ text: `select encode(sha256(convert_to(t::text, 'UTF8')), 'base64') as digest from ${table} t where t.tenant_id = $1::uuid`, values: [tenant.tenantId] }]);
    if ((rows?.rows.length ?? 0) > 0) digests.set(table, new Set(rows?.rows.map((row) => String(row['digest']))));
  }
  const files = new Set<string>();
  for await (const { objectId } of store.list(tenant.tenantId)) {
    const hash = createHash('sha256');
    for await (const chunk of store.read({ tenantId: tenant.tenantId, objectId }, 0, Number.MAX_SAFE_INTEGER)) hash.update(chunk);
    files.add(`${objectId} ${hash.digest('hex')}`);
  }
  digests.set('files', files);
  return digests;
}

export function differencesBetween(before: PlaceDigests, after: PlaceDigests): number {
  let differences = 0;
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [then, now] = [before.get(name) ?? new Set<string>(), after.get(name) ?? new Set<string>()];
    for (const digest of then) if (!now.has(digest)) differences += 1;
    for (const digest of now) if (!then.has(digest)) differences += 1;
  }
  return differences;
}
