/** A disk that is really full: a small one of its own, mounted for one process only. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holdClusters } from '../testing/held-clusters.ts';

let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'hf-full-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

/** $1: size of the disk, $2: where, $3: what must lie on it before; then the program. Prints what is left after it failed. */
const script = `
mount -t tmpfs -o "size=$1" tmpfs "$2" && cd "$2" || exit 1
place=$2; before=$3; shift 3
eval "$before"
"$@"; code=$?
[ "$(ls -A "$place" | grep -v ballast)" = "$KEPT" ] || { echo "left behind: $(ls -A "$place")" >&2; exit 99; }
exit "$code"
`;

it.each([
  ['too small for a new database', '20m', ':', ''],
  ['full before the first byte', '1m', 'dd if=/dev/zero of=ballast bs=64k 2>/dev/null', ''],
  ['full at a later start', '1m', `mkdir data; chmod 700 data; echo '{"product":"holdfast","format":1}' > data/holdfast.json; dd if=/dev/zero of=ballast bs=64k 2>/dev/null`, 'data'],
])('a disk that is %s is named, and nothing half-made is left', async (_what, size, before, kept) => {
  const unprivileged = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const prefix = ['env', `KEPT=${kept}`, 'unshare', ...unprivileged, '--mount', '/bin/sh', '-c', script, 'sh', size, folder, before];
  const held = await holdClusters(join(folder, 'data'), { prefix });
  expect(held.answer).toMatchObject({ up: false, code: 'start.no_space', message: expect.stringMatching(/make room/) as string });
  expect(held.process.exitCode).toBe(1);
});
