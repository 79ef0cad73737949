/**
 * A whole installation is killed while it imports, more than once, and comes to the same end as if it never had been. Nothing that the
 * file says is readable on the disk at any of these moments: not in the spool, the databases, their logs, or the data folder.
 */
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bring, ended, type ShownImport } from './import-files-for-tests.ts';
import { jiraBackup } from './jira-backup-for-tests.ts';
import { startServer, type ServerForTests } from './server-for-tests.ts';

const word = 'zaunkoenigzwitschert';
const issues = 1_000;

const running = new Set<ServerForTests>();
const folders: string[] = [];
afterAll(async () => {
  for (const server of running) await server.stop();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function start(data: string): Promise<ServerForTests> {
  const server = await startServer(data);
  running.add(server);
  return server;
}

interface Reply {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
}

async function call(url: string, method: string, body: Buffer | string | undefined, headers: Readonly<Record<string, string>>): Promise<Reply> {
  const reply = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }) });
  const text = await reply.text();
  return { status: reply.status, text, json: text === '' ? undefined : JSON.parse(text) as unknown };
}

function client(server: ServerForTests, token: string) {
  const authorization = `Bearer ${token}`;
  return {
    get: (path: string) => call(`${server.url}${path}`, 'GET', undefined, { authorization }),
    request: (method: 'POST', path: string, body: Buffer, headers: Readonly<Record<string, string>>) => call(`${server.url}${path}`, method, body, { authorization, ...headers }),
  };
}

/** Files below the folder whose bytes contain the word. */
async function filesWith(folder: string, wanted: Buffer): Promise<{ readonly found: string[]; readonly seen: number }> {
  const found: string[] = [];
  let seen = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const file = await open(path).catch(() => undefined); // databases remove files as they go
    if (file === undefined) continue;
    let tail = Buffer.alloc(0);
    for await (const piece of file.createReadStream({ highWaterMark: 4 * 1_048_576 })) {
      const bytes = Buffer.concat([tail, piece as Buffer]);
      seen += (piece as Buffer).length;
      if (bytes.includes(wanted)) {
        found.push(path);
        break;
      }
      tail = bytes.subarray(-wanted.length);
    }
  }
  return { found, seen };
}

it('goes on after kill -9 wherever it was, counts everything once, and leaves nothing readable on the disk', async () => {
  const data = await mkdtemp(join(tmpdir(), 'hf-import-crash-'));
  folders.push(data);
  const file = await jiraBackup({ issues, word });
  expect(file.includes(word)).toBe(true);
  let server = await start(data);
  const { token, site } = await server.setUp();
  const { id } = await bring(client(server, token), site, file, `${word}.xml`);
  const now = async (): Promise<ShownImport> => (await client(server, token).get(`/api/v1/sites/${site}/imports/${id}`)).json as ShownImport;
  const killedAt: string[] = [];
  for (const share of [0, 0.4]) {
    await expect.poll(async () => {
      const { state, progress } = await now();
      return state === 'done' || (state !== 'received' && (share === 0 || (state === 'building' && progress.done >= progress.total * share)));
    }, { timeout: 120_000, interval: 30 }).toBe(true);
    const { state, progress } = await now();
    killedAt.push(`${state} ${progress.phase}`);
    await server.kill();
    running.delete(server);
    if (share > 0) expect((await filesWith(data, Buffer.from(word))).found).toEqual([]);
    server = await start(data);
  }
  const shown = await ended(client(server, token), site, id);
  expect(killedAt.some((at) => at.startsWith('building'))).toBe(true);
  expect(shown).toMatchObject({ state: 'done', error: null, report: { skipped: [] } });
  expect(shown.report?.imported).toEqual({ projects: 2, issues, comments: issues * 2, attachments: 0, users: 20, worklogs: 0, links: issues / 5 });
  expect(shown.report?.other).toMatchObject({ ChangeGroup: issues * 2, ChangeItem: issues * 2, Label: issues, CustomFieldValue: issues, OSCurrentStep: issues, UserAssociation: issues });
  const jira = `/ex/jira/${site}/rest/api/3`;
  expect((await client(server, token).get(`${jira}/issue/GEN1-${issues}`)).text).toContain(word);
  const comments = (await client(server, token).get(`${jira}/issue/GEN2-1/comment`)).json as { total: number };
  expect(comments.total).toBe(2);
  const space = `<hibernate-generic datetime="2024-01-01 00:00:00"><object class="Space" package="p"><id name="id">1</id><property name="key">DOC</property><property name="name">${word}</property></object>
<object class="Page" package="p"><id name="id">10</id><property name="title">${word}</property><property name="space" class="Space"><id name="id">1</id></property></object><object class="Odd" package="p"><id name="id">1</id><property name="text">${word}</property></object>
<object class="BodyContent" package="p"><id name="id">11</id><property name="body"><![CDATA[<p>${word}</p>]]></property><property name="content" class="Page"><id name="id">10</id></property><property name="bodyType">2</property></object></hibernate-generic>`;
  const second = await bring(client(server, token), site, Buffer.from(space), `${word}-space.xml`);
  expect(await ended(client(server, token), site, second.id)).toMatchObject({ state: 'done', report: { imported: { spaces: 1, pages: 1 }, other: { BodyContent: 1, Odd: 1 } } });
  const { found, seen } = await filesWith(data, Buffer.from(word));
  expect(found).toEqual([]);
  // The scan lives: it finds a word that is there.
  expect(seen).toBeGreaterThan(file.length);
  expect((await filesWith(data, Buffer.from('interchange'))).found.length).toBeGreaterThan(0);
}, 600_000);
