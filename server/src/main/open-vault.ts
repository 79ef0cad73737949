/** Opens the vault that the configuration names; the head of its manifest is kept in the control database. */
import { join } from 'node:path';
import type { Config } from '../kernel/config/index.ts';
import type { Databases } from '../kernel/db/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import { createAnchorStore, openFileVault, openS3Vault, type Vault } from '../modules/vault/index.ts';

export async function openVault({ config, dataFolder, databases, clock, onError }: {
  readonly config: Config; readonly dataFolder: string; readonly databases: Databases; readonly clock: Clock; readonly onError: (error: unknown) => void;
}): Promise<Vault> {
  const folder = config.vault.folder ?? join(dataFolder, 'vault');
  const anchor = createAnchorStore(databases, clock);
  const { kind, endpoint, bucket, region, accessKeyId, secretAccessKey } = config.vault;
  if (kind === 's3' && endpoint !== undefined && bucket !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined) {
    return openS3Vault({ store: { endpoint, bucket, region, accessKeyId, secretAccessKey }, folder, clock, anchor, onError });
  }
  return openFileVault({ folder, clock, anchor, immutable: config.vault.immutable, onError });
}
