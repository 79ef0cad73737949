/**
 * Signing in and out. Every attempt that fails counts against the address and against the account named, known or
 * not; both slow down. The answer never tells which part was wrong.
 */
import { accountIds, newUuid, type AccountId } from '../../kernel/ids/index.ts';
import type { GlobalCtx } from '../../kernel/service/index.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { normaliseEmail, type Account, type Membership } from '../directory/index.ts';
import { identityErrors } from './errors.ts';
import { clearThrottle, countFailure, insertSession, readPassword, readThrottle, revokeSessions } from './identity-store.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { sessionCookie } from './session-cookie.ts';
import type { IdentityWorkings } from './workings.ts';

export interface Client {
  readonly address: string;
  readonly userAgent: string;
}

export interface SignedIn {
  readonly account: Account;
  readonly cookie: string;
}

/** Fails with identity.sign_in_refused, identity.too_many_attempts, identity.busy. */
export async function signIn(workings: IdentityWorkings, ctx: GlobalCtx, proof: { readonly email: string; readonly password: string }, client: Client): Promise<SignedIn> {
  const email = readableEmail(proof.email);
  const { signInsUnderWay, settings } = workings;
  const underWay = signInsUnderWay.get(email) ?? 0;
  if (underWay >= settings.freeFailures.account) throw identityErrors.too_many_attempts({ retryAfterSeconds: 1 });
  signInsUnderWay.set(email, underWay + 1);
  try {
    return await checkAndBegin(workings, ctx, { email, password: proof.password }, client);
  } finally {
    const left = (signInsUnderWay.get(email) ?? 1) - 1;
    if (left > 0) signInsUnderWay.set(email, left);
    else signInsUnderWay.delete(email);
  }
}

async function checkAndBegin(workings: IdentityWorkings, ctx: GlobalCtx, { email, password }: { readonly email: string; readonly password: string }, client: Client): Promise<SignedIn> {
  const subjects = [`account ${email}`, `address ${client.address}`];
  await refuseWhenBlocked(ctx, subjects);
  const account = await workings.directory.accountByEmail(ctx, email);
  const stored = account === undefined ? undefined : await ctx.read((tx) => readPassword(tx, account.id));
  const right = await workings.passwords.matches(stored, password);
  const memberships = account === undefined ? [] : await workings.directory.membershipsOf(ctx, account.id);
  if (!right || account === undefined || account.state !== 'active' || (memberships.length === 0 && !account.operator)) {
    await ctx.tx(async (tx) => {
      await countFailure(tx, subjects[0] ?? '', workings.settings.freeFailures.account);
      await countFailure(tx, subjects[1] ?? '', workings.settings.freeFailures.address);
      if (account !== undefined) recordInEach(tx, memberships, 'user_login_failed', account.id);
    });
    throw identityErrors.sign_in_refused();
  }
  return ctx.tx(async (tx) => {
    await clearThrottle(tx, subjects[0] ?? '');
    const cookie = await beginSession(workings, tx, account.id, client);
    recordInEach(tx, memberships, 'user_login', account.id);
    return { account, cookie };
  });
}

/** An address that nobody could have is answered like a wrong password. */
function readableEmail(text: string): string {
  try {
    return normaliseEmail(text);
  } catch (error) {
    throw identityErrors.sign_in_refused({}, error);
  }
}

async function refuseWhenBlocked(ctx: GlobalCtx, subjects: readonly string[]): Promise<void> {
  const until = Math.max(0, ...(await ctx.read((tx) => readThrottle(tx, subjects))).map((row) => new Date(row.blocked_until).getTime()).filter((ms) => Number.isFinite(ms)));
  if (until > ctx.now.getTime()) throw identityErrors.too_many_attempts({ retryAfterSeconds: (until - ctx.now.getTime()) / 1000 });
}

/** One record in the log of each organization that the person belongs to; in the platform's own when there is none. */
export function recordInEach(tx: Tx, memberships: readonly Membership[], action: string, accountId: AccountId, after?: unknown): void {
  const event = { action, target: { kind: 'account', id: accountIds.format(accountId) }, actorId: accountId, ...(after === undefined ? {} : { after }) };
  if (memberships.length === 0) tx.record(event);
  for (const membership of memberships) tx.record({ ...event, organizationId: membership.organizationId });
}

/** Makes a session and returns its cookie; its secret exists nowhere else. */
export async function beginSession(workings: IdentityWorkings, tx: Tx, accountId: AccountId, client: Client): Promise<string> {
  const secret = newSecret();
  const expiresAt = new Date(tx.now.getTime() + workings.settings.sessionAbsoluteMinutes * 60_000);
  await insertSession(tx, { sessionId: newUuid(tx.now.getTime()), tokenHash: hashSecret(secret), accountId, expiresAt, address: client.address, userAgent: client.userAgent.slice(0, 400) });
  return sessionCookie(secret, expiresAt, workings.settings.publicUrl.startsWith('https:'));
}

/** Ends the session that the request came with; without one nothing happens. */
export async function signOut(workings: IdentityWorkings, ctx: GlobalCtx): Promise<void> {
  const { accountId, via } = ctx.actor;
  if (accountId === null || via.kind !== 'session' || via.id === null) return;
  const memberships = await workings.directory.membershipsOf(ctx, accountId);
  const sessionId = via.id;
  await ctx.tx(async (tx) => {
    if ((await revokeSessions(tx, accountId, { only: sessionId })) > 0) recordInEach(tx, memberships, 'user_logout', accountId);
  });
  workings.forgetProofs(ctx);
}
