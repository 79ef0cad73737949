/** Reads foreign backups: hostile until proven otherwise, streamed, never extracted. The formats are in docs/reference/backup-formats.md. */
export type {
  AttachmentContent,
  AttachmentEntry,
  Backup,
  BackupDescriptor,
  BackupKind,
  BackupRecord,
  ConfluenceCollection,
  ConfluenceId,
  ConfluenceRecord,
  ConfluenceValue,
  JiraRecord,
  OtherEntry,
  RawElement,
  ReadingReport,
  RecordReading,
  SkippedRecord,
} from './backup.ts';
export { defaultReadingLimits, type ReadingLimits } from './limits.ts';
export type { FileBytes } from './file-bytes.ts';
export { openBackup, openBackupOf } from './open-backup.ts';
export { flagOf, idOf, integerOf, parseTimestamp, referenceOf, referencesOf, restoreCdataEnd, textOf, timestampOf } from './record-values.ts';
