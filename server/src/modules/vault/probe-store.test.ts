/** A store is believed only after a probe: each lie is found, and a store that keeps its word passes. */
import { expect, it } from 'vitest';
import { systemClock } from '../../kernel/time/index.ts';
import { probeStore } from './probe-store.ts';
import { createS3Client } from './s3-client.ts';
import { startLyingStore, type Lie } from './testing/lying-store.ts';

const probe = (endpoint: string): Promise<void> => probeStore(createS3Client({ endpoint, bucket: 'vault', region: 'us-east-1', accessKeyId: 'key', secretAccessKey: 'secret' }, systemClock), systemClock);

it('believes a store that keeps its word', async () => {
  await using store = await startLyingStore('none');
  await expect(probe(store.endpoint)).resolves.toBeUndefined();
});

it.each<[Lie, string]>([
  ['deletes', 'it deletes a locked version'],
  ['deletes and says no', 'gone'],
  ['deletes when asked to bypass', 'bypass'],
  ['shortens', 'it shortens a lock'],
  ['keeps no versions', 'no version'],
  ['forgets the lock', 'not on the object'],
  ['has no lock configuration', 'Object Lock is not enabled'],
  ['has no versioning', 'versioning is not enabled'],
  ['shows another time', 'seconds apart'],
])('refuses a store that %s', async (lie, reason) => {
  await using store = await startLyingStore(lie);
  await expect(probe(store.endpoint)).rejects.toMatchObject({ code: 'vault.store_refused', params: { reason: expect.stringContaining(reason) as string } });
});

it('says that a store cannot be reached', async () => {
  await expect(probe('http://127.0.0.1:9')).rejects.toMatchObject({ code: 'vault.unavailable' });
});
