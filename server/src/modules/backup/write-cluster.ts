/**
 * A base backup over the replication protocol: PostgreSQL sends its files as one tar stream, which goes compressed and
 * sealed into the vault as it comes. `about` is written last: a base without it was cut off and counts for nothing.
 */
import type { AdminConnection } from '../../kernel/postgres/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { createChunkFlow } from './chunk-flow.ts';
import { backupErrors } from './errors.ts';
import { baseName, parseLsn } from './positions.ts';
import { openReplication } from './replication-query.ts';
import type { SealedVault } from './seal-object.ts';

/** What is needed to use a base: kept sealed beside it. */
export interface BaseAbout {
  readonly format: 1;
  /** `control`, or the shard's name. */
  readonly name: string;
  readonly chain: string;
  readonly systemId: string;
  readonly timeline: number;
  readonly startLsn: string;
  /** Before this position the files do not agree with each other yet. */
  readonly endLsn: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly serverVersion: string;
  readonly data: string;
  /** Of the cluster's superuser: an empty machine has no other copy. */
  readonly superuserPassword: string;
}

const kindNewArchive = 0x6e;
const kindData = 0x64;
const kindManifest = 0x6d;

export async function writeBase(options: { readonly admin: AdminConnection; readonly name: string; readonly cluster: string; readonly chain: string; readonly sealed: SealedVault; readonly clock: Clock; readonly lockedUntil: Date }): Promise<BaseAbout> {
  const { admin, name, cluster, chain, sealed, clock, lockedUntil } = options;
  const client = await openReplication(admin, 'holdfast base backup');
  try {
    const [identity = []] = await client.rows('IDENTIFY_SYSTEM');
    const [version = []] = await client.rows('SHOW server_version');
    const startedAt = clock.now().toISOString();
    const flow = createChunkFlow(client);
    let archives = 0;
    let inManifest = false;
    let started: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => { started = resolve; });
    const running = client.copy('BASE_BACKUP (LABEL \'holdfast\', CHECKPOINT \'fast\', WAIT false, MANIFEST \'no\')', (chunk) => {
      if (chunk[0] === kindNewArchive) {
        archives += 1;
        if (archives > 1) throw backupErrors.tablespaces();
        started();
      } else if (chunk[0] === kindManifest) inManifest = true;
      else if (chunk[0] === kindData && !inManifest) flow.push(Buffer.from(chunk.subarray(1))); // pg uses its own again
    });
    const ended = running.then((rows) => { flow.end(); return rows; }, (error: unknown) => { flow.fail(error); throw error; });
    ended.catch(() => undefined); // told by the flow, and awaited below
    await Promise.race([begun, ended]);
    const at = parseLsn(identity[2] ?? '0/0');
    const data = baseName(cluster, chain, at, 'data');
    await sealed.put(data, flow, lockedUntil);
    const rows = await ended;
    const [first, last] = [rows[0], rows.at(-1)];
    const about: BaseAbout = {
      format: 1, name, chain, systemId: identity[0] ?? '', timeline: Number(first?.[1] ?? identity[1]), startLsn: first?.[0] ?? '', endLsn: last?.[0] ?? '',
      startedAt, endedAt: clock.now().toISOString(), serverVersion: version[0] ?? '', data, superuserPassword: admin.password,
    };
    await sealed.put(baseName(cluster, chain, at, 'about'), Buffer.from(JSON.stringify(about)), lockedUntil);
    return about;
  } finally {
    client.destroy();
  }
}
