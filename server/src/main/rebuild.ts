/**
 * `holdfast rebuild CLUSTER`: makes `control` or a shard anew from the vault, while the platform is stopped. The folder of
 * the cluster must be gone (moved away) first: nothing is overwritten. The next start finishes PostgreSQL's own recovery.
 * What it needs is the vault, the key store and the root key; the clusters themselves may be lost.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadConfig, type Config } from '../kernel/config/index.ts';
import { migrate, roleOf, rolePassword } from '../kernel/db/index.ts';
import { isAppError } from '../kernel/errors/index.ts';
import { silentLog } from '../kernel/log/index.ts';
import { ensureDatabase, startClusters } from '../kernel/postgres/index.ts';
import { platformScope } from '../kernel/service/index.ts';
import { openDataFolder } from '../kernel/start/index.ts';
import { systemClock as clock } from '../kernel/time/index.ts';
import { backupErrors, createSealedVault, findCluster, restoreFiles, restoreKeyCopy } from '../modules/backup/index.ts';
import { createKeys, openEmbeddedKms } from '../modules/keys/index.ts';
import { openFileVault, openS3Vault, type Vault } from '../modules/vault/index.ts';
import { descriptors } from './descriptors.ts';
import { migrationsFolder } from './migrations-folder.ts';
import { openInstallationSecret } from './installation-secret.ts';

/** Without the anchor, which lies in a database that may be the one that is lost; every object is checked against its hash all the same. */
async function openVaultAlone({ vault, data }: Config): Promise<Vault> {
  const folder = vault.folder ?? join(data, 'vault');
  const onError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
  const { kind, endpoint, bucket, region, accessKeyId, secretAccessKey } = vault;
  if (kind === 's3' && endpoint !== undefined && bucket !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined) {
    return openS3Vault({ store: { endpoint, bucket, region, accessKeyId, secretAccessKey }, folder, clock, onError });
  }
  return openFileVault({ folder, clock, immutable: vault.immutable, onError });
}

/** The key store from the newest of its copies, with the KMS's sealed files; the root key is put back by whoever kept it. */
async function rebuildKeys(from: string | undefined): Promise<object> {
  if (from === undefined) throw backupErrors.no_base({ detail: 'Name the folder of the copies with --from.' });
  const { config } = loadConfig();
  const folder = await openDataFolder(config.data, clock);
  try {
    if (existsSync(join(folder.path, 'postgres', 'keys'))) throw backupErrors.folder_not_empty({ detail: join(folder.path, 'postgres', 'keys') });
    const secret = (await openInstallationSecret(folder.path)).derive('database logins');
    const clusters = await startClusters({ dataFolder: folder.path, names: ['keys'], log: silentLog, clock });
    try {
      const admin = clusters.connection('keys', { database: 'holdfast' });
      await ensureDatabase(admin, 'the cluster of the keys');
      await migrate({ admin, kind: 'keys', folder: migrationsFolder, services: descriptors, secret });
      return { cluster: 'keys', rows: await restoreKeyCopy(from, admin, join(folder.path, 'kms')) };
    } finally {
      await clusters.stop();
    }
  } finally {
    await folder.close();
  }
}

async function rebuild(name: string, to: string | undefined): Promise<object> {
  const { config } = loadConfig();
  const time = to === undefined ? undefined : new Date(to);
  if (time !== undefined && Number.isNaN(time.getTime())) throw backupErrors.point_not_reached({ detail: `${to ?? ''} is no time; it looks like 2026-03-01T10:00:00Z.` });
  const folder = await openDataFolder(config.data, clock);
  const clusters = await startClusters({ dataFolder: folder.path, names: ['keys'], log: silentLog, clock });
  const vault = await openVaultAlone(config);
  try {
    const secret = (await openInstallationSecret(folder.path)).derive('database logins');
    const pool = new pg.Pool({ ...clusters.connection('keys', { database: 'holdfast', user: roleOf('keys'), password: rolePassword(secret, roleOf('keys')) }), max: 2 });
    const kms = await openEmbeddedKms({ folder: join(folder.path, 'kms'), clock, ...(config.keys.rootKeyFile === undefined ? {} : { rootKeyPath: config.keys.rootKeyFile }) });
    const keys = createKeys({ pool, kms, clock, log: silentLog });
    const sealed = createSealedVault(vault, () => keys.mediaForScope(platformScope));
    const beganMs = clock.monotonicMs();
    const restored = await restoreFiles({ sealed, cluster: await findCluster(sealed, name), folder: join(folder.path, 'postgres', name), target: time === undefined ? 'end' : { time } });
    await keys.close();
    await kms.close();
    await pool.end();
    return { cluster: name, base: restored.base.endedAt, files: restored.files, seconds: Math.round((clock.monotonicMs() - beganMs) / 10) / 100 };
  } finally {
    await vault.close();
    await clusters.stop();
    await folder.close();
  }
}

const { values, positionals: [name = ''] } = parseArgs({ allowPositionals: true, options: { to: { type: 'string' }, from: { type: 'string' }, json: { type: 'boolean' } } });
try {
  const result = name === 'keys' ? await rebuildKeys(values.from) : await rebuild(name, values.to);
  process.stdout.write(values.json === true ? `${JSON.stringify(result)}\n` : `Rebuilt ${name}: ${JSON.stringify(result)}\nStart the platform now: PostgreSQL finishes its recovery then.\n`);
} catch (error) {
  process.stderr.write(isAppError(error) ? `Holdfast: ${error.message} (${error.code})\n` : `Holdfast could not rebuild: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
