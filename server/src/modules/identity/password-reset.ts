/** Forgotten passwords: the answer is the same whether the address is known or not, and so is the time it takes. */
import { accountIds, type AccountId } from '../../kernel/ids/index.ts';
import { systemActor, systemFacts, type GlobalCtx } from '../../kernel/service/index.ts';
import type { DeliveredEvent } from '../../kernel/outbox/index.ts';
import { normaliseEmail } from '../directory/index.ts';
import { identityErrors } from './errors.ts';
import { countFailure, findLink, putPassword, readThrottle, replaceLink, revokeSessions, useLink } from './identity-store.ts';
import { passwordResetMail } from './mails.ts';
import { checkPassword } from './passwords.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { recordInEach, type Client } from './sign-in.ts';
import type { IdentityWorkings } from './workings.ts';

const validMs = 3_600_000;
const freeRequests = 5;
export const passwordResetTopic = 'identity.password-reset-requested';

/** Asks for a reset mail; limited per address asked for and per source. Fails with identity.too_many_attempts. */
export async function requestPasswordReset(workings: IdentityWorkings, ctx: GlobalCtx, email: string, client: Client): Promise<void> {
  const normalised = normaliseEmail(email);
  const subjects = [`reset ${normalised}`, `reset address ${client.address}`];
  const blocked = (await ctx.read((tx) => readThrottle(tx, subjects))).some((row) => new Date(row.blocked_until).getTime() > ctx.now.getTime());
  if (blocked) throw identityErrors.too_many_attempts({ retryAfterSeconds: 900 });
  const account = await workings.directory.accountByEmail(ctx, normalised);
  const memberships = await workings.directory.membershipsOf(ctx, account?.id ?? accountIds.make());
  await ctx.tx(async (tx) => {
    await countFailure(tx, subjects[0] ?? '', freeRequests);
    await countFailure(tx, subjects[1] ?? '', freeRequests * 10);
    // An event in both cases, so that a known address takes no longer than an unknown one.
    tx.emit({ topic: passwordResetTopic, payload: { accountId: account?.id ?? null } });
    if (account !== undefined) recordInEach(tx, memberships, 'user_password_reset_requested', account.id);
  });
}

/** Outbox handler. */
export async function sendPasswordReset(workings: IdentityWorkings, event: DeliveredEvent): Promise<void> {
  const id = event.payload['accountId'];
  if (typeof id !== 'string') return;
  const ctx = workings.contexts.global('identity', systemFacts(systemActor, workings.clock.now(), new AbortController().signal));
  const account = await workings.directory.accountById(ctx, accountIds.fromUuid(id));
  if (account === undefined || account.state !== 'active') return;
  const secret = newSecret();
  const expiresAt = new Date(workings.clock.now().getTime() + validMs);
  await ctx.tx((tx) => replaceLink(tx, { secret_hash: hashSecret(secret), kind: 'password-reset', organization_id: null, subject_id: account.id, expires_at: expiresAt, used_at: null }));
  await workings.mailer.send(passwordResetMail({ to: account.email, locale: account.locale, link: `${workings.settings.publicUrl}/password-reset/${secret}` }));
}

/** Sets a new password with the link's secret and ends every session. Fails with identity.link_invalid, identity.password_weak. */
export async function resetPassword(workings: IdentityWorkings, ctx: GlobalCtx, secret: string, password: string): Promise<void> {
  const link = await ctx.read((tx) => findLink(tx, 'password-reset', hashSecret(secret)));
  const accountId: AccountId | undefined = link === undefined ? undefined : accountIds.fromUuid(link.subject_id);
  const account = accountId === undefined ? undefined : await workings.directory.accountById(ctx, accountId);
  if (account === undefined || account.state !== 'active') throw identityErrors.link_invalid();
  checkPassword(password, account.email);
  const hash = await workings.passwords.hash(password);
  const memberships = await workings.directory.membershipsOf(ctx, account.id);
  await ctx.tx(async (tx) => {
    if ((await useLink(tx, hashSecret(secret))) === 0) throw identityErrors.link_invalid();
    await putPassword(tx, account.id, hash);
    await revokeSessions(tx, account.id, {});
    recordInEach(tx, memberships, 'user_password_reset', account.id);
  });
  workings.forgetProofs(ctx);
}
