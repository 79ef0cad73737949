/** What tenancy refuses, by code; a foreign place and none at all are told alike. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const tenancyErrors = defineErrors('tenancy', {
  slug_taken: { status: 409, title: 'This address is in use already; choose another one.' },
  slug_invalid: { status: 400, title: 'An address has 1 to 63 small letters, digits and hyphens, and starts and ends with a letter or digit.' },
  slug_reserved: { status: 400, title: 'This address is kept for the platform; choose another one.' },
  region_unknown: { status: 400, title: 'No shard of this installation is in that region.' },
  site_not_found: { status: 404, title: 'There is no such site, or you cannot see it.' },
  site_not_active: { status: 409, title: 'The site is not in the state that this needs.' },
  organization_not_found: { status: 404, title: 'There is no such organization.' },
  plan_not_accepted: { status: 409, title: 'This change switches something off; look at what, and say that it may.' },
  trial_used: { status: 409, title: 'A trial has been used already; ask the operator for another.' },
  no_shard: { status: 503, title: 'No shard takes new tenants at the moment; ask the operator.' },
  catalogue_out_of_reach: { status: 503, title: 'The catalogue has been out of reach for too long to go on safely; try again shortly.' },
});
