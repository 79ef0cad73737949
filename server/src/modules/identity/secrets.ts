/** Random secrets of 256 bits; only their SHA-256 is stored, which is enough for values that cannot be guessed. */
import { createHash, createHmac, randomBytes } from 'node:crypto';

export const newSecret = (prefix = ''): string => `${prefix}${randomBytes(32).toString('base64url')}`;

export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The CSRF token of a session: bound to it, different from its cookie, and not stored. */
export const csrfTokenOf = (serverSecret: string, sessionId: string): string => createHmac('sha256', serverSecret).update(`csrf ${sessionId}`).digest('base64url');
