/** What storing and reading files can refuse. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const mediaErrors = defineErrors('media', {
  not_found: { status: 404, title: 'There is no such file.' },
  too_large: { status: 413, title: 'The file is larger than may be stored here.' },
  upload_aborted: { status: 400, title: 'The upload ended before the whole file had arrived.' },
  range_invalid: { status: 416, title: 'The range lies outside the file.' },
  storage_full: { status: 507, title: 'There is no space left to store files. The operator has to make room.' },
  storage_unavailable: { status: 503, title: 'Stored files cannot be reached now; try again shortly.' },
  bytes_missing: { status: 500, title: 'The file is known here but its bytes are gone from the store.' },
});
