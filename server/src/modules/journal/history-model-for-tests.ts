/**
 * Random lives of a shard: writes of every kind, a schema migration on the way, folds, crashes of the journal before and after its vault has a
 * segment, connections that PostgreSQL cuts. At random moments the rows are remembered as the database holds them; in the end the
 * journal must give back each remembered moment exactly.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newUuid, shardIds, tenantIds, type ShardId, type TenantId } from '../../kernel/ids/index.ts';
import { createTestJournal, type TestJournal } from '../../main/testing/test-journal.ts';
import type { TestPlatform } from '../../main/testing/test-platform.ts';
import type { Journal, JournalVault } from './index.ts';
import { keepPublications } from './publication.ts';
import { applyChanges, databaseRows, rowsOf, type RowsOfTables } from './rows-for-tests.ts';

/** Numbers from a seed (mulberry32), so that a failure can be played again. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Dying = 'never' | 'before the vault has it' | 'after the vault has it';

interface Gate {
  dying: Dying;
  reached: () => void;
  /** Lets go of what the dead process still holds, when everything ends. */
  bury: () => void;
}

/** A process that is killed does not answer any more: whatever it was doing stays as it is. */
function dyingVault(vault: JournalVault, gate: Gate): JournalVault {
  return {
    ...vault,
    async put(name, bytes, options) {
      if (!name.startsWith('journal/') || gate.dying === 'never') return vault.put(name, bytes, options);
      if (gate.dying === 'after the vault has it') await vault.put(name, bytes, options);
      gate.reached();
      return new Promise<never>((_resolve, reject) => { gate.bury = () => { reject(new Error('killed')); }; });
    },
  };
}

const migrationName = 'shard/9999-planted.sql';
const table = 'tracker.planted';

export interface Remembered {
  readonly at: Date;
  readonly rows: RowsOfTables;
}

export interface Life extends AsyncDisposable {
  /** Plays so many steps; says what it did. */
  play(steps: number): Promise<Readonly<Record<string, number>>>;
  /** The schema migration, unless it came by chance before. */
  migrate(): Promise<void>;
  /** Every remembered moment beside what the journal says of it. */
  compare(check: (remembered: RowsOfTables, journal: RowsOfTables, at: Date) => void): Promise<number>;
}

export async function startLife(platform: TestPlatform, random: () => number): Promise<Life> {
  const client = new pg.Client(platform.databaseOf.shard.connection());
  await client.connect();
  await client.query(`create table ${table} (tenant_id uuid, id bigint, note text, body bytea, at timestamptz, primary key (tenant_id, id))`);
  await client.query(`alter table ${table} owner to hf_owner`);
  await client.query(`call hf.declare('${table}', 'tenant', 'content', 'plain: tenant_id id note body at')`);
  await client.query(`grant select, insert, update, delete on ${table} to hf_system`);
  const gates: Gate[] = [];
  const journal = await createTestJournal(platform, {
    sizes: { segmentMs: 20, segmentBytes: 30_000, heartbeatMs: 100, partBytes: 3000, sortBytes: 4000 },
    around(vault) {
      const gate: Gate = { dying: 'never', reached: () => undefined, bury: () => undefined };
      gates.push(gate);
      return dyingVault(vault, gate);
    },
  });
  const world = await World.open(platform, client, journal, gates, random);
  return {
    play: (steps) => world.play(steps),
    migrate: () => world.migrate(),
    compare: (check) => world.compare(check),
    async [Symbol.asyncDispose]() {
      await world.stop();
      await client.end();
      await journal[Symbol.asyncDispose]();
    },
  };
}

class World {
  readonly #client: pg.Client;
  readonly #home: TestJournal;
  readonly #gates: Gate[];
  readonly #random: () => number;
  readonly #shardId: ShardId;
  readonly #tenants: TenantId[] = [];
  readonly #remembered: (Remembered & { readonly tenantId: TenantId })[] = [];
  #journal: Journal;
  #migrated = false;
  readonly #extra: Journal[] = [];

  private constructor(client: pg.Client, home: TestJournal, gates: Gate[], random: () => number, shardId: string) {
    this.#client = client;
    this.#home = home;
    this.#gates = gates;
    this.#random = random;
    this.#journal = home;
    this.#shardId = shardIds.fromUuid(shardId);
  }

  static async open(platform: TestPlatform, client: pg.Client, home: TestJournal, gates: Gate[], random: () => number): Promise<World> {
    const world = new World(client, home, gates, random, platform.databases.shardIds[0] ?? '');
    for (let index = 0; index < 2; index += 1) {
      const tenantId = tenantIds.fromUuid(newUuid());
      await platform.keys.createScope(tenantId);
      await client.query(`insert into hf.placement (tenant_id, site_id, organization_id, product, epoch, state) values ($1, $2, $2, 'tracker', 1, 'active')`, [tenantId, newUuid()]);
      world.#tenants.push(tenantId);
    }
    return world;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #tenant(): TenantId {
    const tenant = this.#tenants[this.#below(this.#tenants.length)];
    if (tenant === undefined) throw new Error('no tenant');
    return tenant;
  }

  async play(steps: number): Promise<Readonly<Record<string, number>>> {
    const did: Record<string, number> = {};
    for (let step = 0; step < steps; step += 1) {
      const what = await this.#step();
      did[what] = (did[what] ?? 0) + 1;
    }
    await this.#remember();
    return did;
  }

