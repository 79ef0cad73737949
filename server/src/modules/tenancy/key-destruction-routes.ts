/** The doors to the end of keys: what is asked for, pending and done; approve, cancel, ask again; the certificates. */
import { Type, type Static } from 'typebox';
import { accountIds, organizationIds } from '../../kernel/ids/index.ts';
import { globalRoute, organizationRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { deletionIds, keyDestructionIds } from './deletion-ids.ts';
import { readDeletion, type DeletionRow } from './deletion-store.ts';
import { changeKeyDestruction } from './destroy-keys.ts';
import { tenancyErrors } from './errors.ts';
import { allCertificates, listKeyDestructions, readKeyDestruction, type KeyDestructionRow } from './key-destruction-store.ts';
import type { TenancyWorkings } from './workings.ts';

const Nullable = <Shape extends Parameters<typeof Type.Union>[0][number]>(shape: Shape) => Type.Union([shape, Type.Null()]);
const Destruction = Type.Object({
  id: Type.String(), deletion: Type.String(), name: Type.String(), state: Type.Enum(['requested', 'pending', 'cancelled', 'destroying', 'destroyed']),
  requestedBy: Nullable(Type.String()), requestedAt: Type.String(), approvedBy: Nullable(Type.String()), approvedAt: Nullable(Type.String()), alone: Type.Boolean(), dueAt: Nullable(Type.String()),
  cancelledBy: Nullable(Type.String()), endedAt: Nullable(Type.String()), certified: Type.Boolean(),
});
/** `document` is what is signed, byte for byte; the public key to verify it with stands inside. */
const Certificate = Type.Object({ id: Type.String(), organization: Type.String(), issuedAt: Type.String(), document: Type.String(), signature: Type.String() });
const params = Type.Object({ destruction: Type.String() });

const account = (id: KeyDestructionRow['approved_by']): string | null => (id === null ? null : accountIds.format(id));

function view(row: KeyDestructionRow, deletion: DeletionRow | undefined): Static<typeof Destruction> {
  return {
    id: keyDestructionIds.format(row.destruction_id), deletion: deletionIds.format(row.deletion_id), name: deletion?.name ?? '', state: row.state, requestedBy: account(row.requested_by), requestedAt: row.requested_at.toISOString(),
    approvedBy: account(row.approved_by), approvedAt: row.approved_at?.toISOString() ?? null, alone: row.alone, dueAt: row.due_at?.toISOString() ?? null, cancelledBy: account(row.cancelled_by), endedAt: row.ended_at?.toISOString() ?? null, certified: row.document !== null,
  };
}

async function one(ctx: OrganizationCtx, text: string): Promise<Static<typeof Destruction>> {
  return ctx.read(async (tx) => {
    const row = await readKeyDestruction(tx, keyDestructionIds.parse(text));
    if (row === undefined) throw tenancyErrors.key_destruction_not_found();
    return view(row, await readDeletion(tx, row.deletion_id));
  });
}

export function keyDestructionRoutes(workings: TenancyWorkings): readonly Route[] {
  const { key_destruction_not_found, key_destruction_over, own_approval, place_held } = tenancyErrors;
  const change = (what: 'ask' | 'approve' | 'cancel') => async (ctx: OrganizationCtx, input: { readonly params: Static<typeof params> }) => {
    await changeKeyDestruction(workings, ctx, keyDestructionIds.parse(input.params.destruction), what);
    return one(ctx, input.params.destruction);
  };
  const shape = { permission: 'tenancy.keys.destroy', params, replies: { 200: Destruction } };
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/key-destructions', summary: 'Destructions of keys: asked for, pending, done', permission: 'tenancy.deletion.read', replies: { 200: Type.Object({ items: Type.Array(Destruction) }) },
      handle: (ctx) => ctx.read(async (tx) => ({ items: await Promise.all((await listKeyDestructions(tx, 500)).map(async (row) => view(row, await readDeletion(tx, row.deletion_id)))) })),
    }),
    organizationRoute({ ...shape, method: 'POST', path: '/orgs/:org/key-destructions/:destruction/approve', summary: 'Approve, as a second person, that keys are destroyed', effect: 'write', audit: 'key_destruction_approved', errors: [key_destruction_not_found, key_destruction_over, own_approval, place_held], handle: change('approve') }),
    organizationRoute({ ...shape, method: 'POST', path: '/orgs/:org/key-destructions/:destruction/cancel', summary: 'Cancel a destruction of keys', effect: 'write', audit: 'key_destruction_cancelled', errors: [key_destruction_not_found, key_destruction_over], handle: change('cancel') }),
    organizationRoute({ ...shape, method: 'POST', path: '/orgs/:org/key-destructions/:destruction/ask', summary: 'Ask again for a destruction that was cancelled', effect: 'write', audit: 'key_destruction_requested', errors: [key_destruction_not_found, key_destruction_over], handle: change('ask') }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/key-destructions/:destruction/certificate', summary: 'The signed certificate of a destruction, verifiable offline', permission: 'tenancy.deletion.read', params, replies: { 200: Certificate }, errors: [key_destruction_not_found],
      handle: async (ctx, input) => {
        const row = await ctx.read((tx) => readKeyDestruction(tx, keyDestructionIds.parse(input.params.destruction)));
        if (row === undefined || row.document === null || row.signature === null) throw key_destruction_not_found();
        return { id: keyDestructionIds.format(row.destruction_id), organization: organizationIds.format(row.organization_id), issuedAt: row.ended_at?.toISOString() ?? '', document: row.document, signature: row.signature };
      },
    }),
    globalRoute({
      method: 'GET', path: '/operator/certificates', summary: 'Every certificate of destroyed keys, also of organizations that are gone', permission: 'tenancy.certificate.read', replies: { 200: Type.Object({ items: Type.Array(Certificate) }) },
      handle: async () => {
        const [found] = await workings.databases.system('certificates of destroyed keys', 'control').run([{ text: allCertificates.text, values: [1000] }]);
        // The rows' shape is that of the select list, which leaves out those without a certificate.
        const rows = (found?.rows ?? []) as unknown as readonly (KeyDestructionRow & { readonly document: string; readonly signature: string })[];
        return { items: rows.map((row) => ({ id: keyDestructionIds.format(row.destruction_id), organization: organizationIds.format(row.organization_id), issuedAt: row.ended_at?.toISOString() ?? '', document: row.document, signature: row.signature })) };
      },
    }),
  ];
}
