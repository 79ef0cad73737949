/** Removes what an import left behind in the shard: the spool always, and what is unpublished when it did not come to its end. */
import type { Ctx } from '../../kernel/service/index.ts';
import type { ImportJob } from './import-job-store.ts';
import { deleteRun, deleteSomeSpool } from './spooling/run-store.ts';
import { productOf, type InterchangeWorkings } from './workings.ts';

const chunksAtOnce = 200;

export async function discardImport(
  workings: InterchangeWorkings, ctx: (service: 'tracker' | 'wiki' | 'interchange') => Promise<Ctx>, job: ImportJob, what: 'spool' | 'everything', kind: 'jira' | 'confluence',
): Promise<void> {
  if (what === 'everything') {
    const product = await ctx(productOf[kind]);
    await (kind === 'jira' ? workings.tracker : workings.wiki).discard(product, job.sourceId);
  }
  while (await (await ctx('interchange')).tx((tx) => deleteSomeSpool(tx, job.id, chunksAtOnce)));
  await (await ctx('interchange')).tx((tx) => deleteRun(tx, job.id));
}
