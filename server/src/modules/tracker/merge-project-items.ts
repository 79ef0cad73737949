/** Versions and components that go, and what their issues get instead; the order of versions. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { viewerOf } from './access.ts';
import type { ChangeItem } from './change-rows.ts';
import { sealedIn } from './columns.ts';
import { errors } from './errors.ts';
import { ownComponent, ownVersion } from './manage-project-items.ts';
import { giveComponent, giveVersion, orderVersions } from './project-item-use-store.ts';
import { deleteRow, versionsOf, type ComponentRow, type VersionRow } from './project-store.ts';
import { recordManyChanges } from './record-changes.ts';

const nameOf = (tx: Tx, kind: 'version' | 'component', row: ComponentRow | VersionRow) => tx.sealer.open(sealedIn[kind].name, row.id, row.name);
const containerOf = (row: ComponentRow | VersionRow) => ({ kind: 'project', id: String(row.project_id), name: row.project_key });

async function inItsPlace(tx: Tx, ctx: Ctx, kind: 'version' | 'component', row: ComponentRow | VersionRow, id: number | null): Promise<ComponentRow | VersionRow | null> {
  if (id === null) return null;
  const other = kind === 'version' ? await ownVersion(tx, ctx, id) : await ownComponent(tx, ctx, id);
  if (other.project_id !== row.project_id || other.id === row.id) throw errors.fields_invalid({ errors: [{ field: 'moveIssuesTo', code: 'invalid', message: 'Another one of the same project is expected.' }] });
  return other;
}

/** An entry in the history of each issue that gets another one, or none. */
async function noteChanges(tx: Tx, ctx: Ctx, issues: readonly number[], field: { readonly name: string; readonly id: string }, from: { readonly id: number; readonly name: string }, to: { readonly id: number; readonly name: string } | null): Promise<void> {
  const items: readonly ChangeItem[] = [
    { field: field.name, fieldId: field.id, fieldType: 'jira', from: String(from.id), fromText: from.name, fromId: from.id },
    ...(to === null ? [] : [{ field: field.name, fieldId: field.id, fieldType: 'jira', to: String(to.id), toText: to.name, toId: to.id }]),
  ];
  await recordManyChanges(tx, ctx.actor.accountId, issues.map((issueId) => ({ issueId, items })));
}

const named = (tx: Tx, kind: 'version' | 'component', row: ComponentRow | VersionRow) => ({ id: row.id, name: nameOf(tx, kind, row) });

export async function deleteComponentFor(ctx: Ctx, id: number, moveIssuesTo: number | null): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownComponent(tx, ctx, id);
    const other = await inItsPlace(tx, ctx, 'component', row, moveIssuesTo);
    if (other !== null) await noteChanges(tx, ctx, await giveComponent(tx, id, other.id), { name: 'Component', id: 'components' }, named(tx, 'component', row), named(tx, 'component', other));
    await deleteRow(tx, 'component', id);
    tx.record({ action: 'tracker_component_deleted', target: { kind: 'component', id: String(id), name: nameOf(tx, 'component', row) }, container: containerOf(row), after: other === null ? {} : { issuesMovedTo: nameOf(tx, 'component', other) } });
  });
}

/** Null leaves issues without; each relation has its own place. */
export async function deleteVersionFor(ctx: Ctx, id: number, places: { readonly fix: number | null; readonly affects: number | null }, action: 'tracker_version_deleted' | 'tracker_version_merged'): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownVersion(tx, ctx, id);
    const others: Record<string, string> = {};
    for (const [relation, field] of [['fix', { name: 'Fix Version', id: 'fixVersions' }], ['affects', { name: 'Version', id: 'versions' }]] as const) {
      const other = await inItsPlace(tx, ctx, 'version', row, places[relation]);
      if (other === null) continue;
      await noteChanges(tx, ctx, await giveVersion(tx, relation, id, other.id), field, named(tx, 'version', row), named(tx, 'version', other));
      others[relation] = nameOf(tx, 'version', other);
    }
    await deleteRow(tx, 'version', id);
    tx.record({ action, target: { kind: 'version', id: String(id), name: nameOf(tx, 'version', row) }, container: containerOf(row), after: { issuesMovedTo: others } });
  });
}

export async function moveVersion(ctx: Ctx, id: number, place: { readonly after?: number | undefined; readonly position?: string | undefined }): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownVersion(tx, ctx, id);
    const before = (await versionsOf(tx, viewerOf(ctx), row.project_id)).map((version) => version.id);
    const rest = before.filter((other) => other !== id);
    const at = place.after !== undefined ? rest.indexOf(place.after) + 1 : place.position === 'First' ? 0 : place.position === 'Earlier' ? Math.max(0, before.indexOf(id) - 1) : place.position === 'Later' ? before.indexOf(id) + 1 : rest.length;
    const after = [...rest.slice(0, at), id, ...rest.slice(at)];
    if (after.join() === before.join()) return;
    await orderVersions(tx, after);
    tx.record({ action: 'tracker_version_updated', target: { kind: 'version', id: String(id), name: nameOf(tx, 'version', row) }, container: containerOf(row), before: { order: before }, after: { order: after } });
  });
}
