/** What can keep the platform from starting on this machine. Each comes out as one line, with what to do in its detail. */
import { defineErrors } from '../errors/index.ts';

export const startErrors = defineErrors('start', {
  data_folder_foreign: { status: 409, title: 'The data folder holds something that is not Holdfast’s; nothing in it was touched.' },
  data_folder_newer: { status: 409, title: 'The data folder was written by a newer Holdfast.' },
  data_folder_in_use: { status: 409, title: 'The data folder is in use by another Holdfast.' },
  data_folder_owner: { status: 403, title: 'The data folder belongs to another user.' },
  data_folder_unusable: { status: 500, title: 'The data folder cannot be used.' },
  no_space: { status: 507, title: 'There is not enough space on the disk.' },
  port_in_use: { status: 409, title: 'The port is in use by another program.' },
  port_refused: { status: 403, title: 'The port cannot be opened.' },
});
