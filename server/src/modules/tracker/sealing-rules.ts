/** Tables of Tracker whose sealed values are bound to something else than an `id`, for whoever reads all of them. */
import type { SealingRules } from '../../kernel/db/index.ts';

export const sealingRules: SealingRules = { 'tracker.workflow_draft': { rowId: (row) => Number(row['workflow_id']) } };
