/**
 * A store is believed only after it was tried (R3): a real object is locked for a minute, and then everything is tried that
 * a lock must refuse. A store without locks or versions is refused, and so is one that says yes to locks and deletes all
 * the same. Probes of earlier starts are removed when their minute is over.
 */
import { newUuid } from '../../kernel/ids/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { vaultErrors } from './errors.ts';
import { blocksOf, valueOf, type S3Client } from './s3-client.ts';
import { lockHeaders, probeFolder, retention } from './s3-medium.ts';

const probeLockMs = 60_000;
/** A clock that differs more would sign requests that are refused, or make locks end at another time than promised. */
const clockSkewMsMax = 5 * 60_000;

/** Fails with vault.store_refused, vault.unavailable. */
export async function probeStore(client: S3Client, clock: Clock): Promise<void> {
  await ensureBucket(client, clock);
  await demandSetting(client, 'object-lock', 'ObjectLockEnabled', 'Object Lock is not enabled for the bucket');
  await demandSetting(client, 'versioning', 'Status', 'versioning is not enabled for the bucket');
  await sweepProbes(client);
  await tryLock(client, `${probeFolder}${newUuid(clock.now().getTime())}`, clock);
}

function refuse(reason: string): Error {
  return vaultErrors.store_refused({ detail: `Found by a probe: ${reason}.`, reason });
}

async function ensureBucket(client: S3Client, clock: Clock): Promise<void> {
  const found = await client.send({ method: 'HEAD' });
  const skewMs = Math.abs(Date.parse(found.headers.get('date') ?? '') - clock.now().getTime());
  if (skewMs > clockSkewMsMax) throw refuse(`its clock and this machine's are ${String(Math.round(skewMs / 1000))} seconds apart`);
  if (found.ok) return;
  if (found.status !== 404) throw refuse(`the bucket is answered with status ${String(found.status)}: are the credentials right, and may they use it`);
  const made = await client.send({ method: 'PUT', headers: { 'x-amz-bucket-object-lock-enabled': 'true' } });
  if (!made.ok) throw refuse(`a bucket with Object Lock cannot be made (status ${String(made.status)})`);
}

async function demandSetting(client: S3Client, query: string, element: string, otherwise: string): Promise<void> {
  const reply = await client.send({ method: 'GET', query: { [query]: '' } });
  if (!reply.ok || valueOf(await reply.text(), element) !== 'Enabled') throw refuse(otherwise);
}

async function tryLock(client: S3Client, key: string, clock: Clock): Promise<void> {
  const until = new Date(clock.now().getTime() + probeLockMs);
  const put = await client.send({ method: 'PUT', key, body: Buffer.from('first'), headers: lockHeaders(until) });
  const versionId = put.headers.get('x-amz-version-id') ?? '';
  if (!put.ok) throw refuse(`an object cannot be written with a lock (status ${String(put.status)} ${valueOf(await put.text(), 'Code') ?? ''})`);
  if (versionId === '' || versionId === 'null') throw refuse('what is written gets no version');
  const head = await client.send({ method: 'HEAD', key, query: { versionId } });
  if (head.headers.get('x-amz-object-lock-mode') !== 'COMPLIANCE' || Math.abs(Date.parse(head.headers.get('x-amz-object-lock-retain-until-date') ?? '') - until.getTime()) > 1000) {
    throw refuse('the lock that was asked for is not on the object');
  }
  const bypass = { 'x-amz-bypass-governance-retention': 'true' };
  const attempts: readonly (readonly [string, () => Promise<Response>])[] = [
    ['deletes a locked version', () => client.send({ method: 'DELETE', key, query: { versionId } })],
    ['deletes a locked version when asked to bypass', () => client.send({ method: 'DELETE', key, query: { versionId }, headers: bypass })],
    ['shortens a lock', () => client.send({ method: 'PUT', key, query: { retention: '', versionId }, headers: bypass, body: retention(new Date(until.getTime() - probeLockMs / 2)) })],
  ];
  for (const [fault, attempt] of attempts) if ((await attempt()).ok) throw refuse(`it ${fault}`);
  await client.demand({ method: 'PUT', key, body: Buffer.from('second'), headers: lockHeaders(until) });
  const first = await client.send({ method: 'GET', key, query: { versionId } });
  if (!first.ok || (await first.text()) !== 'first') throw refuse('a locked version is gone, or is not what was written, after the attempts that it answered with no');
}

async function sweepProbes(client: S3Client): Promise<void> {
  const xml = await (await client.demand({ method: 'GET', query: { versions: '', prefix: probeFolder, 'max-keys': '100' } })).text();
  for (const block of [...blocksOf(xml, 'Version'), ...blocksOf(xml, 'DeleteMarker')]) {
    await client.send({ method: 'DELETE', key: valueOf(block, 'Key') ?? '', query: { versionId: valueOf(block, 'VersionId') ?? '' } }); // still locked: the next start's
  }
}
