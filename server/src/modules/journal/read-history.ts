/** Answers what a tenant's rows were at a time, and what changed since: the journal's side of restore, evidence and moves. */
import type { ServicePool } from '../../kernel/db/index.ts';
import type { TenantId } from '../../kernel/ids/index.ts';
import { journalErrors } from './errors.ts';
import type { HistoryWindow, TenantHistory } from './history.ts';
import { readGaps, readHours, readMigrations, readSnapshots, type SnapshotRow } from './history-store.ts';
import { readChanges, type ReadingOptions } from './read-changes.ts';
import { openSnapshot } from './read-snapshot.ts';

export interface HistoryOptions extends Pick<ReadingOptions, 'control' | 'vault'> {
  readonly openerOf: (tenantId: TenantId) => ReadingOptions['opener'];
  /** Until when everything is in the journal of a shard. */
  readonly caughtUpAt: (shardId: string) => Promise<Date>;
  readonly retentionMs: number;
  readonly now: () => Date;
}

/** A gap ends for a tenant with its first snapshot behind it. */
async function gapsOf(control: ServicePool, shardId: string, snapshots: readonly SnapshotRow[], now: Date): Promise<HistoryWindow['gaps']> {
  return (await readGaps(control, shardId)).map((gap) => ({ from: gap.fromAt, to: snapshots.find(({ lsn }) => lsn >= gap.toLsn)?.at ?? now }));
}

export function createHistory(options: HistoryOptions): Omit<TenantHistory, 'caughtUp'> {
  const { control, vault } = options;
  const reading = (tenantId: TenantId): ReadingOptions => ({ control, vault, opener: options.openerOf(tenantId) });

  async function known(tenantId: TenantId): Promise<{ readonly window: HistoryWindow; readonly snapshots: readonly SnapshotRow[]; readonly shardId: string } | undefined> {
    const snapshots = await readSnapshots(control, tenantId);
    const [first] = snapshots;
    const shardId = snapshots.at(-1)?.shardId;
    if (first === undefined || shardId === undefined) return undefined;
    const now = options.now();
    const to = await options.caughtUpAt(shardId);
    const from = new Date(Math.max(first.at.getTime(), now.getTime() - options.retentionMs));
    const gaps = (await gapsOf(control, shardId, snapshots, now)).filter((gap) => gap.to > from);
    return { window: { from, to: to < from ? from : to, gaps }, snapshots, shardId };
  }

  return {
    window: async (tenantId) => (await known(tenantId))?.window,
    async snapshotBefore(tenantId, at) {
      const found = await known(tenantId);
      if (found === undefined) throw journalErrors.point_out_of_window({ detail: '(the journal does not know this place)' });
      const { window, snapshots } = found;
      if (Number.isNaN(at.getTime()) || at < window.from || at > window.to) throw journalErrors.point_out_of_window({ from: window.from.toISOString(), to: window.to.toISOString() });
      const gap = window.gaps.find(({ from, to }) => at > from && at < to);
      if (gap !== undefined) throw journalErrors.point_in_gap({ from: gap.from.toISOString(), to: gap.to.toISOString() });
      const row = snapshots.findLast((snapshot) => snapshot.at <= at);
      if (row === undefined) throw journalErrors.point_out_of_window({ from: window.from.toISOString(), to: window.to.toISOString() });
      const migrations = (await readMigrations(control, row.shardId)).filter(({ lsn }) => lsn <= row.lsn).map(({ name }) => name);
      return openSnapshot(reading(tenantId), row, migrations);
    },
    async *changes(tenantId, afterLsn, until) {
      const shardId = (await readSnapshots(control, tenantId)).findLast(({ lsn }) => lsn <= afterLsn)?.shardId;
      if (shardId === undefined) throw journalErrors.point_out_of_window({ detail: '(no snapshot lies at or before this position)' });
      yield* readChanges(reading(tenantId), { tenantId, shardId, afterLsn, until });
    },
    changesPerHour: (tenantId, from, to) => readHours(control, tenantId, from, to),
  };
}
