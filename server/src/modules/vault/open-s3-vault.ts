/** The vault in a bucket: objects in the store, under its own locks; the manifest in a folder here. */
import { mkdir } from 'node:fs/promises';
import type { Clock } from '../../kernel/time/index.ts';
import { openManifest } from './manifest.ts';
import type { Anchor, Vault } from './ports.ts';
import { probeStore } from './probe-store.ts';
import { createS3Client, type S3Settings } from './s3-client.ts';
import { createS3Medium } from './s3-medium.ts';
import { createVault } from './vault.ts';

export interface S3VaultOptions {
  readonly store: S3Settings;
  /** Of the manifest. */
  readonly folder: string;
  readonly clock: Clock;
  readonly anchor?: Anchor;
  readonly onError: (error: unknown) => void;
}

/** Fails with vault.store_refused, vault.unavailable. */
export async function openS3Vault({ store, folder, clock, anchor, onError }: S3VaultOptions): Promise<Vault> {
  const client = createS3Client(store, clock);
  await probeStore(client, clock);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unguarded = { guardGrowing: () => Promise.resolve(), whileOpenForChange: (_path: string, change: () => Promise<void>) => change() };
  const manifest = await openManifest({ folder, clock, anchored: await anchor?.read(), ...unguarded });
  return createVault({ manifest, medium: createS3Medium(client), onError, ...(anchor === undefined ? {} : { anchor }) });
}
