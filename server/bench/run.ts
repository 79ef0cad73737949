/**
 * `npm run bench`: an installation of its own in a temporary folder, every figure in one run, and the tables of
 * docs/reference/benchmarks.md written anew. `--quick` takes fewer rounds; `--no-page` writes bench/results.json only.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { runningCluster } from '../src/kernel/postgres/index.ts';
import { jiraBackup } from '../src/modules/interchange/jira-backup-for-tests.ts';
import { base, fill, shapes } from './content.ts';
import { compare, load, startHelper, type Comparison, type Helper, type Server } from './drive.ts';
import { freePort, makeDataFolder, setUp, settingsOf, startInstallation, type Account, type Installation } from './installation.ts';
import type { LookupResult } from './lookup.ts';
import type { ExportFigure } from './export.ts';
import { describeMachine, loadAverage, memoryOf } from './machine.ts';
import type { PartsResult } from './parts.ts';
import type { RestoreResult } from './restore.ts';
import { renderPage, type ColdFigure, type ImportFigure, type Results } from './page.ts';

const root = join(import.meta.dirname, '..', '..');
const quick = process.argv.includes('--quick');
const issues = quick ? 200 : 1000;
const rounds = quick ? 3 : 7;
const roundMs = quick ? 800 : 1500;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const postmasterOf = async (dataFolder: string): Promise<number> => Number((await readFile(join(dataFolder, 'postgres', 'shard-1', 'postmaster.pid'), 'utf8')).split('\n')[0]);

async function taxOf(installation: Installation, account: Account, generator: Helper, bare: Helper): Promise<{ warm: Record<string, Comparison>; cold: readonly ColdFigure[] }> {
  const database = await runningCluster(installation.dataFolder, 'shard-1');
  const { port } = await bare.ask<{ port: number }>({ database, account: account.accountId, connections: 10 });
  const postmaster = await postmasterOf(installation.dataFolder);
  const authorization = `Bearer ${account.token}`;
  const servers: { protected: Server; bare: Server } = {
    protected: { name: 'protected', port: installation.port, authorization, pids: [installation.pid, postmaster] },
    bare: { name: 'bare', port, authorization, pids: [bare.process.pid ?? 0, postmaster] },
  };
  for (const server of [servers.protected, servers.bare]) for (const key of ['BEN', 'COLD']) await fill(generator, server, account.site, account.accountId, key, key === 'BEN' ? issues : 200);
  await freshStatistics(database);
  await assertSameAnswers(servers, account);
  const warm: Record<string, Comparison> = {};
  for (const shape of shapes(() => account.site, 'BEN', issues)) {
    const result = await compare(generator, servers, shape, { rounds, roundMs, connections: 8 });
    warm[shape.name] = result;
    say(`${shape.name}: ${result.protected.perSecond.toFixed(0)}/s protected, ${result.bare.perSecond.toFixed(0)}/s bare, ratio ${result.ratio.toFixed(2)} (by CPU time ${result.cpuRatio.toFixed(2)})`);
  }
  const cold: ColdFigure[] = [];
  for (const shape of shapes(() => account.site, 'COLD', 200)) {
    const pass = async (server: Server): Promise<number> => (await load(generator, { port: server.port, requests: shape.requests(server).slice(0, 200), connections: 1, durationMs: 'one pass' })).p50Ms;
    cold.push({ shape: shape.name, protectedMs: await pass(servers.protected), bareMs: await pass(servers.bare) });
  }
  return { warm, cold };
}

/** As autovacuum leaves them some seconds after a change; the measured rounds begin before that. */
async function freshStatistics(database: Awaited<ReturnType<typeof runningCluster>>): Promise<void> {
  if (database === undefined) throw new Error('the cluster shard-1 does not run');
  const client = new pg.Client({ ...database });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

/** The two must do the same work: the same issue, list and search give the same answer, but for times, addresses, the ids of comments and cursors (which carry times). */
async function assertSameAnswers(servers: { protected: Server; bare: Server }, account: Account): Promise<void> {
  for (const path of ['issue/BEN-7', `search?jql=${encodeURIComponent('project = BEN order by created')}&maxResults=50&fields=summary,status`, `search/jql?jql=${encodeURIComponent('project = BEN and summary ~ "sealed"')}&maxResults=50&fields=summary`]) {
    const answers = await Promise.all([servers.protected, servers.bare].map(async (server) => {
      const reply = await fetch(`http://127.0.0.1:${String(server.port)}${base(account.site)}/${path}`, { headers: { authorization: server.authorization } });
      const text = await reply.text();
      return text.replaceAll(/https?:\/\/[^/"]+/g, '').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+\+0000/g, 'time').replaceAll(/"timeZone":"[^"]*"/g, '').replaceAll(/"nextPageToken":"[^"]*"/g, '"nextPageToken":"token"').replaceAll(/comment\/\d+","id":"\d+"/g, 'comment');
    }));
    if (answers[0] !== answers[1]) {
      const [left = '', right = ''] = answers;
      const at = [...left].findIndex((letter, index) => letter !== right[index]);
      throw new Error(`the protected and the bare server answer ${path} differently:\n${left.slice(at - 200, at + 200)}\n${right.slice(at - 200, at + 200)}`);
    }
  }
}

async function importOf(installation: Installation, account: Account): Promise<ImportFigure> {
  const count = quick ? 500 : 3000;
  const file = await jiraBackup({ issues: count });
  const headers = { authorization: `Bearer ${account.token}` };
  const startedMs = performance.now();
  const begun = await fetch(`${installation.url}/api/v1/sites/${account.site}/imports?name=bench.xml`, { method: 'POST', headers: { ...headers, 'content-type': 'application/octet-stream' }, body: new Uint8Array(file) });
  if (!begun.ok) throw new Error(`the import was refused: ${await begun.text()}`);
  const { id } = await begun.json() as { id: string }; // API.md
  for (;;) {
    const shown = await (await fetch(`${installation.url}/api/v1/sites/${account.site}/imports/${id}`, { headers })).json() as { state: string; error: unknown }; // as above
    if (shown.state === 'done') break;
    if (shown.state === 'failed' || shown.state === 'cancelled') throw new Error(`the import ended as ${shown.state}: ${JSON.stringify(shown.error)}`);
    await sleep(50);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return { issues: count, seconds, perSecond: count / seconds, fileMiB: file.length / 2 ** 20 };
}

async function measure(): Promise<Results> {
  const machine = describeMachine();
  const loadBefore = await loadAverage();
  const folder = await makeDataFolder();
  const port = await freePort();
  const generator = startHelper('load-generator.ts');
  const bare = startHelper('bare-server.ts');
  let installation: Installation | undefined;
  try {
    installation = await startInstallation(folder.path, port);
    const firstStartMs = installation.startMs;
    const account = await setUp(installation);
    await installation.stop();
    installation = await startInstallation(folder.path, port);
    const startMs = installation.startMs;
    say(`started in ${(firstStartMs / 1000).toFixed(1)} s, again in ${(startMs / 1000).toFixed(1)} s`);
    await sleep(3000);
    const memory = await memoryOf(installation.pid);
    const tax = await taxOf(installation, account, generator, bare);
    const imported = await importOf(installation, account);
    say(`import: ${imported.perSecond.toFixed(0)} issues/s`);
    await bare.stop();
    await installation.stop();
    const exported = await exportsOf(folder.path, port, account);
    say(`native export: ${exported.nativeRatio.toFixed(2)} of COPY, sealed ${exported.sealedRatio.toFixed(2)}; XML ${exported.xmlMiBPerSecond.toFixed(0)} MiB/s`);
    const parts = await partsOf(folder.path, port, account);
    const restored = await restoreOf(folder.path, port);
    say(`restore: ${restored.seconds.toFixed(1)} s for ${String(restored.issues)} issues`);
    const lookupHelper = startHelper('lookup.ts', [], ['--expose-gc']);
    const lookup = await lookupHelper.ask<LookupResult>('measure');
    await lookupHelper.stop();
    return { machine, at: new Date().toISOString(), loadBefore, quick, firstStartMs, startMs, memory: memory ?? null, tax: tax.warm, cold: tax.cold, imported, exported, restored, parts, lookup };
  } finally {
    await Promise.allSettled([bare.stop(), generator.stop(), installation?.stop()]);
    await folder.remove();
  }
}

async function exportsOf(dataFolder: string, port: number, account: Account): Promise<ExportFigure> {
  const helper = startHelper('export.ts', [], [], settingsOf(dataFolder, port));
  try {
    return await helper.ask<ExportFigure>({ account, dataFolder, rounds: quick ? 3 : 7 });
  } finally {
    await helper.stop();
  }
}

async function partsOf(dataFolder: string, port: number, account: Account): Promise<PartsResult> {
  const helper = startHelper('parts.ts', [], [], settingsOf(dataFolder, port));
  try {
    return await helper.ask<PartsResult>({ account, dataFolder, sites: quick ? 2000 : 10_000 });
  } finally {
    await helper.stop();
  }
}

async function restoreOf(dataFolder: string, port: number): Promise<RestoreResult> {
  const helper = startHelper('restore.ts', [], ['--expose-gc'], settingsOf(dataFolder, port));
  try {
    return await helper.ask<RestoreResult>(quick ? { issues: 1000, attachments: 100 } : { issues: 10_000, attachments: 1000 });
  } finally {
    await helper.stop();
  }
}

const results = await measure();
await mkdir(join(root, 'bench'), { recursive: true });
await writeFile(join(root, 'bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
if (!process.argv.includes('--no-page')) await writeFile(join(root, 'docs', 'reference', 'benchmarks.md'), renderPage(results));
say('bench/results.json and docs/reference/benchmarks.md are written.');
