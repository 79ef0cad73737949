/** Building: the steps of the backup's kind from the last committed position on, then everything visible at once. */
import type { Build, Step, StepsOptions } from './building/build.ts';
import { readSpool, runSteps } from './building/build.ts';
import { createPace } from './building/pace.ts';
import { confluenceSteps } from './confluence/build-confluence.ts';
import { jiraSteps } from './jira/build-jira.ts';
import type { Running } from './running.ts';
import type { Ledger } from './spooling/ledger.ts';
import type { SpooledRecord } from './spooling/record-text.ts';
import { commitRun, readRun, type RunPosition } from './spooling/run-store.ts';
import { SpoolWriter } from './spooling/spool-writer.ts';
import type { InterchangeWorkings } from './workings.ts';

export async function buildBackup(workings: InterchangeWorkings, running: Running): Promise<Ledger> {
  const { job, backup } = running;
  const known = await (await running.ctx('interchange')).read((tx) => readRun(tx, job.id));
  if (known === undefined) throw new Error('a run that was read is not there');
  const { ledger, position } = known;
  if (position.phase === 'published') return ledger;
  running.tell({ state: 'building', phase: 'building', done: ledger.accounted, total: ledger.records, unit: 'records' });
  let before = position;
  const commit: StepsOptions<SpooledRecord>['commit'] = async (next, chunks) => {
    await (await running.ctx('interchange')).tx((tx) => commitRun(tx, job.id, before, next, ledger, chunks));
    before = next;
    running.advanced();
    running.tell({ done: ledger.accounted });
  };
  const last = backup.kind === 'jira'
    ? await steps(workings, running, ledger, position, jiraSteps, commit)
    : await steps(workings, running, ledger, position, confluenceSteps, commit);
  running.tell({ phase: 'publishing' });
  if (backup.kind === 'jira') {
    await workings.tracker.publish(await running.ctx('tracker'), job.sourceId);
  } else {
    const { pagesMovedToTop } = await workings.wiki.publish(await running.ctx('wiki'), job.sourceId);
    ledger.note('Page', 'Its parent was not in the file, or was below it: it lies at the top of its space.', pagesMovedToTop);
  }
  await commit({ ...last, phase: 'published' }, []);
  return ledger;
}

async function steps<Record extends SpooledRecord>(
  workings: InterchangeWorkings, running: Running, ledger: Ledger, position: RunPosition, list: readonly Step<Record>[], commit: StepsOptions<Record>['commit'],
): Promise<RunPosition> {
  const { job, backup, signal } = running;
  const computed = new Map<string, Promise<unknown>>();
  const accounts = new Map<string, ReturnType<Build['accountByEmail']>>();
  const allBuckets = Array.from({ length: position.buckets }, (_unused, index) => index);
  const basicPace = createPace(workings.clock, signal);
  const build: Build<Record> = {
    ctx: running.ctx, importId: job.id, sourceId: job.sourceId, backup, ledger, buckets: position.buckets, tracker: workings.tracker, wiki: workings.wiki, media: workings.media, timeZone: 'UTC', spool: new SpoolWriter(),
    pace: {
      step() {
        const paused = basicPace.step();
        if (paused !== undefined) running.tell({ done: ledger.accounted });
        return paused;
      },
    },
    accountByEmail(email) {
      const wanted = email.trim().toLowerCase();
      const known = accounts.get(wanted) ?? workings.accounts.byEmail(job.organizationId, wanted).then((found) => found?.accountId);
      accounts.set(wanted, known);
      return known;
    },
    records: (kind, bucket) => readSpool<Record>(() => running.ctx('interchange'), job.id, backup.kind, kind, bucket === undefined ? allBuckets : [bucket]),
    once<Value>(name: string, compute: () => Promise<Value>): Promise<Value> {
      const value = computed.get(name) ?? compute();
      computed.set(name, value);
      return value as Promise<Value>; // one name, one computation
    },
  };
  return runSteps({ build, steps: list, position, commit, signal, onStep: (name) => { running.tell({ phase: name }); } });
}
