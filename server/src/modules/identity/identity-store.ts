/** The rows of identity: the only file that names `identity.*`. */
import { queries, type ReadTx, type Tx } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId } from '../../kernel/ids/index.ts';
import type { OrganizationRole, ProductType } from '../../kernel/service/index.ts';

const addressColumn = { table: 'identity.session', column: 'address' };
const userAgentColumn = { table: 'identity.session', column: 'user_agent' };
const labelColumn = { table: 'identity.token', column: 'label' };
const invitationEmail = { table: 'identity.invitation', column: 'email' };
const throttleSubject = { table: 'identity.throttle', column: 'subject' };

export interface SessionRow {
  readonly session_id: string;
  readonly token_hash: Buffer;
  readonly previous_hash: Buffer | null;
  readonly account_id: AccountId;
  readonly created_at: Date;
  readonly rotated_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly address: Buffer;
  readonly user_agent: Buffer;
  readonly revoked_at: Date | null;
}
export interface TokenRow {
  readonly token_id: string;
  readonly account_id: AccountId;
  readonly secret_hash: Buffer;
  readonly label: Buffer;
  readonly scopes: readonly string[];
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}
interface InvitationRow {
  readonly organization_id: OrganizationId;
  readonly invitation_id: string;
  readonly email: Buffer;
  readonly email_token: Buffer;
  readonly role: OrganizationRole;
  readonly sites: readonly { readonly site: string; readonly role: OrganizationRole; readonly product?: ProductType }[];
  readonly groups: readonly string[];
  readonly invited_by: AccountId | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly state: 'pending' | 'accepted' | 'revoked';
}
export interface LinkRow {
  readonly secret_hash: Buffer;
  readonly kind: 'invitation' | 'password-reset';
  readonly organization_id: OrganizationId | null;
  readonly subject_id: string;
  readonly expires_at: Date;
  readonly used_at: Date | null;
}
interface Tables {
  'identity.password': { account_id: AccountId; hash: string; changed_at: Date };
  'identity.session': SessionRow;
  'identity.token': TokenRow;
  'identity.invitation': InvitationRow;
  'identity.link': LinkRow;
  'identity.setup': { single: boolean; code_hash: Buffer; done_at: Date | null };
}
const q = queries<Tables>();

// Passwords

export const readPassword = async (tx: ReadTx, accountId: AccountId): Promise<string | undefined> =>
  (await tx.row(q.selectFrom('identity.password').select('hash').where('account_id', '=', accountId)))?.hash;

export const putPassword = (tx: Tx, accountId: AccountId, hash: string) => tx.changeSql(
  'insert into identity.password (account_id, hash, changed_at) values ($1, $2, $3) on conflict (account_id) do update set hash = excluded.hash, changed_at = excluded.changed_at', [accountId, hash, tx.now]);

// Sessions

export interface NewSession {
  readonly sessionId: string;
  readonly tokenHash: Buffer;
  readonly accountId: AccountId;
  readonly expiresAt: Date;
  readonly address: string;
  readonly userAgent: string;
}

export const insertSession = (tx: Tx, session: NewSession) => tx.change(q.insertInto('identity.session').values({
  session_id: session.sessionId, token_hash: session.tokenHash, previous_hash: null, account_id: session.accountId, created_at: tx.now, rotated_at: tx.now, last_seen_at: tx.now,
  expires_at: session.expiresAt, address: tx.sealer.seal(addressColumn, session.sessionId, session.address), user_agent: tx.sealer.seal(userAgentColumn, session.sessionId, session.userAgent), revoked_at: null,
}));

export async function findSession(tx: ReadTx, tokenHash: Buffer): Promise<SessionRow | undefined> {
  const [row] = await tx.sql<SessionRow>('select * from identity.session where token_hash = $1 or previous_hash = $1', [tokenHash]);
  return row;
}

export const rotateSession = (tx: Tx, sessionId: string, from: Buffer, to: Buffer) => tx.changeSql(
  'update identity.session set token_hash = $3, previous_hash = $2, rotated_at = $4, last_seen_at = $4 where session_id = $1::uuid and token_hash = $2', [sessionId, from, to, tx.now]);

export const touchSession = (tx: Tx, sessionId: string) => tx.changeSql('update identity.session set last_seen_at = $2 where session_id = $1::uuid', [sessionId, tx.now]);

