/** The doors of identity: set-up, sign-in, one's own account, invitations, password reset. */
import { Type } from 'typebox';
import type { IncomingHttpHeaders } from 'node:http';
import { accountIds, uuidPattern } from '../../kernel/ids/index.ts';
import { globalRoute, JsonReply, organizationRoute, type GlobalCtx, type Route } from '../../kernel/service/index.ts';
import { directoryErrors, type Account } from '../directory/index.ts';
import { identityErrors } from './errors.ts';
import { readPendingInvitations, type Invitation } from './identity-store.ts';
import { acceptInvitation, invite, resendInvitation, revokeInvitation, viewInvitation } from './invitations.ts';
import { changePassword, createToken, endSessions, listSessions, listTokens, ownAccountId, revokeToken, tokenScopes } from './own-account.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';
import { describeMe } from './describe-me.ts';
import { endedSessionCookie } from './session-cookie.ts';
import { setUp, setupNeeded } from './set-up.ts';
import { signIn, signOut, type Client } from './sign-in.ts';
import type { IdentityWorkings } from './workings.ts';

const Email = Type.String({ minLength: 3, maxLength: 254 });
const Password = Type.String({ minLength: 1, maxLength: 1000 });
const PersonName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
const Locale = Type.Union([Type.Literal('en'), Type.Literal('fr'), Type.Literal('de')]);
const Theme = Type.Union([Type.Literal('light'), Type.Literal('dark'), Type.Literal('auto')]);
const Role = Type.Union([Type.Literal('admin'), Type.Literal('member'), Type.Literal('guest')]);
const AccountView = Type.Object({ id: Type.String(), email: Type.String(), name: Type.String(), locale: Locale, timeZone: Type.String(), theme: Theme, operator: Type.Boolean() });
const Uuid = Type.String({ pattern: uuidPattern.source });
const Secret = Type.Object({ secret: Type.String({ minLength: 20, maxLength: 100 }) });

function accountView(account: Account): Type.Static<typeof AccountView> {
  return { id: accountIds.format(account.id), email: account.email, name: account.name, locale: account.locale, timeZone: account.timeZone, theme: account.theme, operator: account.operator };
}

const clientOf = (ctx: GlobalCtx, headers: IncomingHttpHeaders): Client => ({ address: ctx.actor.address ?? '', userAgent: headers['user-agent'] ?? '' });

export function createIdentityRoutes(workings: IdentityWorkings): readonly Route[] {
  return [...publicRoutes(workings), ...linkRoutes(workings), ...selfRoutes(workings), ...sessionRoutes(workings), ...tokenRoutes(workings), ...invitationRoutes(workings)];
}

function publicRoutes(workings: IdentityWorkings): readonly Route[] {
  return [
    globalRoute({
      method: 'GET', path: '/state', summary: 'Whether this installation is set up', permission: 'identity.public', replies: { 200: Type.Object({ ready: Type.Boolean(), setupNeeded: Type.Boolean() }) },
      handle: async (ctx) => ({ ready: true, setupNeeded: await setupNeeded(ctx) }),
    }),
    globalRoute({
      method: 'POST', path: '/setup', summary: 'First run: the first account, organization and site', permission: 'identity.public', effect: 'write', audit: 'platform_set_up',
      body: Type.Object({ setupCode: Type.String({ minLength: 8, maxLength: 200 }), email: Email, name: PersonName, password: Password, organizationName: PersonName, siteName: PersonName, siteSlug: Type.String({ minLength: 1, maxLength: 63 }), locale: Type.Optional(Locale) }),
      replies: { 201: Type.Object({ account: AccountView, organization: Type.String(), site: Type.String() }) },
      errors: [identityErrors.setup_done, identityErrors.setup_code_wrong, identityErrors.password_weak, directoryErrors.email_invalid],
      handle: async (ctx, { body, headers }) => {
        const done = await setUp(workings, ctx, body, clientOf(ctx, headers));
        return new JsonReply(201, { account: accountView(done.account), organization: done.organization, site: done.site }, { 'set-cookie': done.cookie });
      },
    }),
    globalRoute({
      method: 'POST', path: '/session', summary: 'Sign in', permission: 'identity.public', effect: 'write', audit: ['user_login', 'user_login_failed'],
      body: Type.Object({ email: Type.String({ maxLength: 400 }), password: Password }), replies: { 200: Type.Object({ account: AccountView }) },
      errors: [identityErrors.sign_in_refused, identityErrors.too_many_attempts, identityErrors.busy],
      handle: async (ctx, { body, headers }) => {
        const done = await signIn(workings, ctx, body, clientOf(ctx, headers));
        return new JsonReply(200, { account: accountView(done.account) }, { 'set-cookie': done.cookie });
      },
    }),
    globalRoute({
      method: 'DELETE', path: '/session', summary: 'Sign out', permission: 'identity.public', effect: 'write', audit: 'user_logout', replies: { 204: null },
      handle: async (ctx) => {
        await signOut(workings, ctx);
        return new JsonReply(204, null, { 'set-cookie': endedSessionCookie(workings.settings.publicUrl.startsWith('https:')) });
      },
    }),
    globalRoute({
      method: 'POST', path: '/password-reset', summary: 'Ask for a mail to set a new password', permission: 'identity.public', effect: 'write', audit: 'user_password_reset_requested', body: Type.Object({ email: Email }), replies: { 202: null },
      errors: [identityErrors.too_many_attempts, directoryErrors.email_invalid],
      handle: async (ctx, { body, headers }) => requestPasswordReset(workings, ctx, body.email, clientOf(ctx, headers)),
    }),
    globalRoute({
      method: 'POST', path: '/password-reset/:secret', summary: 'Set a new password with the link of the mail', permission: 'identity.public', effect: 'write', audit: 'user_password_reset', params: Secret, body: Type.Object({ password: Password }), replies: { 204: null },
      errors: [identityErrors.link_invalid, identityErrors.password_weak], handle: async (ctx, { params, body }) => resetPassword(workings, ctx, params.secret, body.password),
    }),
  ];
}

