/** What the vault's medium enforces here, said plainly; and whether the vault lies beside what it is to outlive. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../kernel/config/index.ts';
import { carriesAttribute } from '../../modules/vault/index.ts';
import { notChecked, ok, warning, type Finding } from './check.ts';

const limits = 'root of this machine can take that off: such tampering is found by "holdfast vault verify", not prevented';

export async function checkVault(config: Config, carries: typeof carriesAttribute = carriesAttribute): Promise<Finding[]> {
  if (config.vault.kind === 's3') return [ok('vault', `bucket ${config.vault.bucket ?? ''} at ${config.vault.endpoint ?? ''}: probed at every start, a store that deletes what is locked is refused`)];
  const folder = config.vault.folder ?? join(config.data, 'vault');
  const manifest = join(folder, 'manifest.log');
  if ((await stat(manifest).catch(() => undefined)) === undefined) return [notChecked('vault', `${folder} holds nothing yet`)];
  return [await enforcement(config, manifest, carries), await apart(config, folder)];
}

async function enforcement({ vault }: Config, manifest: string, carries: typeof carriesAttribute): Promise<Finding> {
  const guarded = await carries('a', manifest);
  if (guarded === true) return ok('vault', `files are immutable for every program; ${limits}`);
  const open = 'files are read-only, and whoever may write to the folder can delete them: that is found by "holdfast vault verify", not prevented';
  if (!vault.immutable) return warning('vault', open, 'Remove HOLDFAST_VAULT_IMMUTABLE=false, and start with the capability CAP_LINUX_IMMUTABLE; or use a bucket with Object Lock (HOLDFAST_VAULT_KIND=s3).');
  return warning('vault', open, 'Start with the capability CAP_LINUX_IMMUTABLE on a file system with attributes (ext4, xfs, btrfs), or use a bucket with Object Lock (HOLDFAST_VAULT_KIND=s3).');
}

async function apart(config: Config, folder: string): Promise<Finding> {
  const same = (await stat(folder)).dev === (await stat(config.data)).dev;
  return same
    ? warning('vault place', 'the vault lies on the disk of the data that it is to outlive', 'Put it on another disk with HOLDFAST_VAULT_FOLDER, or into a bucket with HOLDFAST_VAULT_KIND=s3.')
    : ok('vault place', 'on another disk than the data');
}
