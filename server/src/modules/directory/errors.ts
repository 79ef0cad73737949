/** What the directory refuses, by code; nobody learns from them who exists elsewhere. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const directoryErrors = defineErrors('directory', {
  account_not_found: { status: 404, title: 'There is no such person in this organization.' },
  group_not_found: { status: 404, title: 'There is no such group in this organization.' },
  group_name_taken: { status: 409, title: 'A group of this name exists already.' },
  item_not_found: { status: 404, title: 'There is no such thing here, or you cannot see it.' },
  email_invalid: { status: 400, title: 'This is not a usable e-mail address.' },
  email_taken: { status: 409, title: 'This e-mail address has an account already.' },
  last_admin: { status: 409, title: 'This is the last administrator; make somebody else one first.' },
  not_yourself: { status: 403, title: 'Nobody can change their own role or state; ask another administrator.' },
  above_you: { status: 403, title: 'This role or group reaches further than your own role; ask an administrator.' },
  group_cycle: { status: 409, title: 'That group contains this one already; groups cannot contain each other.' },
  group_too_deep: { status: 409, title: 'Groups lie too deep in groups.' },
  principal_unknown: { status: 400, title: 'This is neither a person nor a group of this organization.' },
});
