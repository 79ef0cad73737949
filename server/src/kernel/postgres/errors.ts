/** What can keep the embedded PostgreSQL from running; each title says what is wrong, each detail what to do. */
import { defineErrors } from '../errors/index.ts';

export const postgresErrors = defineErrors('postgres', {
  binaries_missing: { status: 500, title: 'The embedded PostgreSQL is not installed for this platform.' },
  no_account: { status: 500, title: 'PostgreSQL does not run as root, and no other way to run it was found.' },
  initialise_failed: { status: 500, title: 'A PostgreSQL cluster could not be created.' },
  start_failed: { status: 500, title: 'PostgreSQL did not come up.' },
  stop_failed: { status: 500, title: 'PostgreSQL did not stop.' },
  version_mismatch: { status: 500, title: 'The data was written by another major version of PostgreSQL.' },
  socket_folder_unsafe: { status: 500, title: 'The folder for database sockets is not safe to use.' },
  unreachable: { status: 503, title: 'The configured PostgreSQL cannot be used.' },
});
