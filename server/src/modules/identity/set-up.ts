/**
 * First run: a code in a file that only the operator can read opens set-up once. It makes the first account, an
 * operator and administrator, its organization and its first site.
 */
import { accountIds, organizationIds, siteIds } from '../../kernel/ids/index.ts';
import { noAccess, type GlobalCtx } from '../../kernel/service/index.ts';
import { timingSafeEqual } from 'node:crypto';
import { normaliseEmail, type Account, type Locale } from '../directory/index.ts';
import { identityErrors } from './errors.ts';
import { finishSetup, putPassword, putSetupCode, readSetup } from './identity-store.ts';
import { checkPassword } from './passwords.ts';
import { hashSecret } from './secrets.ts';
import { beginSession, type Client } from './sign-in.ts';
import type { IdentityWorkings } from './workings.ts';

export interface SetUp {
  readonly setupCode: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly organizationName: string;
  readonly siteName: string;
  readonly siteSlug: string;
  readonly locale?: Locale;
}

export async function setupNeeded(ctx: GlobalCtx): Promise<boolean> {
  return (await ctx.read(readSetup))?.done_at === null;
}

/** Registers the code that the set-up file shows; false when set-up was done already. */
export async function offerSetup(ctx: GlobalCtx, code: string): Promise<boolean> {
  return (await ctx.tx((tx) => putSetupCode(tx, hashSecret(code)))) === 1;
}

/** Fails with identity.setup_done, identity.setup_code_wrong, identity.password_weak, directory.email_invalid, tenancy.slug_…. */
export async function setUp(workings: IdentityWorkings, ctx: GlobalCtx, wanted: SetUp, client: Client): Promise<{ account: Account; organization: string; site: string; cookie: string }> {
  const setup = await ctx.read(readSetup);
  if (setup === undefined || setup.done_at !== null) throw identityErrors.setup_done();
  if (!timingSafeEqual(hashSecret(wanted.setupCode.trim()), setup.code_hash)) throw identityErrors.setup_code_wrong();
  const email = normaliseEmail(wanted.email);
  checkPassword(wanted.password, email);
  const hash = await workings.passwords.hash(wanted.password);
  // A first attempt that stopped half-way (an address that was refused, say) left its account: it is taken up again.
  const before = await workings.directory.accountByEmail(ctx, email);
  const account: Account = before ?? { id: accountIds.make(), email, name: wanted.name.trim(), state: 'active', operator: true, locale: wanted.locale ?? 'en', timeZone: 'UTC', theme: 'auto' };
  if (before === undefined) await workings.directory.createAccount(ctx, account);
  const actor = { ...ctx.actor, kind: 'account' as const, accountId: account.id, operator: true };
  const facts = { requestId: ctx.requestId, now: ctx.now, signal: ctx.signal, actor };
  const organizationId = await workings.firstPlaces.createOrganization({ ...facts, service: 'identity' }, { name: wanted.organizationName, slug: wanted.siteSlug });
  const organizationCtx = workings.contexts.organization('identity', facts, organizationId, noAccess);
  await workings.directory.join(organizationCtx, { accountId: account.id, role: 'admin', sites: [], groups: [] });
  const siteId = await workings.firstPlaces.createSite(workings.contexts.organization('tenancy', facts, organizationId, noAccess), { name: wanted.siteName, slug: wanted.siteSlug });
  const cookie = await ctx.tx(async (tx) => {
    if ((await finishSetup(tx)) === 0) throw identityErrors.setup_done();
    await putPassword(tx, account.id, hash);
    tx.record({ action: 'platform_set_up', target: { kind: 'account', id: accountIds.format(account.id) }, actorId: account.id, organizationId });
    return beginSession(workings, tx, account.id, client);
  });
  return { account, organization: organizationIds.format(organizationId), site: siteIds.format(siteId), cookie };
}
