/** What a restore can refuse, before anything is changed. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const errors = defineErrors('recovery', {
  no_history: { status: 409, title: 'Nothing of this place has been recorded yet, so nothing can be brought back.' },
  point_out_of_window: { status: 409, title: 'This time lies outside what can be restored.' },
  not_there_then: { status: 409, title: 'This was not there at that time. Choose another time.' },
  container_gone: { status: 409, title: 'The project or space that this belonged to is gone. Restore that first.' },
  container_busy: { status: 409, title: 'This is being imported, removed or restored right now. Try again when that has ended.' },
  nothing_to_do: { status: 409, title: 'Nothing differs from that time.' },
  conflict: { status: 409, title: 'A key or name that would come back belongs to something else now. Rename that, or restore beside.' },
  key_invalid: { status: 400, title: 'This cannot be the key of a project or space.' },
  plan_unknown: { status: 404, title: 'There is no such plan.' },
  plan_not_ready: { status: 409, title: 'This plan cannot be applied: it is not ready, was applied, or has failed.' },
  plan_expired: { status: 409, title: 'This plan is too old. Make a new one.' },
  plan_stale: { status: 409, title: 'Something has changed here since the plan was made. Make a new one and look at it again.' },
  file_missing: { status: 409, title: 'A file that would come back is neither here nor in the vault.' },
  target_unknown: { status: 404, title: 'There is no such place to restore into.' },
  target_full: { status: 409, title: 'The place to restore into has no room for this.' },
  drill_unknown: { status: 404, title: 'There is no such drill.' },
  drill_running: { status: 409, title: 'A drill is running already; one at a time.' },
  not_undoable: { status: 409, title: 'Only a restore that was applied can be undone.' },
  unavailable: { status: 503, title: 'Nothing can be restored at the moment; try again shortly.' },
  incomplete: { status: 500, title: 'The restore did not give what it promised, so it was taken back. Nothing has changed.' },
});
