/**
 * Inviting people by e-mail. The invitation commits with an event; when the event is delivered the secret of the
 * link is made, its hash stored and the mail sent, so that the secret never waits anywhere.
 */
import { accountIds, groupIds, newUuid, organizationIds, siteIds, type OrganizationId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type GlobalCtx, type OrganizationCtx, type OrganizationRole, type ProductType } from '../../kernel/service/index.ts';
import type { DeliveredEvent } from '../../kernel/outbox/index.ts';
import { normaliseEmail, type Account, type Locale } from '../directory/index.ts';
import { identityErrors } from './errors.ts';
import { endInvitation, findLink, insertInvitation, putPassword, readInvitation, readPassword, renewInvitation, replaceLink, useLink, type Invitation } from './identity-store.ts';
import { invitationMail } from './mails.ts';
import { checkPassword } from './passwords.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { beginSession, type Client } from './sign-in.ts';
import type { IdentityWorkings } from './workings.ts';

const validMs = 7 * 86_400_000;
export const invitationTopic = 'identity.invitation-requested';

export interface NewInvitations {
  readonly emails: readonly string[];
  readonly role: OrganizationRole;
  readonly sites: readonly { readonly site: string; readonly role: OrganizationRole; readonly product?: ProductType }[];
  readonly groups: readonly string[];
}

/** Invites each address once; one that is invited already gets its mail again. Fails with directory.email_invalid, directory.above_you, identity.already_member, id.malformed. */
export async function invite(workings: IdentityWorkings, ctx: OrganizationCtx, wanted: NewInvitations): Promise<Invitation[]> {
  const known = new Set(workings.places.sitesOf(ctx.organizationId).map((site) => site.siteId));
  const sites = wanted.sites.map((grant) => ({ ...grant, site: siteIds.parse(grant.site) })).filter((grant) => known.has(grant.site));
  const groups = wanted.groups.map((group) => groupIds.parse(group));
  await workings.directory.refuseAboveYou(ctx, { role: wanted.role, groups, sites: sites.map(({ site, ...grant }) => ({ ...grant, siteId: site })) });
  const emails = [...new Set(wanted.emails.map(normaliseEmail))];
  const expiresAt = new Date(ctx.now.getTime() + validMs);
  for (const email of emails) {
    if ((await workings.directory.people.byEmail(ctx.organizationId, email)) !== undefined) throw identityErrors.already_member({ detail: email });
  }
  return ctx.tx(async (tx) => {
    const made: Invitation[] = [];
    for (const email of emails) {
      const invitation: Invitation = { id: newUuid(ctx.now.getTime()), email, role: wanted.role, sites, groups, invitedBy: ctx.actor.accountId, createdAt: ctx.now, expiresAt, state: 'pending' };
      if (!(await insertInvitation(tx, ctx.organizationId, invitation))) continue;
      made.push(invitation);
      tx.emit({ topic: invitationTopic, payload: { organizationId: ctx.organizationId, invitationId: invitation.id } });
    }
    if (made.length > 0) {
      tx.record({ action: 'user_invitation_sent', target: { kind: 'invitation', id: made.map((one) => one.id).join(' '), name: made.map((one) => one.email).join(', ') }, after: { role: wanted.role, sites, groups } });
    }
    return made;
  });
}

/** Sends the mail of a pending invitation again with a new link. Fails with identity.invitation_not_found. */
export async function resendInvitation(ctx: OrganizationCtx, invitationId: string): Promise<void> {
  await ctx.tx(async (tx) => {
    if ((await renewInvitation(tx, invitationId, new Date(ctx.now.getTime() + validMs))) === 0) throw identityErrors.invitation_not_found();
    tx.emit({ topic: invitationTopic, payload: { organizationId: ctx.organizationId, invitationId } });
    tx.record({ action: 'user_invitation_resent', target: { kind: 'invitation', id: invitationId } });
  });
}

/** Takes a pending invitation back. Fails with identity.invitation_not_found. */
export async function revokeInvitation(ctx: OrganizationCtx, invitationId: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const invitation = await readInvitation(tx, invitationId);
    if (invitation === undefined || (await endInvitation(tx, invitationId, 'revoked')) === 0) throw identityErrors.invitation_not_found();
    tx.record({ action: 'user_invitation_revoked', target: { kind: 'invitation', id: invitationId, name: invitation.email } });
  });
}

