/** The version of this release, from the package that it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// Our own package.json: its shape is known.
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { readonly version: string };

export const version = manifest.version;
