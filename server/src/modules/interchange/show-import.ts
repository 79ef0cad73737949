/** An import as the API tells it. */
import { Type, type Static } from 'typebox';
import { defineIdKind } from '../../kernel/ids/index.ts';
import type { ImportJob } from './import-job-store.ts';

export const importIds = defineIdKind('import', 'imp');

const Counts = Type.Record(Type.String(), Type.Integer());
const Lines = Type.Array(Type.Object({ kind: Type.String(), count: Type.Integer(), reason: Type.String() }));
export const Import = Type.Object({
  id: Type.String(), name: Type.String(), kind: Type.Union([Type.Literal('jira'), Type.Literal('confluence'), Type.Null()]), sizeBytes: Type.Integer(),
  state: Type.Union([Type.Literal('received'), Type.Literal('reading'), Type.Literal('building'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled')]),
  progress: Type.Object({ phase: Type.String(), done: Type.Integer(), total: Type.Integer(), unit: Type.String() }),
  ratePerSecond: Type.Union([Type.Number(), Type.Null()]), cancelRequested: Type.Boolean(), resumable: Type.Boolean(),
  createdAt: Type.String(), startedAt: Type.Union([Type.String(), Type.Null()]), endedAt: Type.Union([Type.String(), Type.Null()]),
  report: Type.Union([Type.Object({ kind: Type.String(), imported: Counts, other: Counts, existing: Counts, skipped: Lines, notes: Lines }), Type.Null()]),
  error: Type.Union([Type.Object({ code: Type.String(), title: Type.String(), detail: Type.Union([Type.String(), Type.Null()]) }), Type.Null()]),
});
export const Imports = Type.Object({ items: Type.Array(Import), nextCursor: Type.Optional(Type.String()) });

export function showImport(job: ImportJob): Static<typeof Import> {
  return {
    id: importIds.format(importIds.fromUuid(job.id)), name: job.name, kind: job.kind, sizeBytes: job.sizeBytes, state: job.state, progress: { ...job.progress },
    ratePerSecond: job.ratePerSecond, cancelRequested: job.cancelRequested, resumable: job.resumable,
    createdAt: job.createdAt.toISOString(), startedAt: job.startedAt?.toISOString() ?? null, endedAt: job.endedAt?.toISOString() ?? null,
    report: job.report === null ? null : { ...job.report, imported: { ...job.report.imported }, other: { ...job.report.other }, existing: { ...job.report.existing }, skipped: [...job.report.skipped], notes: [...job.report.notes] },
    error: job.error,
  };
}
