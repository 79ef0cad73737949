/** Backups through their doors: who may, what is in them, how they are fetched, and what becomes of them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../../main/testing/test-platform.ts';
import { bringAndWait } from '../import-files-for-tests.ts';
import { openBackup, textOf } from '../reading/index.ts';
import { backupEnded, entriesOf, fetchBackup, makeBackup, type ShownBackup } from './backups-for-tests.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let folder: string;
const word = 'rotkehlchen';

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  folder = await mkdtemp(join(tmpdir(), 'hf-backup-'));
  const issue = (id: number, project: string, number: number): string => `<Issue id="${String(id)}" key="${project}-${String(number)}" number="${String(number)}" project="${project === 'ONE' ? '10' : '20'}" reporter="ann" type="1" summary="${word} ${String(id)}" status="1" created="2020-01-01 10:00:00.0" updated="2020-01-01 10:00:00.0"><description><![CDATA[*${word}* <b> & "quotes"]]></description></Issue>
    <Action id="${String(id)}" issue="${String(id)}" author="ann" type="comment" created="2020-01-01 10:00:00.0" updated="2020-01-01 10:00:00.0"><body><![CDATA[${word} ]]>]]&gt;<![CDATA[ end]]></body></Action>`;
  const content = `<entity-engine-xml><User id="1" userName="ann" lowerUserName="ann" active="1" displayName="Ann" emailAddress="ann@example.test"/><User id="2" userName="bob" lowerUserName="bob" active="1" displayName="Bob" emailAddress="bob@example.test"/>
    <IssueType id="1" name="Bug" sequence="1"/><Status id="1" name="Open" sequence="1"/><Project id="10" name="One" key="ONE" lead="ann" counter="2"/><Project id="20" name="Two" key="TWO" lead="bob" counter="1"/>
    ${issue(100, 'ONE', 1)}${issue(101, 'ONE', 2)}${issue(200, 'TWO', 1)}<Unheard id="7" of="${word}"/></entity-engine-xml>`;
  expect((await bringAndWait(acme.admin, acme.site, Buffer.from(content))).error).toBeNull();
});
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const doors = (site = acme.site): string => `/api/v1/sites/${site}/backups`;

async function kept(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function recordsOf(path: string): Promise<readonly string[]> {
  const backup = await openBackup(path);
  const records: string[] = [];
  for await (const record of backup.records()) if (record.kind === 'jira') records.push(`${record.type} ${textOf(record, 'id') ?? ''}`);
  await backup.close();
  return records;
}

it('makes a backup of each product, and one of some projects that names nobody else', async () => {
  const both = await acme.admin.post(doors(), {});
  expect(both.status).toBe(202);
  const items = both.json.items as ShownBackup[];
  expect(items.map(({ product }) => product).sort()).toEqual(['tracker', 'wiki']);
  for (const { id } of items) expect(await backupEnded(acme.admin, acme.site, id)).toMatchObject({ state: 'done', error: null });
  const one = await makeBackup(acme.admin, acme.site, { product: 'tracker', containers: ['one'] });
  const records = await recordsOf(await kept('one.zip', await fetchBackup(acme.admin, acme.site, one.id)));
  expect(records.filter((record) => /^(?:Issue|Action|User|Project|Unheard) /.test(record)).sort()).toEqual(['Action 100', 'Action 101', 'Issue 100', 'Issue 101', 'Project 10', 'User 1']);
  expect((await acme.admin.post(doors(), { product: 'tracker', containers: ['NONE'] })).json).toMatchObject({ code: 'interchange.backup_container_unknown', detail: 'NONE' });
  expect((await acme.admin.post(doors(), { containers: ['ONE'] })).json).toMatchObject({ code: 'interchange.backup_containers_need_product' });
  expect((await acme.admin.post(doors(), { product: 'tracker', containers: ['ONE'], format: 'native' })).json).toMatchObject({ code: 'interchange.backup_native_whole' });
});

it('holds every row in the native format, opened or sealed, with its hash', async () => {
  const opened = await makeBackup(acme.admin, acme.site, { product: 'tracker', format: 'native' });
  const bytes = await fetchBackup(acme.admin, acme.site, opened.id);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(opened.sha256);
  const entries = await entriesOf(bytes);
  const manifest = JSON.parse(entries.get('manifest.json')?.toString('utf8') ?? '{}') as { tables: { entry: string; rows: number; sha256: string }[] };
  expect(manifest.tables.length).toBeGreaterThan(40);
  for (const { entry, rows, sha256 } of manifest.tables) {
    const content = entries.get(entry) ?? Buffer.alloc(0);
    const lines = content.toString('utf8').split('\n').length - 1;
    expect({ entry, rows, sha256 }).toEqual({ entry, rows: lines, sha256: createHash('sha256').update(content).digest('hex') });
  }
  const rows = (entries.get('tables/tracker.issue.jsonl')?.toString('utf8') ?? '').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows.map(({ id, summary, created_at: at }) => ({ id, summary, at }))).toEqual([100, 101, 200].map((id) => ({ id, summary: `${word} ${String(id)}`, at: '2020-01-01T10:00:00+00:00' })));
  const sealed = await entriesOf(await fetchBackup(acme.admin, acme.site, (await makeBackup(acme.admin, acme.site, { product: 'tracker', format: 'native-sealed' })).id));
  expect(sealed.get('tables/tracker.issue.jsonl')?.toString('utf8').split('\n').length).toBe(4);
  for (const [name, content] of sealed) expect(content.includes(word), name).toBe(false);
});

it('is fetched in ranges by whoever began, and never mixes two files', async () => {
  const made = await makeBackup(acme.admin, acme.site, { product: 'tracker' });
  const whole = await fetchBackup(acme.admin, acme.site, made.id);
  const { path, sha256, sizeBytes } = (await acme.admin.post(`${doors()}/${made.id}/downloads`)).json as { path: string; sha256: string; sizeBytes: number };
  expect({ sha256, sizeBytes }).toEqual({ sha256: made.sha256, sizeBytes: whole.length });
  const tag = `"${sha256}"`;
  const part = await acme.admin.get(path, { range: 'bytes=10-19', 'if-range': tag });
  expect({ status: part.status, range: part.headers['content-range'], same: part.bytes.equals(whole.subarray(10, 20)) }).toEqual({ status: 206, range: `bytes 10-19/${String(whole.length)}`, same: true });
  const rest = await acme.admin.get(path, { range: `bytes=${String(whole.length - 5)}-` });
  expect(rest.bytes.equals(whole.subarray(-5))).toBe(true);
  expect((await acme.admin.get(path, { range: 'bytes=10-19', 'if-range': '"another"' })).status).toBe(200);
  expect((await acme.admin.get(path, { range: `bytes=${String(whole.length)}-` })).status).toBe(416);
  expect((await acme.admin.get(path, { 'if-none-match': tag })).status).toBe(304);
  const other = await platform.person(acme, 'other admin', { organization: 'admin', site: 'admin' });
  expect((await other.get(path)).json).toMatchObject({ code: 'interchange.backup_not_found' });
});

it('is for administrators of the site; to others it is not there, and every fetch is in the log', async () => {
  const made = await makeBackup(acme.admin, acme.site, { product: 'wiki' });
  const member = await platform.person(acme, 'member', { site: 'member' });
  expect((await member.post(doors(), {})).status).toBe(403);
  expect((await member.post(`${doors()}/${made.id}/downloads`)).status).toBe(403);
  const globex = await platform.organization('globex');
  expect((await globex.admin.get(doors())).status).toBe(404);
  const foreign = await globex.admin.get(`${doors(globex.site)}/${made.id}`);
  const unknown = await globex.admin.get(`${doors(globex.site)}/bak_01h455vb4pex5vsknk084sn02q`);
  expect([foreign.status, foreign.json.code]).toEqual([404, unknown.json.code]);
  await acme.admin.post(`${doors()}/${made.id}/downloads`);
  await expect.poll(async () => (await acme.admin.get(`/admin/v1/orgs/${acme.id}/events?limit=100`)).text, { timeout: 20_000, interval: 100 }).toMatch(new RegExp(`backup_downloaded[^]*${made.id}|${made.id}[^]*backup_downloaded`));
});

it('is removed by hand, by number and by its schedule\'s days; what is removed is not there', async () => {
  const [first, second] = [await makeBackup(acme.admin, acme.site, { product: 'wiki' }), await makeBackup(acme.admin, acme.site, { product: 'wiki' })];
  expect((await acme.admin.delete(`${doors()}/${first.id}`)).status).toBe(204);
  expect((await acme.admin.get(`${doors()}/${first.id}`)).status).toBe(404);
  const pruned = await acme.admin.post(`${doors()}/prune`, { keep: 1 });
  expect(pruned.status).toBe(200);
  expect((await acme.admin.get(`${doors()}/${second.id}`)).status).toBe(200);
  expect((await acme.admin.post(`${doors()}/prune`, { keep: 1 })).json).toEqual({ removed: [] });
});

it('is locked in the vault when asked: fetched from there, and removed by nobody before its time', async () => {
  const made = await makeBackup(acme.admin, acme.site, { product: 'wiki', locked: true, keepDays: 7 });
  expect(made.state).toBe('done');
  const bytes = await fetchBackup(acme.admin, acme.site, made.id);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256);
  expect((await acme.admin.delete(`${doors()}/${made.id}`)).json).toMatchObject({ code: 'interchange.backup_locked' });
  await acme.admin.post(`${doors()}/prune`, { keep: 0 });
  expect((await acme.admin.get(`${doors()}/${made.id}`)).status).toBe(200);
});

it('is made by a schedule at once, and again when its time has come', async () => {
  const schedule = await acme.admin.post(`/api/v1/sites/${acme.site}/backup-schedules`, { product: 'wiki', format: 'native-sealed', everyHours: 24, keepDays: 7 });
  expect(schedule.status, schedule.text).toBe(201);
  const mine = async (): Promise<readonly ShownBackup[]> => ((await acme.admin.get(doors())).json.items as (ShownBackup & { scheduleId: string | null })[]).filter(({ scheduleId }) => scheduleId === schedule.json.id);
  await expect.poll(async () => (await mine()).map(({ state }) => state), { timeout: 30_000, interval: 100 }).toEqual(['done']);
  const changed = await acme.admin.put(`/api/v1/sites/${acme.site}/backup-schedules/${schedule.json.id as string}`, { everyHours: 1, keepDays: 3 });
  expect(changed.json).toMatchObject({ everyHours: 1, keepDays: 3 });
  expect((await acme.admin.delete(`/api/v1/sites/${acme.site}/backup-schedules/${schedule.json.id as string}`)).status).toBe(204);
  expect((await acme.admin.get(`/api/v1/sites/${acme.site}/backup-schedules`)).json).toEqual({ items: [] });
});
