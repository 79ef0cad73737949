/** What reading the audit log refuses. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const auditErrors = defineErrors('audit', {
  event_not_found: { status: 404, title: 'There is no such event in this organization\'s log.' },
  cursor_invalid: { status: 400, title: 'This cursor was not made here; start without one.' },
  time_invalid: { status: 400, title: 'Times are RFC 3339 (2026-01-31T12:00:00Z) or milliseconds since 1970.' },
});
