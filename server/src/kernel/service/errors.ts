/** Refusals that the way of a request itself can make, before any module is asked. */
import { defineErrors } from '../errors/index.ts';

export const serviceErrors = defineErrors('service', {
  call_not_allowed: { status: 403, title: 'This service may not call that one.' },
});

export const requestErrors = defineErrors('request', {
  invalid: { status: 400, title: 'The request is not of the expected shape.' },
  not_found: { status: 404, title: 'There is nothing at this address.' },
  method_not_allowed: { status: 405, title: 'This address does not take that method.' },
  too_large: { status: 413, title: 'The request is larger than this address takes.' },
  unsupported_media_type: { status: 415, title: 'The body is not of a kind that this address takes.' },
  too_many: { status: 429, title: 'Too many requests; wait a moment and try again.' },
  internal: { status: 500, title: 'Something went wrong here. The operator can find it by the request id.' },
  shutting_down: { status: 503, title: 'This server is stopping; try again in a moment.' },
  csrf: { status: 403, title: 'The request did not come from this site\'s own pages: the CSRF token is missing or wrong.' },
});

export const accessErrors = defineErrors('access', {
  not_signed_in: { status: 401, title: 'Sign in, or send a valid API token.' },
  forbidden: { status: 403, title: 'You may see this but not do that.' },
  scope_missing: { status: 403, title: 'The API token does not carry the scope that this needs.' },
  operator_only: { status: 403, title: 'Only operators of this installation may do this.' },
});

export const tenantErrors = defineErrors('tenant', {
  context_missing: { status: 404, title: 'There is no such site, or you cannot see it.' },
  suspended: { status: 403, title: 'This product is suspended. An administrator of the organization can say why.' },
  deleting: { status: 403, title: 'This product was deleted. Until its time is over, an administrator of the organization can undo that in one step.' },
  not_ready: { status: 503, title: 'This product is still being set up; try again in a moment.' },
});
