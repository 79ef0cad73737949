/** Reads that building imported projects needs: keys that are taken, and what state a mapped project is in. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { BegunProject } from './importing.ts';

export async function keysTaken(tx: ReadTx, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ key: string }>('select key from tracker.project_key where key = any($1::text[])', [keys]);
  return new Set(rows.map(({ key }) => key));
}

export async function projectState(tx: ReadTx, id: number): Promise<{ readonly key: string; readonly state: BegunProject['state'] } | undefined> {
  const [row] = await tx.sql<{ key: string; state: BegunProject['state'] }>('select key, state from tracker.project where id = $1', [id]);
  return row;
}

/** Hex name tokens that components or versions of these projects already have, as `<project> <token>`. */
export async function namesInProjects(tx: ReadTx, table: 'component' | 'version', projectIds: readonly number[]): Promise<ReadonlyMap<string, number>> {
  if (projectIds.length === 0) return new Map();
  const rows = await tx.sql<{ id: number; project_id: number; name_token: Buffer }>(`select id, project_id, name_token from tracker.${table} where project_id = any($1::bigint[])`, [projectIds]);
  return new Map(rows.map((row) => [`${row.project_id} ${row.name_token.toString('hex')}`, row.id]));
}