/** Outbox handler: makes the link and sends the mail. A second delivery makes a new link; the first one's stops working. */
export async function sendInvitation(workings: IdentityWorkings, event: DeliveredEvent): Promise<void> {
  const organizationId = organizationIds.fromUuid(String(event.payload['organizationId']));
  const invitationId = String(event.payload['invitationId']);
  const facts = systemFacts(systemActor, workings.clock.now(), new AbortController().signal);
  const invitation = await workings.contexts.organization('identity', facts, organizationId, noAccess).read((tx) => readInvitation(tx, invitationId));
  if (invitation === undefined || invitation.state !== 'pending') return;
  const organization = await workings.places.organizationName(organizationId);
  const global = workings.contexts.global('identity', facts);
  const inviter = invitation.invitedBy === null ? undefined : await workings.directory.accountById(global, invitation.invitedBy);
  const secret = newSecret();
  await global.tx((tx) => replaceLink(tx, { secret_hash: hashSecret(secret), kind: 'invitation', organization_id: organizationId, subject_id: invitationId, expires_at: invitation.expiresAt, used_at: null }));
  await workings.mailer.send(invitationMail({
    to: invitation.email, locale: inviter?.locale ?? 'en', organization: organization?.name ?? '', inviter: inviter?.name ?? null,
    link: `${workings.settings.publicUrl}/invitation/${secret}`, expiresAt: invitation.expiresAt,
  }));
}

interface OpenInvitation {
  readonly organizationId: OrganizationId;
  readonly invitation: Invitation;
  readonly account: Account | undefined;
}

/** Fails with identity.link_invalid. */
async function openLink(workings: IdentityWorkings, ctx: GlobalCtx, secret: string): Promise<OpenInvitation> {
  const link = await ctx.read((tx) => findLink(tx, 'invitation', hashSecret(secret)));
  if (link?.organization_id === undefined || link.organization_id === null) throw identityErrors.link_invalid();
  const organizationId = link.organization_id;
  const invitation = await workings.contexts.organization('identity', ctx, organizationId, noAccess).read((tx) => readInvitation(tx, link.subject_id));
  if (invitation === undefined || invitation.state !== 'pending' || invitation.expiresAt <= ctx.now) throw identityErrors.link_invalid();
  return { organizationId, invitation, account: await workings.directory.accountByEmail(ctx, invitation.email) };
}

export interface InvitationView {
  readonly email: string;
  readonly organizationName: string;
  readonly expiresAt: string;
  readonly accountExists: boolean;
}

export async function viewInvitation(workings: IdentityWorkings, ctx: GlobalCtx, secret: string): Promise<InvitationView> {
  const { organizationId, invitation, account } = await openLink(workings, ctx, secret);
  const organization = await workings.places.organizationName(organizationId);
  return { email: invitation.email, organizationName: organization?.name ?? '', expiresAt: invitation.expiresAt.toISOString(), accountExists: account !== undefined };
}

/**
 * Accepts: a new person gives name and password, a known one their password. Fails with identity.link_invalid,
 * identity.password_weak, identity.sign_in_refused.
 */
export async function acceptInvitation(workings: IdentityWorkings, ctx: GlobalCtx, secret: string, answer: { readonly name?: string; readonly password: string; readonly locale?: Locale }, client: Client): Promise<{ account: Account; cookie: string }> {
  const { organizationId, invitation, account: known } = await openLink(workings, ctx, secret);
  if (known === undefined) checkPassword(answer.password, invitation.email);
  else if (known.state !== 'active' || !(await workings.passwords.matches(await ctx.read((tx) => readPassword(tx, known.id)), answer.password))) {
    // The account may be half made by somebody who was quicker with the same link: then it is the link that is not valid any more.
    await openLink(workings, ctx, secret);
    throw identityErrors.sign_in_refused();
  }
  const hash = known === undefined ? await workings.passwords.hash(answer.password) : undefined;
  const account: Account = known ?? {
    id: accountIds.make(), email: invitation.email, name: answer.name?.trim() === undefined || answer.name.trim() === '' ? invitation.email.split('@')[0] ?? '' : answer.name.trim(),
    state: 'active', operator: false, locale: answer.locale ?? 'en', timeZone: 'UTC', theme: 'auto',
  };
  // Whoever uses the link first wins; everything after may run again for the same person without harm.
  if ((await ctx.tx((tx) => useLink(tx, hashSecret(secret)))) === 0) throw identityErrors.link_invalid();
  if (known === undefined) await workings.directory.createAccount(ctx, account);
  const actor = { ...ctx.actor, kind: 'account' as const, accountId: account.id };
  const organizationCtx = workings.contexts.organization('identity', { ...ctx, actor }, organizationId, noAccess);
  await workings.directory.join(organizationCtx, {
    accountId: account.id, role: invitation.role, groups: invitation.groups.map((id) => groupIds.fromUuid(id)), sites: invitation.sites.map(({ site, ...grant }) => ({ ...grant, siteId: siteIds.fromUuid(site) })),
  });
  await organizationCtx.tx((tx) => endInvitation(tx, invitation.id, 'accepted'));
  const cookie = await ctx.tx(async (tx) => {
    if (hash !== undefined) await putPassword(tx, account.id, hash);
    tx.record({ action: 'user_invitation_accepted', target: { kind: 'account', id: accountIds.format(account.id), name: invitation.email }, actorId: account.id, organizationId, after: { role: invitation.role } });
    return beginSession(workings, tx, account.id, client);
  });
  return { account, cookie };
}
