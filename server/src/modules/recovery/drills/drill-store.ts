/** The rows of recovery.drill_report: the only file that names the table. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';

export interface DrillReport {
  readonly id: string;
  readonly drill: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly sites: number;
  readonly restored: number;
  readonly differences: number;
  readonly rtoSeconds: number;
  readonly rpoSeconds: number;
  readonly details: Readonly<Record<string, string | number>>;
}

interface Row {
  readonly id: string; readonly drill: string; readonly started_at: Date; readonly ended_at: Date; readonly sites: number; readonly restored: number; readonly differences: number; readonly rto_seconds: number; readonly rpo_seconds: number;
  readonly details: Readonly<Record<string, string | number>>;
}

export async function insertReport(tx: Tx, report: DrillReport): Promise<void> {
  await tx.changeSql(
    `insert into recovery.drill_report (id, drill, started_at, ended_at, sites, restored, differences, rto_seconds, rpo_seconds, details) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb)`,
    [report.id, report.drill, report.startedAt, report.endedAt, report.sites, report.restored, report.differences, report.rtoSeconds, report.rpoSeconds, report.details]);
}

export async function listReports(tx: ReadTx, limit: number): Promise<readonly DrillReport[]> {
  const rows = await tx.sql<Row>('select id, drill, started_at, ended_at, sites, restored, differences, rto_seconds, rpo_seconds, details from recovery.drill_report order by started_at desc limit $1', [limit]);
  return rows.map((row) => ({ id: row.id, drill: row.drill, startedAt: row.started_at, endedAt: row.ended_at, sites: row.sites, restored: row.restored, differences: row.differences, rtoSeconds: row.rto_seconds, rpoSeconds: row.rpo_seconds, details: row.details }));
}
