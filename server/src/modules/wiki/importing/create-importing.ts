/** Puts the front door for imports together. */
import { beginSpace, putGrants } from './begin-space.ts';
import { discardImport, publishImport } from './finish-import.ts';
import { countMapped } from './import-map-store.ts';
import type { WikiImporting } from './importing.ts';
import { putLabels, putLikes, putPeople, putProperties, putRecords, putRestrictions, putTemplates, putWatches } from './put-attached.ts';
import { putOriginals } from './put-originals.ts';
import { putAttachments, putComments, putCustomContent, putPages, putVersions } from './put-content.ts';

export const importing: WikiImporting = {
  putPeople, beginSpace, putGrants, putPages, putCustomContent, putComments, putAttachments, putVersions, putLabels, putRestrictions,
  putProperties, putWatches, putLikes, putTemplates, putRecords, putOriginals,
  publish: publishImport,
  discard: discardImport,
  counts: (ctx, importId) => ctx.tx((tx) => countMapped(tx, importId)),
};
