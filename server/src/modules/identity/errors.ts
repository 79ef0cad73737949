/** What identity refuses. Sign-in says the same for a wrong password, an unknown address and a suspended account. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const identityErrors = defineErrors('identity', {
  sign_in_refused: { status: 401, title: 'E-mail address and password do not match an active account.' },
  too_many_attempts: { status: 429, title: 'Too many attempts; wait a while and try again.' },
  busy: { status: 503, title: 'Too many people are signing in at once; try again in a moment.' },
  setup_done: { status: 409, title: 'This installation has been set up already; sign in instead.' },
  setup_code_wrong: { status: 403, title: 'The set-up code is not the one in the set-up file.' },
  password_weak: { status: 400, title: 'A password needs 12 to 128 characters and must not contain the e-mail address.' },
  password_wrong: { status: 403, title: 'The current password is not right.' },
  link_invalid: { status: 404, title: 'This link is not valid, was used, or has run out; ask for a new one.' },
  already_member: { status: 409, title: 'This person is a member already.' },
  invitation_not_found: { status: 404, title: 'There is no such pending invitation.' },
  session_not_found: { status: 404, title: 'There is no such session of yours.' },
  token_not_found: { status: 404, title: 'There is no such token of yours.' },
  token_limit: { status: 409, title: 'One person can have 50 tokens; revoke one first.' },
  time_zone_unknown: { status: 400, title: 'This is not an IANA time zone.' },
  scope_unknown: { status: 400, title: 'There is no such token scope.' },
});
