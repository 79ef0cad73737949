/** What a person's inbox refuses, each with a code that stays. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const notificationErrors = defineErrors('notification', {
  cursor_invalid: { status: 400, title: 'The cursor does not belong to this list.' },
});
