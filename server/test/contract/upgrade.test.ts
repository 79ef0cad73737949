/**
 * An upgrade carries over what a migration moves: rows of the first release, of two tenants and two organizations, are
 * there under the new schema. A migration runs as the owner, whom forced row security binds: one that forgets it sees no row
 * and says nothing.
 */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../../src/kernel/db/index.ts';
import { newUuid } from '../../src/kernel/ids/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/kernel/testing/test-database.ts';
import { descriptors } from '../../src/main/descriptors.ts';
import { migrationsFolder } from '../../src/main/migrations-folder.ts';

const lastOfFirstRelease = '0300';
const secret = 'only for tests';
const databases = new Map<'control' | 'shard', TestDatabase>();
let firstRelease = '';

beforeAll(async () => {
  firstRelease = await mkdtemp(join(tmpdir(), 'hf-upgrade-'));
  for (const kind of ['every', 'control', 'shard', 'keys']) {
    for (const name of await readdir(join(migrationsFolder, kind))) if (name.slice(0, 4) <= lastOfFirstRelease) await cp(join(migrationsFolder, kind, name), join(firstRelease, kind, name));
  }
  for (const kind of ['control', 'shard'] as const) {
    const database = await createTestDatabase();
    databases.set(kind, database);
    // The services of that release had fewer schemas; their grants are not what is looked at.
    await migrate({ admin: database.connection(), kind, folder: firstRelease, services: [], secret });
  }
});
afterAll(async () => {
  for (const database of databases.values()) await database.drop();
  await rm(firstRelease, { recursive: true, force: true });
});

/** Fills as the superuser, whom no row security binds; upgrades; then looks, as the superuser again. */
async function upgraded(kind: 'control' | 'shard', fill: (client: pg.Client) => Promise<unknown>, look: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const database = databases.get(kind);
  if (database === undefined) throw new Error(`no database ${kind}`);
  const client = new pg.Client(database.connection());
  await client.connect();
  try {
    await client.query(`set session_replication_role = 'replica'`); // what the rows would refer to is not looked at
    await fill(client);
    await migrate({ admin: database.connection(), kind, folder: migrationsFolder, services: descriptors, secret });
    await look(client);
  } finally {
    await client.end();
  }
}

it('of a shard carries versions of set-ups, restrictions of editing, ranks and secured issues of every tenant', async () => {
  const tenants = [newUuid(), newUuid()];
  const someone = newUuid();
  await upgraded('shard', async (client) => {
    for (const tenant of tenants) {
      await client.query(`insert into tracker.issue_type (tenant_id, id, name, name_token, subtask, hierarchy_level, sequence, icon) values ($1, 1, 'n', 'n', false, 0, 1, '')`, [tenant]);
      await client.query(`insert into tracker.issue (tenant_id, id, project_id, number, issue_type_id, status_id, summary, created_at, updated_at, security_level) values ($1, 7, 1, 7, 1, 1, 's', now(), now(), 3)`, [tenant]);
      for (const [id, parent] of [[1, null], [2, 1], [3, 2], [4, null]]) await client.query(`insert into wiki.content (tenant_id, id, type, space_id, page_id, parent_id, status, version, version_id, created_at, modified_at) values ($1, $2, 'page', 1, $2, $3, 'current', 1, 1, now(), now())`, [tenant, id, parent]);
      await client.query(`insert into wiki.restriction (tenant_id, content_id, operation, principal, kind, created_at) values ($1, 2, 'update', $2, 'user', now())`, [tenant, someone]);
    }
  }, async (client) => {
    for (const tenant of tenants) {
      expect((await client.query('select version from tracker.configuration_version where tenant_id = $1', [tenant])).rows).toEqual([{ version: '1' }]);
      expect((await client.query('select page_id, guard_id from wiki.edit_guard where tenant_id = $1 order by page_id', [tenant])).rows).toEqual([{ page_id: '2', guard_id: '2' }, { page_id: '3', guard_id: '2' }]);
      expect((await client.query('select rank is not null as ranked, security_level from tracker.issue where tenant_id = $1', [tenant])).rows).toEqual([{ ranked: true, security_level: '-1' }]);
    }
    expect((await client.query(`select relname from pg_class where relkind = 'r' and relrowsecurity and not relforcerowsecurity`)).rows).toEqual([]);
  });
});

it('of the control database carries the roles of every site', async () => {
  const [organization, site, account] = [newUuid(), newUuid(), newUuid()];
  await upgraded('control', (client) => client.query(`insert into directory.site_role (organization_id, site_id, principal, principal_kind, role, granted_at) values ($1, $2, $3, 'account', 'admin', now())`, [organization, site, account]),
    async (client) => {
      expect((await client.query('select organization_id, site_id, product, principal, role from directory.role_grant')).rows).toEqual([{ organization_id: organization, site_id: site, product: '', principal: account, role: 'admin' }]);
      expect((await client.query(`select relname from pg_class where relkind = 'r' and relrowsecurity and not relforcerowsecurity`)).rows).toEqual([]);
    });
});
