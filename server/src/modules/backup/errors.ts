/** What backing up whole clusters and rebuilding them can refuse. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const backupErrors = defineErrors('backup', {
  no_base: { status: 409, title: 'The vault has no base backup of that cluster from before that time.' },
  log_gap: { status: 409, title: 'The vault lacks a piece of the write-ahead log that is needed to get there.' },
  point_not_reached: { status: 409, title: 'The time lies before the end of the oldest base backup or after what the vault holds.' },
  folder_not_empty: { status: 409, title: 'A cluster is rebuilt into a folder that does not exist yet; move the old one away first.' },
  tablespaces: { status: 409, title: 'A cluster with tablespaces of its own is not backed up from here; use the operator\'s backup.' },
});
