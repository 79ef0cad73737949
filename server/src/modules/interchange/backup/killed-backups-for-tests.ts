/** An installation that is killed while it makes a backup, as often as asked, and what comes out of it in the end, entry by entry. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBackup } from '../reading/index.ts';
import { bring, ended } from '../import-files-for-tests.ts';
import { jiraBackup } from '../jira-backup-for-tests.ts';
import { startServer, type ServerForTests } from '../server-for-tests.ts';
import { backupEnded, fetchBackup, type BackupClient, type ShownBackup } from './backups-for-tests.ts';

function clientOf(server: ServerForTests, token: string) {
  const call = async (url: string, method: string, body?: Buffer | string, headers: Readonly<Record<string, string>> = {}) => {
    const reply = await fetch(`${server.url}${url}`, { method, headers: { authorization: `Bearer ${token}`, ...headers }, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }) });
    const bytes = Buffer.from(await reply.arrayBuffer());
    const text = bytes.toString('utf8');
    return { status: reply.status, text, bytes, json: text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined };
  };
  return {
    get: (url: string) => call(url, 'GET'),
    post: (url: string, body: unknown) => call(url, 'POST', body === undefined ? undefined : JSON.stringify(body), body === undefined ? {} : { 'content-type': 'application/json' }),
    request: (method: 'POST', url: string, body: Buffer, headers: Readonly<Record<string, string>>) => call(url, method, body, headers),
  };
}

/** Hash of each record of the backup, in its order: the date of the whole is not among them. */
async function recordsOf(bytes: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hf-killed-backup-'));
  try {
    await writeFile(join(folder, 'backup.zip'), bytes);
    const backup = await openBackup(join(folder, 'backup.zip'));
    const hash = createHash('sha256');
    let count = 0;
    for await (const record of backup.records()) {
      count += 1;
      hash.update(JSON.stringify(record.kind === 'jira' ? [record.type, [...record.fields]] : record.type));
    }
    for (const { path, sizeBytes } of backup.listAttachments()) hash.update(`${path} ${String(sizeBytes)}`);
    await backup.close();
    return `${String(count)} records, ${hash.digest('hex')}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface KilledBackups {
  /** Of a backup that nobody disturbed. */
  readonly calm: string;
  /** Of one whose platform was killed, and how often. */
  readonly killed: string;
  readonly kills: number;
}

/** `pauseMs` tells how long the platform may work before each kill. */
export async function killWhileBackingUp(options: { readonly issues: number; readonly kills: number; readonly pauseMs: (kill: number) => number }): Promise<KilledBackups> {
  const data = await mkdtemp(join(tmpdir(), 'hf-backup-crash-'));
  let server = await startServer(data);
  try {
    const { token, site } = await server.setUp();
    const brought = await bring(clientOf(server, token), site, await jiraBackup({ issues: options.issues }), 'generated.xml');
    await ended(clientOf(server, token), site, brought.id);
    const begin = async (client: BackupClient): Promise<string> => ((await client.post(`/api/v1/sites/${site}/backups`, { product: 'tracker', format: 'xml' })).json as { items: ShownBackup[] }).items[0]?.id ?? '';
    const first = await backupEnded(clientOf(server, token), site, await begin(clientOf(server, token)));
    const calm = await recordsOf(await fetchBackup(clientOf(server, token), site, first.id));
    const id = await begin(clientOf(server, token));
    let kills = 0;
    while (kills < options.kills) {
      await sleep(options.pauseMs(kills));
      const { state } = (await clientOf(server, token).get(`/api/v1/sites/${site}/backups/${id}`)).json as ShownBackup;
      if (state === 'done') break;
      await server.kill();
      kills += 1;
      server = await startServer(data);
    }
    const made = await backupEnded(clientOf(server, token), site, id);
    if (made.state !== 'done') throw new Error(`the backup was ${made.state}: ${made.error?.code ?? ''}`);
    return { calm, killed: await recordsOf(await fetchBackup(clientOf(server, token), site, id)), kills };
  } finally {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
}
