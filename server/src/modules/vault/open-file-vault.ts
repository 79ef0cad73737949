/** The embedded vault: a folder with objects, a manifest, and as much protection as the system gives to files. */
import { mkdir } from 'node:fs/promises';
import type { Clock } from '../../kernel/time/index.ts';
import { createFolderMedium } from './folder-medium.ts';
import { noGuards, probeGuards } from './immutable-files.ts';
import { openManifest } from './manifest.ts';
import type { Anchor, Vault } from './ports.ts';
import { createVault } from './vault.ts';

export interface FileVaultOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly anchor?: Anchor;
  /** Whether files are made immutable where the system allows it. A vault that is thrown away (a test) does without. */
  readonly immutable: boolean;
  readonly onError: (error: unknown) => void;
}

export async function openFileVault({ folder, clock, anchor, immutable, onError }: FileVaultOptions): Promise<Vault> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const guards = immutable ? await probeGuards(folder) : noGuards;
  const medium = await createFolderMedium({ root: folder, clock, guards });
  const manifest = await openManifest({
    folder, clock, anchored: await anchor?.read(),
    guardGrowing: (path) => guards.set('a', path),
    whileOpenForChange: (path, change) => guards.whileOff('a', path, change),
  });
  return createVault({ manifest, medium, onError, ...(anchor === undefined ? {} : { anchor }) });
}
