/** The doors to legal holds and deletion locks: place, look, ask to open, approve, keep. */
import { Type, type Static } from 'typebox';
import type { ReadTx } from '../../kernel/db/index.ts';
import { accountIds, siteIds } from '../../kernel/ids/index.ts';
import { organizationRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { tenantsOfSites } from './catalogue-store.ts';
import { holdIds } from './deletion-ids.ts';
import { tenancyErrors } from './errors.ts';
import { listHolds, reasonOf, type HoldRow } from './hold-store.ts';
import { changeHold, placeHold } from './place-hold.ts';
import type { TenancyWorkings } from './workings.ts';

const Nullable = <Shape extends Parameters<typeof Type.Union>[0][number]>(shape: Shape) => Type.Union([shape, Type.Null()]);
const Kind = Type.Union([Type.Literal('legal_hold'), Type.Literal('deletion_lock')]);
const Product = Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]);
const Target = Type.Union([
  Type.Object({ kind: Type.Literal('organization') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('site'), site: Type.String() }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('container'), site: Type.String(), product: Product, container: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
]);
export const HoldShape = Type.Object({
  id: Type.String(), kind: Kind, target: Type.Union([Type.Literal('organization'), Type.Literal('site'), Type.Literal('container')]), site: Nullable(Type.String()), product: Nullable(Product), container: Nullable(Type.Integer()),
  reason: Type.String(), state: Type.Union([Type.Literal('active'), Type.Literal('opening'), Type.Literal('released')]),
  placedBy: Nullable(Type.String()), placedAt: Type.String(), askedBy: Nullable(Type.String()), approvedBy: Nullable(Type.String()), opensAt: Nullable(Type.String()), releasedAt: Nullable(Type.String()),
});

const account = (id: HoldRow['placed_by']): string | null => (id === null ? null : accountIds.format(id));

export function holdView(tx: ReadTx, row: HoldRow, product: 'tracker' | 'wiki' | null = null): Static<typeof HoldShape> {
  return {
    id: holdIds.format(row.hold_id), kind: row.kind, target: row.target_kind, site: row.site_id === null ? null : siteIds.format(row.site_id), product, container: row.container_id, reason: reasonOf(tx, row), state: row.state,
    placedBy: account(row.placed_by), placedAt: row.placed_at.toISOString(), askedBy: account(row.asked_by), approvedBy: account(row.approved_by), opensAt: row.opens_at?.toISOString() ?? null, releasedAt: row.released_at?.toISOString() ?? null,
  };
}

async function holdsOf(ctx: OrganizationCtx, only?: string): Promise<Static<typeof HoldShape>[]> {
  return ctx.read(async (tx) => {
    const rows = (await listHolds(tx, 500)).filter((row) => only === undefined || row.hold_id === only);
    const tenants = await tenantsOfSites(tx, rows.flatMap(({ site_id: id }) => id ?? []));
    return rows.map((row) => holdView(tx, row, tenants.find(({ tenant_id: id }) => id === row.tenant_id)?.product ?? null));
  });
}

export function holdRoutes(workings: TenancyWorkings): readonly Route[] {
  const { hold_target_unknown, undo_over, hold_not_found, hold_not_opening, own_approval } = tenancyErrors;
  const permission = 'tenancy.hold.change';
  const params = Type.Object({ hold: Type.String() });
  const change = (what: 'ask' | 'approve' | 'keep') => async (ctx: OrganizationCtx, input: { readonly params: Static<typeof params> }) => {
    const id = holdIds.parse(input.params.hold);
    await changeHold(workings, ctx, id, what);
    return (await holdsOf(ctx, id))[0];
  };
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/holds', summary: 'Legal holds and deletion locks, standing ones first', permission: 'tenancy.hold.read', replies: { 200: Type.Object({ items: Type.Array(HoldShape) }) },
      handle: async (ctx) => ({ items: await holdsOf(ctx) }),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/holds', summary: 'Place a legal hold or a deletion lock', permission, effect: 'write', audit: 'hold_placed', body: Type.Object({ kind: Kind, target: Target, reason: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' }) }),
      replies: { 201: HoldShape }, errors: [hold_target_unknown, undo_over],
      handle: async (ctx, { body }) => {
        const { target } = body;
        const id = await placeHold(workings, ctx, {
          kind: body.kind, reason: body.reason,
          target: target.kind === 'organization' ? target : target.kind === 'site' ? { kind: 'site', siteId: siteIds.parse(target.site) } : { kind: 'container', siteId: siteIds.parse(target.site), product: target.product, containerId: target.container },
        });
        return (await holdsOf(ctx, id))[0];
      },
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/holds/:hold/open', summary: 'Ask to open a hold; somebody else must approve', permission, effect: 'write', audit: 'hold_opening_asked', params, replies: { 200: HoldShape }, errors: [hold_not_found], handle: change('ask'),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/holds/:hold/approve', summary: 'Approve that a hold is opened, a day from now', permission, effect: 'write', audit: 'hold_opening_approved', params, replies: { 200: HoldShape },
      errors: [hold_not_found, hold_not_opening, own_approval], handle: change('approve'),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/holds/:hold/keep', summary: 'Keep a hold that somebody wants to open', permission, effect: 'write', audit: 'hold_kept', params, replies: { 200: HoldShape }, errors: [hold_not_found], handle: change('keep'),
    }),
  ];
}
