/** What the inbox refuses. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const notificationErrors = defineErrors('notification', {
  cursor_invalid: { status: 400, title: 'The cursor does not belong to this list.' },
});
