/** The projects that an export is about. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { allRows, type ExportSource } from '../export-plan.ts';

export interface Projects {
  readonly rows: readonly DeclaredRow[];
  readonly ids: readonly number[];
  readonly keys: ReadonlyMap<number, string>;
}

export async function readProjects(source: ExportSource): Promise<Projects> {
  const wanted = source.containers === null ? undefined : { id: source.containers };
  const rows = (await allRows(source, 'project', wanted)).filter((row) => row.text('state') === 'active' || row.text('state') === 'archived');
  return { rows, ids: rows.map((row) => row.id()), keys: new Map(rows.map((row) => [row.id(), row.text('key') ?? ''])) };
}
