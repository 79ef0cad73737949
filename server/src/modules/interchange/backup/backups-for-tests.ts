/** Backups through the real doors, and what tests ask about them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBuffer } from 'yauzl';

interface Reply {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
  readonly bytes: Buffer;
}

export interface BackupClient {
  get(url: string): Promise<Reply>;
  post(url: string, body: unknown): Promise<Reply>;
}

export interface ShownBackup {
  readonly id: string;
  readonly name: string;
  readonly product: string;
  readonly state: string;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly records: number;
  readonly files: number;
  readonly filesMissing: number;
  readonly error: { readonly code: string } | null;
}

export async function makeBackup(client: BackupClient, site: string, wish: Readonly<Record<string, unknown>>): Promise<ShownBackup> {
  const reply = await client.post(`/api/v1/sites/${site}/backups`, wish);
  if (reply.status !== 202) throw new Error(`the backup was answered with ${String(reply.status)}: ${reply.text}`);
  const [first] = (reply.json as { items: ShownBackup[] }).items;
  if (first === undefined) throw new Error('no backup was made');
  return backupEnded(client, site, first.id);
}

const waitMs = 120_000;

export async function backupEnded(client: BackupClient, site: string, id: string): Promise<ShownBackup> {
  for (const until = performance.now() + waitMs; performance.now() < until; await sleep(50)) {
    const shown = (await client.get(`/api/v1/sites/${site}/backups/${id}`)).json as ShownBackup;
    if (['done', 'failed', 'cancelled'].includes(shown.state)) return shown;
  }
  throw new Error('the backup did not end in time');
}

export async function fetchBackup(client: BackupClient, site: string, id: string): Promise<Buffer> {
  const begun = await client.post(`/api/v1/sites/${site}/backups/${id}/downloads`, undefined);
  if (begun.status !== 201) throw new Error(`the download was answered with ${String(begun.status)}: ${begun.text}`);
  return (await client.get((begun.json as { path: string }).path)).bytes;
}

/** Every entry of a zip with its bytes. */
export function entriesOf(zip: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (failure, file) => {
      if (failure !== null) return reject(failure);
      const entries = new Map<string, Buffer>();
      file.on('error', reject);
      file.on('end', () => { resolve(entries); });
      file.on('entry', (entry: { readonly fileName: string }) => {
        file.openReadStream(entry as Parameters<typeof file.openReadStream>[0], (error, stream) => { // an entry of this very file
          if (error !== null) return reject(error);
          const chunks: Buffer[] = [];
          stream.on('error', reject);
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            entries.set(entry.fileName, Buffer.concat(chunks));
            file.readEntry();
          });
        });
      });
      file.readEntry();
    });
  });
}
