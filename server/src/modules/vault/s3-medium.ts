/**
 * Objects in a bucket with Object Lock in compliance mode. The store keeps every version; an object is the version that the
 * manifest knows, and only that one is read, so a later put of the same name (the store cannot refuse it) hides nothing.
 * Small objects go in one request, large ones in parts; either way the lock is set with the write, not after it.
 */
import { createHash } from 'node:crypto';
import { vaultErrors } from './errors.ts';
import type { Enforcement, FoundObject, Medium, Received } from './ports.ts';
import { blocksOf, valueOf, type S3Client } from './s3-client.ts';

const mebibyte = 1024 * 1024;
/** Ten thousand parts at most: the first thousand of this size, later ones larger. */
const partBytes = (part: number): number => (part <= 1000 ? 8 : 64) * mebibyte;

export function createS3Medium(client: S3Client): Medium {
  const { endpoint, bucket } = client.settings;
  return {
    kind: 's3',
    place: `${endpoint}/${bucket}`,
    enforcement: () => enforcement,
    receive: (name, bytes, lockedUntil) => receive(client, name, bytes, lockedUntil),
    protect: () => Promise.resolve(), // the lock came with the write
    async *read({ name, version, sizeBytes }, first, last) {
      if (sizeBytes === 0 || last < first) return;
      const reply = await client.send({ method: 'GET', key: name, query: { versionId: version }, headers: { range: `bytes=${String(first)}-${String(last)}` } });
      if (reply.status === 404 || reply.status === 405) throw vaultErrors.object_broken({ detail: `The bytes of ${name} are gone.`, name, found: 'object_missing' });
      if (reply.status === 416) throw vaultErrors.object_broken({ detail: `${name} is shorter than what was written.`, name, found: 'object_truncated' });
      if (!reply.ok || reply.body === null) throw vaultErrors.unavailable({ detail: `Reading was answered with ${String(reply.status)}.` });
      // The body of fetch: a stream of bytes, whose chunks its type leaves open.
      for await (const chunk of reply.body as AsyncIterable<Uint8Array>) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    },
    stamp: ({ version }) => Promise.resolve(version),
    async extend({ name, version }, until) {
      await client.demand({ method: 'PUT', key: name, query: { retention: '', versionId: version }, body: retention(until) });
    },
    async remove({ name, version }) {
      await client.demand({ method: 'DELETE', key: name, query: { versionId: version } });
    },
    inspect: (prefix) => inspect(client, prefix),
    close: () => Promise.resolve(),
  };
}

const enforcement: Enforcement = {
  level: 'compliance-lock',
  enforced: ['writing a second time under a name, through the platform', 'changing or removing a version before its lock ends, by anybody, the store\'s account included', 'shortening a lock, by anybody'],
  onlyDetected: ['whoever holds the store\'s own disks', 'versions and delete markers added by whoever has the bucket\'s credentials (they hide nothing: reads are pinned to versions)'],
};

/** Stores keep whole seconds: up, so that no lock ends before it was promised to. */
const retainUntil = (until: Date): string => new Date(Math.ceil(until.getTime() / 1000) * 1000).toISOString().replace('.000', '');

export const lockHeaders = (until: Date): Readonly<Record<string, string>> => ({ 'x-amz-object-lock-mode': 'COMPLIANCE', 'x-amz-object-lock-retain-until-date': retainUntil(until) });
export const retention = (until: Date): Buffer => Buffer.from(`<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Mode>COMPLIANCE</Mode><RetainUntilDate>${retainUntil(until)}</RetainUntilDate></Retention>`);

async function receive(client: S3Client, name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, lockedUntil: Date): Promise<Received> {
  const hash = createHash('sha256');
  let [sizeBytes, part] = [0, 1];
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let upload: Upload | undefined;
  const next = (): Buffer => {
    const body = Buffer.concat(waiting);
    [waiting, waitingBytes] = [[], 0];
    return body;
  };
  try {
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (waitingBytes < partBytes(part)) continue;
      upload ??= await beginUpload(client, name, lockedUntil);
      await upload.add(part, next());
      part += 1;
    }
    if (upload !== undefined && waitingBytes > 0) await upload.add(part, next());
  } catch (error) {
    await upload?.abort();
    throw error;
  }
  const sha256 = hash.digest('hex');
  const large = upload;
  const rest = next();
  return {
    sizeBytes, sha256,
    commit: () => (large === undefined ? putWhole(client, name, rest, sha256, lockedUntil) : large.complete(sizeBytes)),
    discard: async () => { await large?.abort(); },
  };
}

async function putWhole(client: S3Client, name: string, body: Buffer, sha256: string, lockedUntil: Date): Promise<string> {
  const reply = await client.demand({ method: 'PUT', key: name, body, headers: { ...lockHeaders(lockedUntil), 'x-amz-meta-sha256': sha256 } });
  return versionIn(reply);
}

