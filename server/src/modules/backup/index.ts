/** The front door of whole-cluster backup: base backups and the log of every cluster, and rebuilding from them. */
export { createBackup, defaultKeyFolders, shardLoss, type Backup, type BackupOptions } from './create-backup.ts';
export { findCluster, restoreFiles, type RestoreOptions, type Target } from './restore-cluster.ts';
export { createSealedVault } from './seal-object.ts';
export { restoreKeyCopy, type KeyCopies } from './key-copies.ts';
export { backupErrors } from './errors.ts';
export { backupDescriptor } from './service.ts';