function linkRoutes(workings: IdentityWorkings): readonly Route[] {
  return [
    globalRoute({
      method: 'GET', path: '/invitations/:secret', summary: 'What an invitation is for', permission: 'identity.public', params: Secret,
      replies: { 200: Type.Object({ email: Type.String(), organizationName: Type.String(), expiresAt: Type.String(), accountExists: Type.Boolean() }) }, errors: [identityErrors.link_invalid],
      handle: async (ctx, { params }) => viewInvitation(workings, ctx, params.secret),
    }),
    globalRoute({
      method: 'POST', path: '/invitations/:secret/accept', summary: 'Accept an invitation', permission: 'identity.public', effect: 'write', audit: 'user_invitation_accepted', params: Secret,
      body: Type.Object({ name: Type.Optional(PersonName), password: Password, locale: Type.Optional(Locale) }), replies: { 200: Type.Object({ account: AccountView }) },
      errors: [identityErrors.link_invalid, identityErrors.password_weak, identityErrors.sign_in_refused],
      handle: async (ctx, { params, body, headers }) => {
        const done = await acceptInvitation(workings, ctx, params.secret, body, clientOf(ctx, headers));
        return new JsonReply(200, { account: accountView(done.account) }, { 'set-cookie': done.cookie });
      },
    }),
  ];
}

function selfRoutes(workings: IdentityWorkings): readonly Route[] {
  return [
    globalRoute({
      method: 'GET', path: '/me', summary: 'Who I am and where I belong', permission: 'identity.self.read', replies: { 200: Type.Object({}) },
      handle: async (ctx) => describeMe(workings, ctx, accountView),
    }),
    globalRoute({
      method: 'PATCH', path: '/me', summary: 'Change my name, language, time zone or theme', permission: 'identity.self.edit', effect: 'write', audit: 'user_profile_updated',
      body: Type.Object({ name: Type.Optional(PersonName), locale: Type.Optional(Locale), timeZone: Type.Optional(Type.String({ maxLength: 60 })), theme: Type.Optional(Theme) }), replies: { 200: Type.Object({}) },
      handle: async (ctx, { body }) => {
        await workings.directory.changeAccount(ctx, ownAccountId(ctx), body.timeZone === undefined ? body : { ...body, timeZone: knownTimeZone(body.timeZone) });
        workings.forgetProofs(ctx);
        return describeMe(workings, ctx, accountView);
      },
    }),
    globalRoute({
      method: 'POST', path: '/me/password', summary: 'Change my password; other sessions end', permission: 'identity.self.edit', effect: 'write', audit: 'user_password_changed', body: Type.Object({ current: Password, next: Password }), replies: { 204: null },
      errors: [identityErrors.password_wrong, identityErrors.password_weak], handle: async (ctx, { body }) => changePassword(workings, ctx, body),
    }),
  ];
}

/** Fails with request.invalid for a zone that this runtime's IANA data does not know. */
function knownTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch (error) {
    throw identityErrors.time_zone_unknown({ errors: [{ field: 'timeZone', code: 'time_zone_unknown', message: 'is not an IANA time zone' }] }, error);
  }
}

const SessionView = Type.Object({ id: Type.String(), createdAt: Type.String(), lastSeenAt: Type.String(), expiresAt: Type.String(), address: Type.String(), userAgent: Type.String(), current: Type.Boolean() });

