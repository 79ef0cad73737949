/** The front door of the journal. */
export { journalErrors } from './errors.ts';
export { journalDescriptor } from './service.ts';
export type { HistoryWindow, HourOfChanges, JournalActor, JournalChange, JournalColumn, JournalRow, JournalTable, JournalTransaction, TenantHistory, TenantSnapshot, TenantTableRows } from './history.ts';
export type { JournalVault, SealedMedia, VaultedObject } from './ports.ts';