export const readSessions = (tx: ReadTx, accountId: AccountId) =>
  tx.rows(q.selectFrom('identity.session').selectAll().where('account_id', '=', accountId).where('revoked_at', 'is', null).where('expires_at', '>', tx.now).orderBy('last_seen_at', 'desc').limit(200));

export function openSession(tx: ReadTx, row: SessionRow): { address: string; userAgent: string } {
  return { address: tx.sealer.open(addressColumn, row.session_id, row.address), userAgent: tx.sealer.open(userAgentColumn, row.session_id, row.user_agent) };
}

/** Ends sessions of one person: one, or all but one. Returns how many. */
export async function revokeSessions(tx: Tx, accountId: AccountId, which: { readonly only?: string; readonly except?: string }): Promise<number> {
  return tx.changeSql(
    `update identity.session set revoked_at = $2 where account_id = $1::uuid and revoked_at is null
       and ($3::uuid is null or session_id = $3::uuid) and ($4::uuid is null or session_id <> $4::uuid)`,
    [accountId, tx.now, which.only ?? null, which.except ?? null]);
}

export const deleteOldSessions = (tx: Tx, before: Date) => tx.change(q.deleteFrom('identity.session').where('expires_at', '<', before));

// Tokens

export const insertToken = (tx: Tx, token: { id: string; accountId: AccountId; secretHash: Buffer; label: string; scopes: readonly string[]; expiresAt: Date }) =>
  tx.changeSql('insert into identity.token (token_id, account_id, secret_hash, label, scopes, created_at, expires_at) values ($1, $2, $3, $4, $5::text[], $6, $7)',
    [token.id, token.accountId, token.secretHash, tx.sealer.seal(labelColumn, token.id, token.label), token.scopes, tx.now, token.expiresAt]);

export const findToken = (tx: ReadTx, secretHash: Buffer) => tx.row(q.selectFrom('identity.token').selectAll().where('secret_hash', '=', secretHash));

export const readTokens = (tx: ReadTx, accountId: AccountId) =>
  tx.rows(q.selectFrom('identity.token').selectAll().where('account_id', '=', accountId).where('revoked_at', 'is', null).orderBy('created_at', 'desc'));

export const openTokenLabel = (tx: ReadTx, row: TokenRow): string => tx.sealer.open(labelColumn, row.token_id, row.label);

export const revokeToken = (tx: Tx, accountId: AccountId, tokenId: string) =>
  tx.change(q.updateTable('identity.token').set({ revoked_at: tx.now }).where('account_id', '=', accountId).where('token_id', '=', tokenId).where('revoked_at', 'is', null));

export const touchToken = (tx: Tx, tokenId: string) => tx.change(q.updateTable('identity.token').set({ last_used_at: tx.now }).where('token_id', '=', tokenId));

// Invitations

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: OrganizationRole;
  readonly sites: readonly { readonly site: string; readonly role: OrganizationRole; readonly product?: ProductType }[];
  readonly groups: readonly string[];
  readonly invitedBy: AccountId | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly state: 'pending' | 'accepted' | 'revoked';
}

function openInvitation(tx: ReadTx, row: InvitationRow): Invitation {
  return {
    id: row.invitation_id, email: tx.sealer.open(invitationEmail, row.invitation_id, row.email), role: row.role, sites: row.sites, groups: row.groups,
    invitedBy: row.invited_by, createdAt: row.created_at, expiresAt: row.expires_at, state: row.state,
  };
}

/** False when a pending invitation of that address exists. */
export async function insertInvitation(tx: Tx, organizationId: OrganizationId, invitation: Invitation): Promise<boolean> {
  return (await tx.changeSql(
    `insert into identity.invitation (organization_id, invitation_id, email, email_token, role, sites, groups, invited_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10) on conflict (organization_id, email_token) where state = 'pending' do nothing`,
    [organizationId, invitation.id, tx.sealer.seal(invitationEmail, invitation.id, invitation.email), tx.sealer.token(invitationEmail, invitation.email), invitation.role,
      JSON.stringify(invitation.sites), JSON.stringify(invitation.groups), invitation.invitedBy, tx.now, invitation.expiresAt])) === 1;
}

