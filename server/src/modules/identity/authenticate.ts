/**
 * From a cookie or an Authorization header to an actor (R28: every request is judged anew). What the database said
 * is believed for two seconds at most; ending a session in this process is in force at once.
 *
 * A session's secret is replaced every quarter of an hour of use; the one before is good for another minute, for
 * requests already under way. If it shows up later, somebody copied it, and the session ends.
 */
import { LRUCache } from 'lru-cache';
import type { Authenticated, Authenticator, Credentials } from '../../kernel/http/index.ts';
import { accessErrors, anonymousActor, systemActor, systemFacts, type Actor, type Contexts } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Account, Directory } from '../directory/index.ts';
import { type SessionRow, type TokenRow, findSession, findToken, openTokenLabel, readSessions, readTokens, revokeSessions, rotateSession, touchSession, touchToken } from './identity-store.ts';
import { csrfTokenOf, hashSecret, newSecret } from './secrets.ts';
import { sessionCookie, sessionCookieName } from './session-cookie.ts';
import type { IdentitySettings } from './workings.ts';

const rotateAfterMs = 15 * 60_000;
const previousGraceMs = 60_000;
const touchAfterMs = 60_000;

interface KnownSession {
  readonly row: SessionRow;
  readonly account: Account;
  readonly untilMs: number;
}
interface KnownToken {
  readonly row: TokenRow;
  readonly label: string;
  readonly account: Account;
  readonly untilMs: number;
}

export interface ProofAuthenticator extends Authenticator {
  /** Nothing believed before this call is believed after it. */
  forget(): void;
}

