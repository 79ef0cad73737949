// The person: first run, sign-in, profile, sessions, tokens, invitations, password.
import { rememberCsrfToken, request, type Listing } from './request.ts';

export type Locale = 'en' | 'fr' | 'de';
export type Theme = 'light' | 'dark' | 'auto';
export type Role = 'admin' | 'member' | 'guest';
export type Duty = 'user-access-admin' | 'auditor';

export type Account = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly theme: Theme;
  readonly operator: boolean;
};

export type ProductSummary = { readonly id: string; readonly type: 'tracker' | 'wiki'; readonly state: string; readonly role?: Role | null };

export type MySite = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly url?: string;
  readonly region: string;
  readonly state: string;
  readonly role: Role;
  readonly products: readonly ProductSummary[];
};

export type MyOrganization = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly role: Role;
  readonly duties: readonly Duty[];
  readonly sites: readonly MySite[];
};

export type Me = {
  readonly account: Account;
  readonly csrfToken: string;
  readonly organizations: readonly MyOrganization[];
  readonly session?: { readonly id: string; readonly expiresAt: string } | null;
};

export type PlatformState = { readonly ready: boolean; readonly setupNeeded: boolean; readonly version: string; readonly mode: string };

export type SetUp = {
  readonly setupCode: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly organizationName: string;
  readonly siteName: string;
  readonly siteSlug: string;
  readonly locale?: Locale;
};

export const platformState = (signal?: AbortSignal): Promise<PlatformState> => request('/api/v1/state', { signal });

export async function me(signal?: AbortSignal): Promise<Me> {
  const answer = await request<Me>('/api/v1/me', { signal });
  rememberCsrfToken(answer.csrfToken);
  return answer;
}

export const setUp = (values: SetUp): Promise<{ site: MySite }> => request('/api/v1/setup', { method: 'POST', body: values });

export const signIn = (email: string, password: string): Promise<{ account: Account }> =>
  request('/api/v1/session', { method: 'POST', body: { email, password } });

export async function signOut(): Promise<void> {
  await request('/api/v1/session', { method: 'DELETE' });
  rememberCsrfToken(undefined);
}

export type ProfileChange = { readonly name?: string; readonly locale?: Locale; readonly timeZone?: string; readonly theme?: Theme };

export const changeProfile = (change: ProfileChange): Promise<unknown> => request('/api/v1/me', { method: 'PATCH', body: change });

export const changePassword = (current: string, next: string): Promise<void> =>
  request('/api/v1/me/password', { method: 'POST', body: { current, next } });

export type SessionEntry = {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly current: boolean;
};

export const mySessions = (signal?: AbortSignal): Promise<Listing<SessionEntry>> => request('/api/v1/me/sessions', { signal });
export const endSession = (id: string): Promise<void> => request(`/api/v1/me/sessions/${id}`, { method: 'DELETE' });
export const endOtherSessions = (): Promise<void> => request('/api/v1/me/sessions', { method: 'DELETE' });

export const tokenScopes = ['read:tracker', 'write:tracker', 'read:wiki', 'write:wiki', 'read:admin', 'write:admin', 'read:audit'] as const;
export type TokenScope = (typeof tokenScopes)[number];

export type TokenEntry = {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
};

export type NewToken = { readonly label: string; readonly scopes: readonly TokenScope[]; readonly expiresInDays: number };

export const myTokens = (signal?: AbortSignal): Promise<Listing<TokenEntry>> => request('/api/v1/me/tokens', { signal });
export const createToken = (values: NewToken): Promise<TokenEntry & { readonly token: string }> =>
  request('/api/v1/me/tokens', { method: 'POST', body: values });
export const revokeToken = (id: string): Promise<void> => request(`/api/v1/me/tokens/${id}`, { method: 'DELETE' });

export type InvitationNotice = {
  readonly email: string;
  readonly organizationName: string;
  readonly expiresAt: string;
  readonly accountExists: boolean;
};

export const invitation = (secret: string, signal?: AbortSignal): Promise<InvitationNotice> =>
  request(`/api/v1/invitations/${encodeURIComponent(secret)}`, { signal });
export const acceptInvitation = (secret: string, values: { name?: string; password?: string }): Promise<unknown> =>
  request(`/api/v1/invitations/${encodeURIComponent(secret)}/accept`, { method: 'POST', body: values });

export const askPasswordReset = (email: string): Promise<void> => request('/api/v1/password-reset', { method: 'POST', body: { email } });
export const resetPassword = (secret: string, password: string): Promise<void> =>
  request(`/api/v1/password-reset/${encodeURIComponent(secret)}`, { method: 'POST', body: { password } });
