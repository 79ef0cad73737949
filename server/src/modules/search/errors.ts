/** What search refuses, each with a code that stays. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const searchErrors = defineErrors('search', {
  cursor_invalid: { status: 400, title: 'The cursor does not belong to this search.' },
  item_not_found: { status: 404, title: 'There is no such item.' },
});
