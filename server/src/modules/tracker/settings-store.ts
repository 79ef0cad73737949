/** Settings of a tracker, each with the value that stands when nobody said anything. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

/** How long the trash keeps what was deleted; how many issues one bulk change takes. */
export const settingLimits = { trashDays: { standard: 30, least: 1, most: 365 }, bulkIssuesMax: { standard: 1_000, least: 1, most: 1_000 } } as const;
export type Settings = { readonly [Name in keyof typeof settingLimits]: number };

export async function readSettings(tx: ReadTx): Promise<Settings> {
  const rows = await tx.sql<{ name: string; value: number }>('select name, value from tracker.setting');
  const of = (name: keyof Settings) => rows.find((row) => row.name === name)?.value ?? settingLimits[name].standard;
  return { trashDays: of('trashDays'), bulkIssuesMax: of('bulkIssuesMax') };
}

export async function putSetting(tx: Tx, name: keyof Settings, value: number): Promise<void> {
  await tx.changeSql('insert into tracker.setting (name, value) values ($1, $2) on conflict (tenant_id, name) do update set value = excluded.value', [name, value]);
}
