/** Imports through the real door, and what tests ask about them. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBackup } from './reading/index.ts';
import type { ImportReport } from './spooling/ledger.ts';

interface Client {
  get(url: string): Promise<{ readonly status: number; readonly json: unknown; readonly text: string }>;
  request(method: 'POST', url: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly json: unknown; readonly text: string }>;
}

export interface ShownImport {
  readonly id: string;
  readonly name: string;
  readonly kind: string | null;
  readonly state: string;
  readonly report: ImportReport | null;
  readonly error: { readonly code: string; readonly title: string; readonly detail: string | null } | null;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number; readonly unit: string };
  readonly resumable: boolean;
}

export async function bring(client: Client, site: string, content: Buffer, name = 'backup.xml'): Promise<ShownImport> {
  const reply = await client.request('POST', `/api/v1/sites/${site}/imports?name=${encodeURIComponent(name)}`, content, { 'content-type': 'application/octet-stream' });
  if (reply.status !== 202) throw new Error(`the import was answered with ${reply.status}: ${reply.text}`);
  return reply.json as ShownImport;
}

const waitMs = 120_000;

export async function ended(client: Client, site: string, id: string): Promise<ShownImport> {
  for (const until = performance.now() + waitMs; performance.now() < until; await sleep(50)) {
    const shown = (await client.get(`/api/v1/sites/${site}/imports/${id}`)).json as ShownImport;
    if (['done', 'failed', 'cancelled'].includes(shown.state)) return shown;
  }
  throw new Error('the import did not end in time');
}

export async function bringAndWait(client: Client, site: string, content: Buffer, name?: string): Promise<ShownImport> {
  return ended(client, site, (await bring(client, site, content, name)).id);
}

export const inputsFolder = fileURLToPath(new URL('../../../../../shared/inputs/', import.meta.url));
export const inputsAbsent = !existsSync(inputsFolder);

export async function inputFiles(kind: 'jira' | 'confluence'): Promise<readonly { readonly name: string; readonly path: string; read(): Promise<Buffer> }[]> {
  if (inputsAbsent) return [];
  const names = (await readdir(`${inputsFolder}${kind}`)).sort();
  return names.map((name) => ({ name, path: `${inputsFolder}${kind}/${name}`, read: () => readFile(`${inputsFolder}${kind}/${name}`) }));
}

/** Records of the file by type, counted by the reader alone. */
export async function countRecords(path: string): Promise<ReadonlyMap<string, number>> {
  const backup = await openBackup(path);
  try {
    const counts = new Map<string, number>();
    for await (const { type } of backup.records()) counts.set(type, (counts.get(type) ?? 0) + 1);
    return counts;
  } finally {
    await backup.close();
  }
}
