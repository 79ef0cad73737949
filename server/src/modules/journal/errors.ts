/** What the journal refuses, and why. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const journalErrors = defineErrors('journal', {
  point_out_of_window: { status: 409, title: 'Nothing can be restored to this time; choose one within the time that the journal holds.' },
  point_in_gap: { status: 409, title: 'The journal has a gap at this time; choose a time before or after it.' },
  behind: { status: 503, title: 'The journal has not caught up yet; try again shortly.' },
  segment_broken: { status: 500, title: 'A segment of the journal was changed, or does not follow the one before it.' },
  database_needed: { status: 500, title: 'The journal alone cannot say what a row became; the next snapshot has to be read from the database.' },
  table_refused: { status: 500, title: 'A table cannot be journalled as it is declared.' },
  login_refused: { status: 500, title: 'The administrator\'s database login may not make a login that replicates; give it CREATEROLE and REPLICATION.' },
  truncate_refused: { status: 500, title: 'A table was emptied by TRUNCATE, which the journal cannot follow; fresh snapshots are needed.' },
  stream_lost: { status: 500, title: 'The database no longer keeps the changes that the journal still needs; fresh snapshots are needed.' },
});