  async #step(): Promise<string> {
    const dice = this.#random();
    if (dice < 0.62) return this.#write();
    if (dice < 0.75) return this.#remember();
    if (dice < 0.83) return this.#fold();
    if (dice < 0.9) return this.#crash('before the vault has it');
    if (dice < 0.96) return this.#crash('after the vault has it');
    if (dice < 0.985) return this.#cutConnection();
    return this.#migrate();
  }

  async #write(): Promise<string> {
    const tenantId = this.#tenant();
    const id = this.#below(30);
    const long = (): Buffer => Buffer.from(Array.from({ length: 200 + this.#below(6000) }, () => this.#below(256)));
    const kind = this.#below(7);
    if (kind === 0) {
      // Larger than a segment: it is written in parts.
      const rows = Array.from({ length: 20 + this.#below(20) }, (_row, index) => [tenantId, 100 + index, `many ${String(this.#below(1000))}`, long()]);
      await this.#client.query('begin');
      for (const row of rows) await this.#client.query(`insert into ${table} (tenant_id, id, note, body) values ($1, $2, $3, $4) on conflict (tenant_id, id) do update set body = excluded.body`, row);
      await this.#client.query('commit');
      return 'large transactions';
    }
    if (kind === 1) await this.#client.query(`delete from ${table} where tenant_id = $1 and id % 7 = $2`, [tenantId, id % 7]);
    else if (kind === 2) await this.#client.query(`update ${table} set note = $3 where tenant_id = $1 and id % 5 = $2`, [tenantId, id % 5, `note ${String(this.#below(1000))}`]);
    else if (kind === 3) await this.#client.query(`update ${table} set id = -id - 1000 where tenant_id = $1 and id = $2 and not exists (select from ${table} where tenant_id = $1 and id = -$2 - 1000)`, [tenantId, id]);
    else if (kind === 4) await this.#rolledBack(tenantId);
    else await this.#client.query(`insert into ${table} (tenant_id, id, note, body, at) values ($1, $2, $3, $4, now()) on conflict (tenant_id, id) do update set note = null, at = excluded.at`, [tenantId, id, 'zero \u{1F600}', long()]);
    return 'writes';
  }

  async #rolledBack(tenantId: TenantId): Promise<void> {
    await this.#client.query('begin');
    await this.#client.query(`delete from ${table} where tenant_id = $1`, [tenantId]);
    await this.#client.query('rollback');
  }

  async #remember(): Promise<string> {
    await sleep(3);
    const at = new Date();
    for (const tenantId of this.#tenants) this.#remembered.push({ tenantId, at, rows: await databaseRows(this.#client, tenantId) });
    await sleep(3);
    return 'moments';
  }

  async #fold(): Promise<string> {
    await this.#journal.fold(this.#tenant(), this.#below(4) === 0 ? { fromDatabase: true } : {});
    return 'folds';
  }

  async #cutConnection(): Promise<string> {
    await this.#client.query(`select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database() and active`);
    await this.#write();
    return 'cut connections';
  }

  /** As `kill -9`: the old journal never does anything again, a new one finds what it left. */
  async #crash(dying: Exclude<Dying, 'never'>): Promise<string> {
    const gate = this.#gates.at(-1);
    if (gate === undefined) throw new Error('no gate');
    const reached = new Promise<void>((resolve) => { gate.reached = resolve; });
    gate.dying = dying;
    await this.#journal.ready();
    await this.#client.query(`insert into ${table} (tenant_id, id, note) values ($1, 7777, 'crash') on conflict (tenant_id, id) do update set note = ${table}.note || '.'`, [this.#tenant()]);
    await reached;
    await this.#client.query(`select pg_terminate_backend(active_pid) from pg_replication_slots where database = current_database() and active`);
    this.#journal = await this.#home.another();
    this.#extra.push(this.#journal);
    this.#journal.start();
    await this.#journal.ready();
    return dying;
  }

  async migrate(): Promise<void> {
    await this.#migrate();
  }

  async #migrate(): Promise<string> {
    if (this.#migrated) return 'no second migration';
    this.#migrated = true;
    await this.#client.query('begin');
    await this.#client.query(`alter table ${table} add column extra text default 'x'`);
    await this.#client.query(`comment on column ${table}.extra is 'hf: plain'`);
    await this.#client.query(`insert into hf.migration (name, sha256) values ($1, '')`, [migrationName]);
    await this.#client.query('commit');
    await keepPublications(this.#client);
    // At once, before any fold has followed the migration.
    await this.#verify(this.#tenant());
    return 'migrations';
  }

  async compare(check: (remembered: RowsOfTables, journal: RowsOfTables, at: Date) => void): Promise<number> {
    await this.#journal.caughtUp(this.#shardId);
    for (const { tenantId, at, rows } of this.#remembered) check(rows, await this.#at(tenantId, at), at);
    for (const tenantId of this.#tenants) await this.#verify(tenantId);
    // What came after the newest snapshot is part of what is verified.
    for (let write = 0; write < 6; write += 1) await this.#write();
    for (const tenantId of this.#tenants) await this.#verify(tenantId);
    return this.#remembered.length;
  }

  async #verify(tenantId: TenantId): Promise<void> {
    const { differences, tables } = await this.#journal.verify(tenantId);
    if (differences > 0) throw new Error(`verification finds ${String(differences)} differences in ${tables.join()}`);
  }

  async #at(tenantId: TenantId, at: Date): Promise<RowsOfTables> {
    const snapshot = await this.#journal.snapshotBefore(tenantId, at);
    const rows = await rowsOf(snapshot);
    for await (const transaction of this.#journal.changes(tenantId, snapshot.lsn, at)) {
      // What the migration's own statement did to rows that it did not write.
      if (transaction.migrations.includes(migrationName)) for (const row of rows.get(table)?.values() ?? []) row['extra'] = 'x';
      applyChanges(rows, transaction.changes);
    }
    return rows;
  }

  async stop(): Promise<void> {
    const stopping = [this.#home, ...this.#extra].map((journal) => journal.stop());
    for (const gate of this.#gates) gate.bury();
    await Promise.all(stopping);
  }
}
