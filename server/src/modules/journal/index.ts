/** The front door of the journal. */
export { createJournal, type Journal, type JournalOptions, type JournalShard } from './create-journal.ts';
export { journalErrors } from './errors.ts';
export type { FoldReport } from './fold-tenant.ts';
export { journalDescriptor } from './service.ts';
export { createJournalService, type EvidenceAsked } from './routes.ts';
export { keepPublications, keepStreamLogin, streamRole } from './publication.ts';
export type { HistoryWindow, HourOfChanges, JournalActor, JournalChange, JournalColumn, JournalRow, JournalTable, JournalTransaction, TenantHistory, TenantSnapshot, TenantTableRows } from './history.ts';
export type { JournalVault, SealedMedia, VaultedObject } from './ports.ts';
export type { VerifyReport } from './verify-tenant.ts';
