/** The session cookie: HttpOnly, SameSite=Lax, and with the `__Host-` prefix wherever HTTPS allows it (RFC 6265bis). */
export const sessionCookieName = (secure: boolean): string => (secure ? '__Host-hf_session' : 'hf_session');

export function sessionCookie(secret: string, expiresAt: Date, secure: boolean): string {
  return `${sessionCookieName(secure)}=${secret}; Path=/; HttpOnly; SameSite=Lax; Expires=${expiresAt.toUTCString()}${secure ? '; Secure' : ''}`;
}

export const endedSessionCookie = (secure: boolean): string => `${sessionCookieName(secure)}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? '; Secure' : ''}`;
