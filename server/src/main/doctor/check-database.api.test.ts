/** Each fault that is planted in the databases of a wired platform is named with its fix; what was sound stays quiet. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseKind } from '../../kernel/db/index.ts';
import { createTestDatabase } from '../../kernel/testing/test-database.ts';
import { ManualClock, systemClock, type Clock } from '../../kernel/time/index.ts';
import { createTestPlatform, type TestPlatform } from '../testing/test-platform.ts';
import { checkDatabase } from './check-database.ts';

let platform: TestPlatform;
let organizationId: string;
const role = `hf_planted_${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  ({ organizationId } = await platform.organization('patient'));
});
afterAll(() => platform[Symbol.asyncDispose]());

async function sql(kind: DatabaseKind, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client(platform.databaseOf[kind].connection());
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** What is not right. The cluster of the tests does not wait for its disk, so three settings always are not: they prove themselves below. */
const ofTests = new Set(['fsync', 'full_page_writes', 'synchronous_commit'].map((name) => `failure setting ${name} of it`));
async function faults(kind: DatabaseKind, clock: Clock = systemClock): Promise<string[]> {
  const found = await checkDatabase('it', kind, platform.databaseOf[kind].connection(), clock);
  for (const finding of found) expect(finding.state === 'ok' || finding.fix !== '', finding.check).toBe(true);
  // Other test files have roles and slots of their own in the same cluster; ours are named.
  return found.filter(({ state, check, detail }) => state !== 'ok' && (!check.startsWith('login ') || check.includes(role)) && (!check.startsWith('replication slots') || detail.includes(role)))
    .map(({ state, check }) => `${state} ${check}`).filter((text) => !ofTests.has(text));
}

interface Plant {
  readonly name: string;
  readonly kind: DatabaseKind;
  readonly plant: () => readonly string[];
  readonly mend: () => readonly string[];
  readonly found: string;
}

const setting = (name: string, value: string, state: string): Plant => ({
  name: `${name} = ${value}`, kind: 'shard', found: `${state} setting ${name} of it`,
  plant: () => [`alter database ${platform.databaseOf.shard.name} set ${name} = '${value}'`],
  mend: () => [`alter database ${platform.databaseOf.shard.name} reset ${name}`],
});
const login = (name: string, kind: DatabaseKind, create: string, further: readonly string[] = []): Plant => ({
  name, kind, found: `failure login ${role} of it`,
  plant: () => [`create role ${role} ${create}`, ...further],
  mend: () => [`drop owned by ${role}`, `drop role ${role}`],
});
const uuid = (end: number): string => `00000000-0000-4000-8000-${String(end).padStart(12, '0')}`;