function sessionRoutes(workings: IdentityWorkings): readonly Route[] {
  return [
    globalRoute({
      method: 'GET', path: '/me/sessions', summary: 'Where I am signed in', permission: 'identity.self.read', replies: { 200: Type.Object({ items: Type.Array(SessionView) }) },
      handle: async (ctx) => ({ items: await listSessions(ctx) }),
    }),
    globalRoute({
      method: 'DELETE', path: '/me/sessions', summary: 'End all my other sessions', permission: 'identity.self.edit', effect: 'write', audit: 'user_sessions_revoked', replies: { 204: null },
      handle: async (ctx) => endSessions(workings, ctx, null),
    }),
    globalRoute({
      method: 'DELETE', path: '/me/sessions/:session', summary: 'End one of my sessions', permission: 'identity.self.edit', effect: 'write', audit: 'user_sessions_revoked', params: Type.Object({ session: Uuid }), replies: { 204: null },
      errors: [identityErrors.session_not_found], handle: async (ctx, { params }) => endSessions(workings, ctx, params.session),
    }),
  ];
}

const TokenView = Type.Object({ id: Type.String(), label: Type.String(), scopes: Type.Array(Type.String()), createdAt: Type.String(), expiresAt: Type.String(), lastUsedAt: Type.Union([Type.String(), Type.Null()]) });

function tokenRoutes(workings: IdentityWorkings): readonly Route[] {
  return [
    globalRoute({
      method: 'GET', path: '/me/tokens', summary: 'My API tokens', permission: 'identity.self.read', replies: { 200: Type.Object({ items: Type.Array(TokenView) }) },
      handle: async (ctx) => ({ items: await listTokens(ctx) }),
    }),
    globalRoute({
      method: 'POST', path: '/me/tokens', summary: 'Make an API token; its secret is shown this once', permission: 'identity.self.edit', effect: 'write', audit: 'api_token_created',
      body: Type.Object({ label: PersonName, scopes: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: tokenScopes.length }), expiresInDays: Type.Integer({ minimum: 1, maximum: 365 }) }),
      replies: { 201: Type.Object({ ...TokenView.properties, token: Type.String() }) }, errors: [identityErrors.token_limit, identityErrors.scope_unknown],
      handle: async (ctx, { body }) => createToken(workings, ctx, body),
    }),
    globalRoute({
      method: 'DELETE', path: '/me/tokens/:token', summary: 'Revoke one of my API tokens', permission: 'identity.self.edit', effect: 'write', audit: 'api_token_revoked', params: Type.Object({ token: Uuid }), replies: { 204: null },
      errors: [identityErrors.token_not_found], handle: async (ctx, { params }) => revokeToken(workings, ctx, params.token),
    }),
  ];
}

const InvitationParams = Type.Object({ invitation: Uuid });
const InvitationItem = Type.Object({ id: Type.String(), email: Type.String(), role: Role, createdAt: Type.String(), expiresAt: Type.String() });
const invitationView = (one: Invitation) => ({ id: one.id, email: one.email, role: one.role, createdAt: one.createdAt.toISOString(), expiresAt: one.expiresAt.toISOString() });

function invitationRoutes(workings: IdentityWorkings): readonly Route[] {
  const Invitations = Type.Object({ items: Type.Array(InvitationItem) });
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/invitations', summary: 'Pending invitations', permission: 'identity.invitation.read', replies: { 200: Invitations },
      handle: async (ctx) => ({ items: (await ctx.read(readPendingInvitations)).map(invitationView) }),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/invitations', summary: 'Invite people by e-mail', permission: 'identity.invitation.manage', effect: 'write', audit: 'user_invitation_sent',
      body: Type.Object({
        emails: Type.Array(Email, { minItems: 1, maxItems: 100 }), role: Type.Optional(Role), sites: Type.Optional(Type.Array(Type.Object({ site: Type.String(), role: Role, product: Type.Optional(Type.Union([Type.Literal('tracker'), Type.Literal('wiki')])) }), { maxItems: 100 })), groups: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
      }),
      replies: { 201: Invitations }, errors: [identityErrors.already_member, directoryErrors.email_invalid, directoryErrors.above_you],
      handle: async (ctx, { body }) => ({ items: (await invite(workings, ctx, { emails: body.emails, role: body.role ?? 'member', sites: body.sites ?? [], groups: body.groups ?? [] })).map(invitationView) }),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/invitations/:invitation/resend', summary: 'Send an invitation again', permission: 'identity.invitation.manage', effect: 'write', audit: 'user_invitation_resent', params: InvitationParams, replies: { 202: null },
      errors: [identityErrors.invitation_not_found], handle: async (ctx, { params }) => resendInvitation(ctx, params.invitation),
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/invitations/:invitation', summary: 'Take an invitation back', permission: 'identity.invitation.manage', effect: 'write', audit: 'user_invitation_revoked', params: InvitationParams, replies: { 204: null },
      errors: [identityErrors.invitation_not_found], handle: async (ctx, { params }) => revokeInvitation(ctx, params.invitation),
    }),
  ];
}
