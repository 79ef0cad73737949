/**
 * Where the journal of a shard goes on, or begins. It begins with a slot of its own, from which every commit will be sent. When PostgreSQL
 * has given the slot up, or the cluster is another one than before, what happened in between is lost: the gap is written down, everybody gets a
 * fresh snapshot, and the journal begins anew behind it.
 */
import type pg from 'pg';
import { withClient, type ServicePool } from '../../kernel/db/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { demandSnapshots, insertFirstTurns, insertGap, readChain, startChain, type ChainRow } from './index-store.ts';
import type { JournalVault } from './ports.ts';
import { recoverChain } from './recover-chain.ts';
import { readPlaces } from './shard-store.ts';
import { builtInTypes, createSlot, dropSlot, pushPositionsPast, readSlot, systemOf } from './slot.ts';

export interface BegunChain {
  readonly chain: ChainRow;
  readonly typeNames: ReadonlyMap<number, string>;
}

export interface BeginOptions {
  readonly shardId: string;
  readonly admin: pg.ClientConfig;
  readonly control: ServicePool;
  readonly vault: JournalVault;
  readonly clock: Clock;
  readonly log: Log;
}

/** `anew` when the stream holds something that cannot be followed: what lies before now is given up. */
export async function beginChain(options: BeginOptions, anew = false): Promise<BegunChain> {
  const { shardId, control } = options;
  return withClient(options.admin, async (client) => {
    // Two processes that start at once begin one chain: whoever comes second finds it.
    await client.query('select pg_advisory_lock(hashtext($1))', [`hf_journal ${shardId}`]);
    const known = await recoverChain(control, options.vault, shardId);
    const system = await systemOf(client);
    const slot = await readSlot(client, shardId);
    const goesOn = !anew && known !== undefined && known.system === system && slot !== undefined && slot.walStatus !== 'lost';
    if (!goesOn) await beginAnew(options, client, known, system);
    const chain = goesOn ? known : await readChain(control, shardId);
    if (chain === undefined) throw new Error('the journal has no beginning');
    return { chain, typeNames: await builtInTypes(client) };
  });
}

async function beginAnew(options: BeginOptions, client: pg.Client, known: ChainRow | undefined, system: string): Promise<void> {
  const { shardId, control, clock } = options;
  await dropSlot(client, shardId);
  if (known !== undefined) await pushPositionsPast(client, known.resumeLsn);
  const lsn = await createSlot(client, shardId);
  const at = clock.now();
  const { migrations, tenantIds } = await readPlaces(client);
  if (known !== undefined) {
    options.log.error('changes of a shard were lost before the journal had them; every tenant gets a fresh snapshot', { module: 'journal', shard: shardId, code: 'journal.stream_lost' });
    await insertGap(control, shardId, { from: known, toLsn: lsn, toAt: at, reason: known.system === system ? 'slot lost' : 'another cluster' });
    await demandSnapshots(control, shardId, at);
  }
  await startChain(control, shardId, { system, lsn, at }, migrations);
  await insertFirstTurns(control, shardId, tenantIds, at);
}