export function createAuthenticator(options: { readonly contexts: Contexts; readonly directory: Directory; readonly clock: Clock; readonly settings: IdentitySettings; readonly onError: (error: unknown) => void }): ProofAuthenticator {
  const { contexts, clock, settings } = options;
  const sessions = new LRUCache<string, KnownSession>({ max: 50_000 });
  const tokens = new LRUCache<string, KnownToken>({ max: 50_000 });
  const touched = new LRUCache<string, number>({ max: 50_000 });
  const secure = settings.publicUrl.startsWith('https:');
  const globalCtx = () => contexts.global('identity', systemFacts(systemActor, clock.now(), new AbortController().signal));

  /** Times of last use are kept to the minute and never hold up a request. */
  function touch(key: string, write: () => Promise<unknown>): void {
    const nowMs = clock.monotonicMs();
    if ((touched.get(key) ?? -Infinity) > nowMs - touchAfterMs) return;
    touched.set(key, nowMs);
    write().catch(options.onError);
  }

  async function knownSession(hash: Buffer): Promise<KnownSession | undefined> {
    const key = hash.toString('hex');
    const known = sessions.get(key);
    if (known !== undefined && known.untilMs > clock.monotonicMs()) return known;
    const ctx = globalCtx();
    const row = await ctx.read((tx) => findSession(tx, hash));
    const account = row === undefined ? undefined : await options.directory.accountById(ctx, row.account_id);
    if (row === undefined || account === undefined) return undefined;
    const fresh: KnownSession = { row, account, untilMs: clock.monotonicMs() + settings.proofKeptMs };
    sessions.set(key, fresh);
    return fresh;
  }

  function sessionAlive(row: SessionRow, now: Date): boolean {
    return row.revoked_at === null && row.expires_at > now && now.getTime() - row.last_seen_at.getTime() < settings.sessionIdleMinutes * 60_000;
  }

  async function bySession(secret: string, credentials: Credentials): Promise<Authenticated | undefined> {
    const hash = hashSecret(secret);
    const known = await knownSession(hash);
    if (known === undefined || known.account.state !== 'active' || !sessionAlive(known.row, credentials.now)) return undefined;
    const { row, account } = known;
    let setCookie: string | null = null;
    if (row.token_hash.equals(hash)) {
      if (credentials.now.getTime() - row.rotated_at.getTime() > rotateAfterMs) setCookie = await rotate(row, hash);
      else touch(row.session_id, () => globalCtx().tx((tx) => touchSession(tx, row.session_id)));
    } else if (credentials.now.getTime() - row.rotated_at.getTime() > previousGraceMs) {
      await globalCtx().tx(async (tx) => {
        await revokeSessions(tx, row.account_id, { only: row.session_id });
        tx.record({ action: 'session_reuse_detected', target: { kind: 'session', id: row.session_id }, actorId: row.account_id });
      });
      sessions.clear();
      return undefined;
    }
    const actor: Actor = { kind: 'account', accountId: account.id, via: { kind: 'session', id: row.session_id, label: null }, address: credentials.address, scopes: 'all', operator: account.operator };
    return { actor, csrfToken: csrfTokenOf(settings.serverSecret, row.session_id), setCookie };
  }

  async function rotate(row: SessionRow, from: Buffer): Promise<string | null> {
    const secret = newSecret();
    const done = await globalCtx().tx((tx) => rotateSession(tx, row.session_id, from, hashSecret(secret)));
    sessions.delete(from.toString('hex'));
    return done === 1 ? sessionCookie(secret, row.expires_at, secure) : null;
  }

  async function byToken(secret: string, email: string | undefined, credentials: Credentials): Promise<Authenticated | undefined> {
    if (!secret.startsWith('hft_') || secret.length > 100) return undefined;
    const hash = hashSecret(secret);
    const key = hash.toString('hex');
    let known = tokens.get(key);
    if (known === undefined || known.untilMs <= clock.monotonicMs()) {
      const ctx = globalCtx();
      const found = await ctx.read(async (tx) => {
        const row = await findToken(tx, hash);
        return row === undefined ? undefined : { row, label: openTokenLabel(tx, row) };
      });
      const account = found === undefined ? undefined : await options.directory.accountById(ctx, found.row.account_id);
      if (found === undefined || account === undefined) return undefined;
      known = { ...found, account, untilMs: clock.monotonicMs() + settings.proofKeptMs };
      tokens.set(key, known);
    }
    const { row, account, label } = known;
    if (row.revoked_at !== null || row.expires_at <= credentials.now || account.state !== 'active') return undefined;
    if (email !== undefined && email.trim().toLowerCase() !== account.email) return undefined;
    touch(row.token_id, () => globalCtx().tx((tx) => touchToken(tx, row.token_id)));
    const scopes = new Set(['read:me', ...row.scopes]);
    return { actor: { kind: 'account', accountId: account.id, via: { kind: 'token', id: row.token_id, label }, address: credentials.address, scopes, operator: account.operator }, csrfToken: null, setCookie: null };
  }

  return {
    sessionCookieName: sessionCookieName(secure),
    async authenticate(credentials) {
      if (credentials.authorization !== null) {
        const proof = parseAuthorization(credentials.authorization);
        const authenticated = proof === undefined ? undefined : await byToken(proof.secret, proof.email, credentials);
        if (authenticated === undefined) throw accessErrors.not_signed_in();
        return authenticated;
      }
      const authenticated = credentials.sessionCookie === null || credentials.sessionCookie.length > 100 ? undefined : await bySession(credentials.sessionCookie, credentials);
      return authenticated ?? { actor: { ...anonymousActor, address: credentials.address }, csrfToken: null, setCookie: null };
    },
    async stillHolds(actor, now) {
      const { accountId, via } = actor;
      if (accountId === null) return false;
      const ctx = globalCtx();
      if ((await options.directory.accountById(ctx, accountId))?.state !== 'active') return false;
      if (via.kind === 'session') return (await ctx.read((tx) => readSessions(tx, accountId))).some(({ session_id: id }) => id === via.id);
      return via.kind === 'token' && (await ctx.read((tx) => readTokens(tx, accountId))).some(({ token_id: id, expires_at: expiresAt }) => id === via.id && expiresAt > now);
    },
    forget() {
      sessions.clear();
      tokens.clear();
    },
  };
}

/** `Bearer <token>`, or `Basic <email:token>` as the ecosystem's clients send it (RFC 6750 §2.1, RFC 7617). */
function parseAuthorization(header: string): { secret: string; email: string | undefined } | undefined {
  const [scheme = '', value = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return { secret: value, email: undefined };
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const decoded = Buffer.from(value, 'base64').toString();
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { email: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}
