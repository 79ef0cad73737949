/** Doors for the operator: what is in the vault, what the medium enforces, and whether everything is as it was written. There is none that writes or removes. */
import { Type } from 'typebox';
import { globalRoute, type Route } from '../../kernel/service/index.ts';
import { vaultErrors } from './errors.ts';
import type { Vault, VaultObject } from './ports.ts';
import type { Verification, Verifications } from './verifications.ts';

const closed = { additionalProperties: false } as const;
const VaultObjectView = Type.Object({ name: Type.String(), sizeBytes: Type.Integer(), sha256: Type.String(), storedAt: Type.String(), lockedUntil: Type.String() }, closed);
const Status = Type.Object({
  kind: Type.String(), place: Type.String(), objects: Type.Integer(), sizeBytes: Type.Integer(), entries: Type.Integer(), head: Type.Union([Type.String(), Type.Null()]),
  enforcement: Type.Object({ level: Type.String(), enforced: Type.Array(Type.String()), onlyDetected: Type.Array(Type.String()) }, closed),
  broken: Type.Union([Type.String(), Type.Null()]),
}, closed);
const VerificationView = Type.Object({
  id: Type.String(), prefix: Type.String(), state: Type.String(), objects: Type.Integer(), found: Type.Integer(), startedAt: Type.String(), endedAt: Type.Union([Type.String(), Type.Null()]),
  findings: Type.Array(Type.Object({ code: Type.String(), name: Type.Union([Type.String(), Type.Null()]), detail: Type.String() }, closed)),
}, closed);
const Prefix = Type.String({ maxLength: 512, pattern: '^[a-z0-9._/-]*$' });
const Name = Type.String({ minLength: 1, maxLength: 512 });

const viewObject = ({ name, sizeBytes, sha256, storedAt, lockedUntil }: VaultObject) => ({ name, sizeBytes, sha256, storedAt: storedAt.toISOString(), lockedUntil: lockedUntil.toISOString() });
const viewVerification = ({ startedAt, endedAt, findings, ...facts }: Verification) => ({
  ...facts, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, findings: findings.map(({ code, name, detail }) => ({ code, name: name ?? null, detail })),
});

export function vaultRoutes(vault: Vault, verifications: Verifications): readonly Route[] {
  return [
    globalRoute({
      method: 'GET', path: '/vault', summary: 'What is in the vault, and what its medium enforces', permission: 'vault.read', replies: { 200: Status },
      handle: async () => {
        const { kind, place, objects, sizeBytes, head, enforcement, broken } = await vault.status();
        return { kind, place, objects, sizeBytes, entries: head?.sequence ?? 0, head: head?.hash ?? null, enforcement: { ...enforcement, enforced: [...enforcement.enforced], onlyDetected: [...enforcement.onlyDetected] }, broken: broken ?? null };
      },
    }),
    globalRoute({
      method: 'GET', path: '/vault/objects', summary: 'Objects of the vault by name', permission: 'vault.read',
      query: Type.Object({ prefix: Type.Optional(Prefix), cursor: Type.Optional(Name), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }, closed),
      replies: { 200: Type.Object({ items: Type.Array(VaultObjectView), nextCursor: Type.Optional(Type.String()) }, closed) },
      handle: async (_ctx, { query }) => {
        const limit = query.limit ?? 100;
        const items: VaultObject[] = [];
        for await (const object of vault.list(query.prefix ?? '', query.cursor)) {
          items.push(object);
          if (items.length > limit) break;
        }
        const last = items.length > limit ? items[limit - 1] : undefined;
        return { items: items.slice(0, limit).map(viewObject), ...(last === undefined ? {} : { nextCursor: last.name }) };
      },
    }),
    globalRoute({
      method: 'GET', path: '/vault/object', summary: 'One object of the vault', permission: 'vault.read', query: Type.Object({ name: Name }, closed),
      replies: { 200: VaultObjectView }, errors: [vaultErrors.object_unknown, vaultErrors.name_invalid],
      handle: async (_ctx, { query }) => {
        const object = await vault.head(query.name);
        if (object === undefined) throw vaultErrors.object_unknown({ name: query.name });
        return viewObject(object);
      },
    }),
    globalRoute({
      method: 'POST', path: '/vault/verifications', summary: 'Read everything in the vault and compare it with what was written', permission: 'vault.verify', effect: 'write', audit: 'vault_verification_started',
      body: Type.Object({ prefix: Type.Optional(Prefix) }, closed), replies: { 200: VerificationView }, errors: [vaultErrors.verifying],
      handle: async (ctx, { body }) => {
        const verification = await verifications.start(body.prefix ?? '');
        await ctx.tx((tx) => {
          tx.record({ action: 'vault_verification_started', target: { kind: 'vault', id: verification.id }, after: { prefix: verification.prefix } });
          return Promise.resolve();
        });
        return viewVerification(verification);
      },
    }),
    globalRoute({
      method: 'GET', path: '/vault/verifications/:id', summary: 'How far a verification is, and what it found', permission: 'vault.read', params: Type.Object({ id: Type.String({ maxLength: 64 }) }, closed),
      replies: { 200: VerificationView }, errors: [vaultErrors.verification_unknown],
      handle: (_ctx, { params }) => Promise.resolve(viewVerification(verifications.get(params.id))),
    }),
  ];
}
