/** E-mail addresses as people mean them: trimmed, the whole in lower case, so that one address is one account. */
import { directoryErrors } from './errors.ts';

/** A deliberately small reading of RFC 5321 §4.1.2: dot-atom local part, domain of labels; 254 characters at most. */
const pattern = /^[^\s@"(),:;<>[\\\]]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Fails with directory.email_invalid. */
export function normaliseEmail(text: string): string {
  const email = text.normalize('NFKC').trim().toLowerCase();
  const local = email.slice(0, email.lastIndexOf('@'));
  if (email.length > 254 || !pattern.test(email) || local.startsWith('.') || local.endsWith('.') || local.includes('..')) {
    throw directoryErrors.email_invalid({ errors: [{ field: 'email', code: 'email_invalid', message: 'is not a usable e-mail address' }] });
  }
  return email;
}
