/** What a person does with their own account: password, sessions, API tokens. */
import { newUuid, type AccountId } from '../../kernel/ids/index.ts';
import { accessErrors, type GlobalCtx } from '../../kernel/service/index.ts';
import { identityErrors } from './errors.ts';
import { insertToken, openSession, openTokenLabel, putPassword, readPassword, readSessions, readTokens, revokeSessions, revokeToken as revoke } from './identity-store.ts';
import { checkPassword } from './passwords.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { recordInEach } from './sign-in.ts';
import type { IdentityWorkings } from './workings.ts';

export const tokenScopes = ['read:tracker', 'write:tracker', 'read:wiki', 'write:wiki', 'read:admin', 'write:admin', 'read:audit'] as const;
const tokensMax = 50;

export function ownAccountId(ctx: GlobalCtx): AccountId {
  if (ctx.actor.accountId === null) throw accessErrors.not_signed_in();
  return ctx.actor.accountId;
}

/** Sets a new password and ends all other sessions. Fails with identity.password_wrong, identity.password_weak. */
export async function changePassword(workings: IdentityWorkings, ctx: GlobalCtx, change: { readonly current: string; readonly next: string }): Promise<void> {
  const accountId = ownAccountId(ctx);
  const account = await workings.directory.accountById(ctx, accountId);
  if (account === undefined) throw accessErrors.not_signed_in();
  checkPassword(change.next, account.email);
  if (!(await workings.passwords.matches(await ctx.read((tx) => readPassword(tx, accountId)), change.current))) {
    throw identityErrors.password_wrong({ errors: [{ field: 'current', code: 'password_wrong', message: 'is not right' }] });
  }
  const hash = await workings.passwords.hash(change.next);
  const memberships = await workings.directory.membershipsOf(ctx, accountId);
  await ctx.tx(async (tx) => {
    await putPassword(tx, accountId, hash);
    await revokeSessions(tx, accountId, ctx.actor.via.id === null ? {} : { except: ctx.actor.via.id });
    recordInEach(tx, memberships, 'user_password_changed', accountId);
  });
  workings.forgetProofs(ctx);
}

/** Sets the first password of the context's own account, as an installation's own programs do. */
export async function setOwnPassword(workings: IdentityWorkings, ctx: GlobalCtx, password: string): Promise<void> {
  const accountId = ownAccountId(ctx);
  const hash = await workings.passwords.hash(password);
  await ctx.tx((tx) => putPassword(tx, accountId, hash));
}

export interface SessionView {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string;
  readonly userAgent: string;
  readonly current: boolean;
}

export async function listSessions(ctx: GlobalCtx): Promise<SessionView[]> {
  const accountId = ownAccountId(ctx);
  return ctx.read(async (tx) => (await readSessions(tx, accountId)).map((row) => ({
    id: row.session_id, createdAt: row.created_at.toISOString(), lastSeenAt: row.last_seen_at.toISOString(), expiresAt: row.expires_at.toISOString(),
    ...openSession(tx, row), current: row.session_id === ctx.actor.via.id,
  })));
}

/** Ends one session, or all others when none is named. Fails with identity.session_not_found for one that is not there. */
export async function endSessions(workings: IdentityWorkings, ctx: GlobalCtx, sessionId: string | null): Promise<void> {
  const accountId = ownAccountId(ctx);
  const memberships = await workings.directory.membershipsOf(ctx, accountId);
  const which = sessionId !== null ? { only: sessionId } : ctx.actor.via.id === null ? {} : { except: ctx.actor.via.id };
  await ctx.tx(async (tx) => {
    const ended = await revokeSessions(tx, accountId, which);
    if (ended === 0 && sessionId !== null) throw identityErrors.session_not_found();
    if (ended > 0) recordInEach(tx, memberships, 'user_sessions_revoked', accountId);
  });
  workings.forgetProofs(ctx);
}

export interface TokenView {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
}

export async function listTokens(ctx: GlobalCtx): Promise<TokenView[]> {
  const accountId = ownAccountId(ctx);
  return ctx.read(async (tx) => (await readTokens(tx, accountId)).map((row) => ({
    id: row.token_id, label: openTokenLabel(tx, row), scopes: row.scopes, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString(), lastUsedAt: row.last_used_at?.toISOString() ?? null,
  })));
}

/** Makes a token; its secret is in the answer and nowhere else. Fails with identity.token_limit, identity.scope_unknown. */
export async function createToken(workings: IdentityWorkings, ctx: GlobalCtx, wanted: { readonly label: string; readonly scopes: readonly string[]; readonly expiresInDays: number }): Promise<TokenView & { token: string }> {
  const accountId = ownAccountId(ctx);
  for (const scope of wanted.scopes) {
    // A tuple of literals is a list of texts.
    if (!(tokenScopes as readonly string[]).includes(scope)) throw identityErrors.scope_unknown({ detail: `Known: ${tokenScopes.join(', ')}.` });
  }
  const secret = newSecret('hft_');
  const id = newUuid(ctx.now.getTime());
  const scopes = [...new Set(wanted.scopes)].sort();
  const expiresAt = new Date(ctx.now.getTime() + wanted.expiresInDays * 86_400_000);
  const memberships = await workings.directory.membershipsOf(ctx, accountId);
  await ctx.tx(async (tx) => {
    if ((await readTokens(tx, accountId)).length >= tokensMax) throw identityErrors.token_limit();
    await insertToken(tx, { id, accountId, secretHash: hashSecret(secret), label: wanted.label, scopes, expiresAt });
    recordInEach(tx, memberships, 'api_token_created', accountId, { token: id, label: wanted.label, scopes });
  });
  return { token: secret, id, label: wanted.label, scopes, createdAt: ctx.now.toISOString(), expiresAt: expiresAt.toISOString(), lastUsedAt: null };
}

/** Fails with identity.token_not_found. */
export async function revokeToken(workings: IdentityWorkings, ctx: GlobalCtx, tokenId: string): Promise<void> {
  const accountId = ownAccountId(ctx);
  const memberships = await workings.directory.membershipsOf(ctx, accountId);
  await ctx.tx(async (tx) => {
    if ((await revoke(tx, accountId, tokenId)) === 0) throw identityErrors.token_not_found();
    recordInEach(tx, memberships, 'api_token_revoked', accountId, { token: tokenId });
  });
  workings.forgetProofs(ctx);
}