const plants: readonly Plant[] = [
  setting('log_statement', 'all', 'failure'),
  setting('log_min_duration_statement', '0', 'failure'),
  setting('log_parameter_max_length_on_error', '100', 'failure'),
  setting('log_min_error_statement', 'error', 'warning'),
  setting('row_security', 'off', 'failure'),
  login('a service login that is a superuser', 'shard', `superuser login password 'x'`),
  login('a service login that steps around row security', 'control', `bypassrls login password 'x'`),
  login('a service login without a password', 'keys', 'login'),
  login('a service login that may empty tables', 'shard', `login password 'x'`, [`grant truncate on tracker.issue to ${role}`]),
  { name: 'a table that row security was taken from', kind: 'shard', plant: () => ['alter table tracker.issue no force row level security'], mend: () => ['alter table tracker.issue force row level security'], found: 'failure row security of it' },
  { name: 'a table that was never declared', kind: 'shard', plant: () => ['create table tracker.planted (tenant_id uuid)'], mend: () => ['drop table tracker.planted'], found: 'failure row security of it' },
  { name: 'a migration that is missing', kind: 'shard', plant: () => [`update hf.migration set name = 'set aside' where name = 'shard/0001-placement.sql'`], mend: () => [`update hf.migration set name = 'shard/0001-placement.sql' where name = 'set aside'`], found: 'failure migrations of it' },
  { name: 'a migration of a newer release', kind: 'control', plant: () => [`insert into hf.migration (name, sha256) values ('control/9999-later.sql', '')`], mend: () => [`delete from hf.migration where name = 'control/9999-later.sql'`], found: 'warning migrations of it' },
  { name: 'a replication slot that nobody reads', kind: 'keys', plant: () => [`select pg_create_physical_replication_slot('${role}')`], mend: () => [`select pg_drop_replication_slot('${role}')`], found: 'warning replication slots of it' },
  { name: 'an event that fails again and again', kind: 'control', plant: () => [`insert into outbox.event (id, topic, payload, attempts) values ('${uuid(1)}', 'planted', '{}', 5)`], mend: () => [`delete from outbox.event where topic = 'planted'`], found: 'failure events of it' },
  { name: 'an event that waits', kind: 'shard', plant: () => [`insert into outbox.event (id, topic, payload, created_at) values ('${uuid(1)}', 'planted', '{}', now() - interval '10 minutes')`], mend: () => [`delete from outbox.event where topic = 'planted'`], found: 'warning events of it' },
  {
    name: 'audit records that nobody numbers', kind: 'control', found: 'warning audit log of it',
    plant: () => [`insert into audit.record (organization_id, id, at, action, outcome, actor_kind, via_kind, target_kind, target_id, request_id, details, recorded_at) values ('${organizationId}', '${uuid(2)}', now(), 'planted', 'done', 'system', 'none', 'x', 'x', 'x', '', now() - interval '10 minutes')`],
    mend: () => [`delete from audit.record where action = 'planted'`],
  },
  {
    name: 'a command that is stuck half-way', kind: 'control', found: 'failure unfinished commands',
    plant: () => [`insert into tenancy.saga (organization_id, saga_id, kind, site_id, attempts, created_at, not_before) values ('${organizationId}', '${uuid(3)}', 'provision-site', '${uuid(4)}', 3, now(), now())`],
    mend: () => [`delete from tenancy.saga where saga_id = '${uuid(3)}'`],
  },
  { name: 'no shard that takes tenants', kind: 'control', plant: () => [`update tenancy.shard set state = 'full'`], mend: () => [`update tenancy.shard set state = 'open'`], found: 'failure shards' },
];

describe('the doctor on databases', () => {
  it.each(['control', 'keys', 'shard'] as const)('finds nothing in a sound %s', async (kind) => {
    expect(await faults(kind)).toEqual([]);
  });

  it.each(plants)('$name', async ({ kind, plant, mend, found }) => {
    await sql(kind, ...plant());
    try {
      expect(await faults(kind)).toEqual([found]);
    } finally {
      await sql(kind, ...mend());
    }
    expect(await faults(kind)).toEqual([]);
  });

  it('tells that a server does not wait for its disk', async () => {
    const found = await checkDatabase('it', 'shard', platform.databaseOf.shard.connection(), systemClock);
    expect(found.filter(({ state }) => state === 'failure').map(({ check }) => check)).toEqual(expect.arrayContaining([...ofTests].map((text) => text.replace('failure ', ''))));
  });

  it('tells that two clocks are apart', async () => {
    expect(await faults('keys', new ManualClock(new Date('2020-01-01')))).toEqual(['failure clock of it']);
  });

  it('tells a database that does not run from one that refuses, and one that was never migrated', async () => {
    expect(await checkDatabase('it', 'shard', undefined, systemClock)).toMatchObject([{ state: 'not checked' }]);
    expect(await checkDatabase('it', 'shard', platform.databaseOf.shard.connection({ user: 'hf_tracker', password: 'wrong' }), systemClock)).toMatchObject([{ check: 'database it', state: 'failure' }]);
    await using empty = await createTestDatabase();
    expect(await checkDatabase('it', 'shard', empty.connection(), systemClock)).toMatchObject([{ check: 'database it', state: 'failure' }]);
  });
});