export async function readInvitation(tx: ReadTx, invitationId: string): Promise<Invitation | undefined> {
  const row = await tx.row(q.selectFrom('identity.invitation').selectAll().where('invitation_id', '=', invitationId));
  return row === undefined ? undefined : openInvitation(tx, row);
}

export async function readPendingInvitations(tx: ReadTx): Promise<Invitation[]> {
  const rows = await tx.rows(q.selectFrom('identity.invitation').selectAll().where('state', '=', 'pending').orderBy('created_at', 'desc').limit(1000));
  return rows.map((row) => openInvitation(tx, row));
}

/** 0 when it was not pending any more. */
export const endInvitation = (tx: Tx, invitationId: string, state: 'accepted' | 'revoked') =>
  tx.change(q.updateTable('identity.invitation').set({ state }).where('invitation_id', '=', invitationId).where('state', '=', 'pending'));

export const renewInvitation = (tx: Tx, invitationId: string, expiresAt: Date) =>
  tx.change(q.updateTable('identity.invitation').set({ expires_at: expiresAt }).where('invitation_id', '=', invitationId).where('state', '=', 'pending'));

// Links

/** Puts a fresh link for a subject in place of its older ones. */
export async function replaceLink(tx: Tx, link: LinkRow): Promise<void> {
  await tx.change(q.deleteFrom('identity.link').where('kind', '=', link.kind).where('subject_id', '=', link.subject_id));
  await tx.change(q.insertInto('identity.link').values({ ...link }));
}

export const findLink = (tx: ReadTx, kind: LinkRow['kind'], secretHash: Buffer) =>
  tx.row(q.selectFrom('identity.link').selectAll().where('secret_hash', '=', secretHash).where('kind', '=', kind).where('used_at', 'is', null).where('expires_at', '>', tx.now));

/** 0 when somebody else used it first. */
export const useLink = (tx: Tx, secretHash: Buffer) =>
  tx.change(q.updateTable('identity.link').set({ used_at: tx.now }).where('secret_hash', '=', secretHash).where('used_at', 'is', null));

// Throttle

export interface Throttle {
  readonly failures: number;
  readonly first_at: Date;
  readonly blocked_until: Date;
}

export async function readThrottle(tx: ReadTx, subjects: readonly string[]): Promise<Throttle[]> {
  return tx.sql<Throttle>('select failures, first_at, blocked_until from identity.throttle where subject = any($1::bytea[])', [subjects.map((subject) => tx.sealer.token(throttleSubject, subject))]);
}

/** Counts one failure within a window of an hour; from `free` failures on the subject is blocked, 2 s doubling up to 15 min. */
export const countFailure = (tx: Tx, subject: string, free: number) => tx.changeSql(
  `insert into identity.throttle as t (subject, failures, first_at, blocked_until) values ($1, 1, $2, '-infinity')
   on conflict (subject) do update set
     failures = case when t.first_at < $2::timestamptz - interval '1 hour' then 1 else t.failures + 1 end,
     first_at = case when t.first_at < $2::timestamptz - interval '1 hour' then $2 else t.first_at end,
     blocked_until = case when t.first_at >= $2::timestamptz - interval '1 hour' and t.failures + 1 >= $3
       then $2::timestamptz + least(900, power(2, least(20, t.failures + 1 - $3 + 1))) * interval '1 second' else t.blocked_until end`,
  [tx.sealer.token(throttleSubject, subject), tx.now, free]);

export const clearThrottle = (tx: Tx, subject: string) => tx.changeSql('delete from identity.throttle where subject = $1', [tx.sealer.token(throttleSubject, subject)]);

// Set-up

/** Keeps the first code; a later one does not replace it once set-up is done. */
export const putSetupCode = (tx: Tx, codeHash: Buffer) => tx.changeSql(
  'insert into identity.setup (code_hash) values ($1) on conflict (single) do update set code_hash = excluded.code_hash where identity.setup.done_at is null', [codeHash]);

export const readSetup = (tx: ReadTx) => tx.row(q.selectFrom('identity.setup').selectAll());

/** 0 when set-up was done already; holds the row until commit, so that two cannot do it at once. */
export const finishSetup = (tx: Tx) => tx.change(q.updateTable('identity.setup').set({ done_at: tx.now }).where('done_at', 'is', null));
