/**
 * Exports against `COPY TO` of the same rows: the native format opened and sealed, XML, and what memory a small and a large
 * export need. Measured inside the platform, on what the import of this run brought.
 */
import pg from 'pg';
import { loadConfig } from '../src/kernel/config/index.ts';
import { siteIds } from '../src/kernel/ids/index.ts';
import { runningCluster } from '../src/kernel/postgres/index.ts';
import { systemActor, systemFacts, type Ctx } from '../src/kernel/service/index.ts';
import { createContentReading } from '../src/kernel/service/index.ts';
import { startInstallation } from '../src/main/start-installation.ts';
import { createJiraExport } from '../src/modules/interchange/export/jira/jira-export.ts';
import { createNativeExport } from '../src/modules/interchange/export/native/native-export.ts';
import type { ExportPlan, ExportSource } from '../src/modules/interchange/export/export-plan.ts';
import { median } from './drive.ts';
import type { Account } from './installation.ts';

export interface ExportFigure {
  readonly rows: number;
  readonly copyPerSecond: number;
  readonly nativePerSecond: number;
  readonly sealedPerSecond: number;
  /** Medians over alternating rounds. */
  readonly nativeRatio: number;
  readonly sealedRatio: number;
  readonly xmlRecordsPerSecond: number;
  readonly xmlMiBPerSecond: number;
  /** Peak of the heap while a table alone, and while everything is exported. */
  readonly smallMiB: number;
  readonly largeMiB: number;
}

export interface ExportOrder { readonly account: Account; readonly dataFolder: string; readonly rounds: number }

interface Drained {
  readonly seconds: number;
  readonly records: number;
  readonly chars: number;
  readonly peakMiB: number;
}

const heapMiB = (): number => process.memoryUsage().rss / 2 ** 20;

async function drain(plan: ExportPlan, only?: string): Promise<Drained> {
  const startedMs = performance.now();
  let [records, chars, peakMiB] = [0, 0, 0];
  for (const stream of plan.streams) {
    if (only !== undefined && stream.entry !== only) continue;
    for await (const piece of stream.read(null)) {
      records += piece.records;
      chars += piece.text.length;
      peakMiB = Math.max(peakMiB, heapMiB());
    }
  }
  return { seconds: (performance.now() - startedMs) / 1_000, records, chars, peakMiB };
}

async function measure({ account, dataFolder, rounds }: ExportOrder): Promise<ExportFigure> {
  const { platform, stop } = await startInstallation();
  const address = await runningCluster(dataFolder, 'shard-1');
  if (address === undefined) throw new Error('the cluster shard-1 does not run');
  const client = new pg.Client({ ...address });
  await client.connect();
  try {
    const tenant = platform.catalogue.tenantsOf(siteIds.parse(account.site)).find(({ product }) => product === 'tracker');
    if (tenant === undefined) throw new Error('the site has no Tracker');
    const ctx = (): Promise<Ctx> => Promise.resolve(platform.contexts.tenant('tracker', systemFacts(systemActor, new Date(), new AbortController().signal), tenant, { organizationRole: null, siteRole: 'admin', principals: [] }));
    const source: ExportSource = { ctx, reading: createContentReading('tracker', { 'tracker.workflow_draft': { rowId: (row) => Number(row['workflow_id']) } }), containers: null, createdAt: new Date(), accounts: () => Promise.resolve(new Map()) };
    const tables = (await source.reading.tables(await ctx())).filter(({ recovery }) => ['content', 'access', 'counter'].includes(recovery));
    const native = (sealed: boolean): Promise<ExportPlan> => createNativeExport(source, { product: 'tracker', sealed, backupId: 'bak_bench' });
    const copy = async (): Promise<Drained> => {
      const startedMs = performance.now();
      let records = 0;
      for (const { name } of tables) records += (await client.query(`copy (select * from ${name} where tenant_id = '${tenant.tenantId}') to stdout`)).rowCount ?? 0;
      return { seconds: (performance.now() - startedMs) / 1_000, records, chars: 0, peakMiB: 0 };
    };
    const small = (await drain(await native(false), 'tables/tracker.status.jsonl')).peakMiB;
    const figures: Record<'copy' | 'native' | 'sealed', number[]> = { copy: [], native: [], sealed: [] };
    const ratios: Record<'native' | 'sealed', number[]> = { native: [], sealed: [] };
    let [rows, large] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const copied = await copy();
      const opened = await drain(await native(false));
      const sealed = await drain(await native(true));
      [rows, large] = [opened.records, Math.max(large, opened.peakMiB)];
      figures.copy.push(opened.records / copied.seconds);
      figures.native.push(opened.records / opened.seconds);
      figures.sealed.push(sealed.records / sealed.seconds);
      ratios.native.push(copied.seconds / opened.seconds);
      ratios.sealed.push(copied.seconds / sealed.seconds);
    }
    const xml = await drain(createJiraExport(source));
    return {
      rows, copyPerSecond: median(figures.copy), nativePerSecond: median(figures.native), sealedPerSecond: median(figures.sealed), nativeRatio: median(ratios.native), sealedRatio: median(ratios.sealed),
      xmlRecordsPerSecond: xml.records / xml.seconds, xmlMiBPerSecond: xml.chars / 2 ** 20 / xml.seconds, smallMiB: small, largeMiB: Math.max(large, xml.peakMiB),
    };
  } finally {
    await client.end();
    await stop();
  }
}

process.on('message', (order: ExportOrder) => {
  loadConfig(); // fails early with a line that says what is wrong
  measure(order).then((result) => { process.send?.(result); }, (error: unknown) => { process.send?.({ failure: error instanceof Error ? error.stack : String(error) }); });
});
process.on('disconnect', () => process.exit(0));
