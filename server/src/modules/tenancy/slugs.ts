/** Addresses of sites and organizations: they become host names (RFC 1123 labels) and parts of URLs. */
import { tenancyErrors } from './errors.ts';

const reserved = new Set(['www', 'api', 'admin', 'app', 'auth', 'login', 'mail', 'smtp', 'static', 'assets', 'status', 'trust', 'support', 'help', 'docs', 'internal', 'localhost', 'holdfast', 'ex', 'rest', 'wiki', 'metrics', 'healthz', 'readyz']);

/** Fails with tenancy.slug_invalid, tenancy.slug_reserved. */
export function checkSlug(slug: string): void {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(slug)) throw tenancyErrors.slug_invalid({ errors: [{ field: 'slug', code: 'slug_invalid', message: 'is not a usable address' }] });
  if (reserved.has(slug)) throw tenancyErrors.slug_reserved({ errors: [{ field: 'slug', code: 'slug_reserved', message: 'is kept for the platform' }] });
}