function versionIn(reply: Response): string {
  const version = reply.headers.get('x-amz-version-id');
  if (version === null || version === 'null') throw vaultErrors.store_refused({ detail: 'It keeps no versions.' });
  return version;
}

interface Upload {
  add(part: number, body: Buffer): Promise<void>;
  complete(sizeBytes: number): Promise<string>;
  abort(): Promise<void>;
}

async function beginUpload(client: S3Client, name: string, lockedUntil: Date): Promise<Upload> {
  const begun = await client.demand({ method: 'POST', key: name, query: { uploads: '' }, headers: lockHeaders(lockedUntil) });
  const uploadId = valueOf(await begun.text(), 'UploadId') ?? '';
  const tags: string[] = [];
  return {
    async add(part, body) {
      const reply = await client.demand({ method: 'PUT', key: name, query: { partNumber: String(part), uploadId }, body });
      tags.push(`<Part><PartNumber>${String(part)}</PartNumber><ETag>${reply.headers.get('etag') ?? ''}</ETag></Part>`);
    },
    async complete(sizeBytes) {
      const body = Buffer.from(`<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${tags.join('')}</CompleteMultipartUpload>`);
      const reply = await client.demand({ method: 'POST', key: name, query: { uploadId }, body });
      const text = await reply.text();
      // A success may carry an error that came up while the store worked.
      if (text.includes('<Error>')) throw vaultErrors.unavailable({ detail: `Completing an upload was answered with ${valueOf(text, 'Code') ?? 'an error'}.` });
      const version = reply.headers.get('x-amz-version-id') ?? (await newestVersion(client, name));
      await checkLocked(client, name, version, sizeBytes, lockedUntil);
      return version;
    },
    async abort() {
      await client.send({ method: 'DELETE', key: name, query: { uploadId } }).catch(() => undefined); // parts without an object: the store's lifecycle takes them
    },
  };
}

/** Some stores do not say which version an upload in parts became. One writer puts here, so it is the newest. */
async function newestVersion(client: S3Client, name: string): Promise<string> {
  return versionIn(await client.demand({ method: 'HEAD', key: name }));
}

async function checkLocked(client: S3Client, name: string, version: string, sizeBytes: number, lockedUntil: Date): Promise<void> {
  const { headers } = await client.demand({ method: 'HEAD', key: name, query: { versionId: version } });
  const until = Date.parse(headers.get('x-amz-object-lock-retain-until-date') ?? '');
  if (Number(headers.get('content-length')) !== sizeBytes) throw vaultErrors.unavailable({ detail: 'The store put the parts together to another size.' });
  if (headers.get('x-amz-object-lock-mode') === 'COMPLIANCE' && until >= lockedUntil.getTime()) return;
  await client.demand({ method: 'PUT', key: name, query: { retention: '', versionId: version }, body: retention(lockedUntil) });
}

/** Every version and delete marker under a prefix, with the lock that the store has on it. */
async function* inspect(client: S3Client, prefix: string): AsyncGenerator<FoundObject> {
  for await (const { name, version, sizeBytes, isMarker } of versionsOf(client, prefix)) {
    if (isMarker) {
      yield { name, version, sizeBytes: 0, lockedUntilMs: undefined, guarded: true };
      continue;
    }
    const head = await client.send({ method: 'HEAD', key: name, query: { versionId: version } });
    if (head.status === 404) continue; // removed meanwhile
    const until = Date.parse(head.headers.get('x-amz-object-lock-retain-until-date') ?? '');
    const locked = head.headers.get('x-amz-object-lock-mode') === 'COMPLIANCE' && !Number.isNaN(until);
    yield { name, version, sizeBytes, lockedUntilMs: locked ? until : 0, guarded: true };
  }
}

async function* versionsOf(client: S3Client, prefix: string): AsyncGenerator<{ readonly name: string; readonly version: string; readonly sizeBytes: number; readonly isMarker: boolean }> {
  let markers: Readonly<Record<string, string>> = {};
  for (;;) {
    const xml = await (await client.demand({ method: 'GET', query: { versions: '', prefix, 'max-keys': '1000', ...markers } })).text();
    for (const kind of ['Version', 'DeleteMarker']) {
      for (const block of blocksOf(xml, kind)) {
        const name = valueOf(block, 'Key') ?? '';
        if (!name.startsWith(probeFolder)) yield { name, version: valueOf(block, 'VersionId') ?? '', sizeBytes: Number(valueOf(block, 'Size') ?? '0'), isMarker: kind === 'DeleteMarker' };
      }
    }
    if (valueOf(xml, 'IsTruncated') !== 'true') return;
    markers = { 'key-marker': valueOf(xml, 'NextKeyMarker') ?? '', 'version-id-marker': valueOf(xml, 'NextVersionIdMarker') ?? '' };
  }
}

/** No object's name begins so: names have no capitals. */
export const probeFolder = 'PROBE/';
