/** Adds, changes and deletes properties; whether the person may was decided on the owner. */
import type { Ctx } from '../../kernel/service/index.ts';
import { allocateIds } from './counter-store.ts';
import { wikiErrors } from './errors.ts';
import { deleteProperty, findProperty, insertProperty, replaceProperty, type Property, type PropertyOwner } from './property-store.ts';

const valueBytesMax = 32 * 1024;

function readValue(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) > valueBytesMax) throw wikiErrors.body_too_large({ detail: 'A property holds at most 32 KiB.' });
  return text;
}

export async function createProperty(ctx: Ctx, owner: PropertyOwner, key: string, given: unknown): Promise<Property> {
  const value = readValue(given);
  return ctx.tx(async (tx) => {
    const id = await allocateIds(tx, ctx.tenant.tenantId, 1);
    if (!(await insertProperty(tx, ctx.tenant.tenantId, owner, { id, key, value, author: ctx.actor.accountId }))) throw wikiErrors.property_key_taken();
    tx.record({ action: 'wiki_property_created', target: { kind: 'property', id: String(id), name: key }, container: { kind: owner.kind, id: String(owner.id) }, after: { key } });
    return { id, key, value, version: 1, modifier: ctx.actor.accountId, modifiedAt: tx.now };
  });
}

export async function changeProperty(ctx: Ctx, owner: PropertyOwner, id: number, given: unknown, version: number): Promise<Property> {
  const value = readValue(given);
  return ctx.tx(async (tx) => {
    const before = await findProperty(tx, owner, id);
    if (before === undefined) throw wikiErrors.property_not_found();
    if (!(await replaceProperty(tx, owner, { id, value, version, modifier: ctx.actor.accountId }))) throw wikiErrors.version_conflict({ detail: `The current version is ${String(before.version)}.` });
    tx.record({ action: 'wiki_property_updated', target: { kind: 'property', id: String(id), name: before.key }, container: { kind: owner.kind, id: String(owner.id) }, before: { version: before.version }, after: { version } });
    return { ...before, value, version, modifier: ctx.actor.accountId, modifiedAt: tx.now };
  });
}

export async function removeProperty(ctx: Ctx, owner: PropertyOwner, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const before = await findProperty(tx, owner, id);
    if (before === undefined || !(await deleteProperty(tx, owner, id))) throw wikiErrors.property_not_found();
    tx.record({ action: 'wiki_property_deleted', target: { kind: 'property', id: String(id), name: before.key }, container: { kind: owner.kind, id: String(owner.id) }, before: { key: before.key } });
  });
}
