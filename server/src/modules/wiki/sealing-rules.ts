/** Tables of the wiki whose sealed values are bound to something else than an `id`, for whoever reads all of them. */
import type { SealingRules } from '../../kernel/db/index.ts';

export const sealingRules: SealingRules = {
  'wiki.personal_draft': { rowId: (row) => `${String(row['content_id'])}/${String(row['person'])}` },
  'wiki.shared_document': { rowId: (row) => `${String(row['content_id'])}/${String(row['snapshot_sequence'])}`, bytes: ['snapshot'] },
  'wiki.shared_update': { rowId: (row) => `${String(row['content_id'])}/${String(row['sequence'])}`, bytes: ['body'] },
};
