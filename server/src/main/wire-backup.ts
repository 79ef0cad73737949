/** Which clusters of this installation are its own to back up, and where copies of its key store go. An operator's servers are the operator's. */
import { join } from 'node:path';
import type { Config } from '../kernel/config/index.ts';
import type { ShardId } from '../kernel/ids/index.ts';
import type { Log } from '../kernel/log/index.ts';
import { platformScope } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import { createBackup, defaultKeyFolders, shardLoss, type Backup } from '../modules/backup/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import type { Recovery } from '../modules/recovery/index.ts';
import type { Vault } from '../modules/vault/index.ts';
import type { Servers } from './open-databases.ts';

export interface BackupWiring {
  readonly config: Config;
  readonly dataFolder: string;
  readonly servers: Servers;
  /** In the order of the servers' shards. */
  readonly shardIds: readonly ShardId[];
  readonly vault: Vault;
  readonly keys: Pick<Keys, 'mediaForScope' | 'keepCopies'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Where *shard-loss* is played and its reports are kept. */
  readonly drills: Pick<Recovery['drills'], 'register'>;
}

export function wireBackup({ config, dataFolder, servers, shardIds, vault, keys, clock, log, drills }: BackupWiring): Backup | undefined {
  const { enabled, keyCopies, retentionDays, pieceSeconds } = config.backup;
  if (!enabled || config.databaseUrl !== undefined) return undefined;
  const own = servers.shards.flatMap(({ name, admin }, index) => {
    const shardId = shardIds[index];
    const elsewhere = config.shards.some((shard) => shard.name === name && shard.url !== undefined);
    return shardId === undefined || elsewhere ? [] : [{ name, cluster: `shard/${shardId}`, admin }];
  });
  const backup = createBackup({
    clusters: [{ name: 'control', cluster: 'control', admin: servers.control }, ...own],
    keys: servers.keys, kmsFolder: join(dataFolder, 'kms'), keyFolders: keyCopies.length > 0 ? keyCopies : defaultKeyFolders(dataFolder),
    scratchFolder: join(dataFolder, 'trial'), vault, sealer: () => keys.mediaForScope(platformScope), clock, log, retentionDays, pieceMs: pieceSeconds * 1000,
  });
  keys.keepCopies(backup.keyCopies);
  drills.register('shard-loss', ({ signal, tell }) => shardLoss(backup, signal, tell));
  return backup;
}
