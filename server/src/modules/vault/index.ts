/** The front door of the vault: write once, locked, checked at every reading. */
export { openFileVault, type FileVaultOptions } from './open-file-vault.ts';
export { openS3Vault, type S3VaultOptions } from './open-s3-vault.ts';
export { createAnchorStore } from './anchor-store.ts';
export { createVaultService } from './vault-service.ts';
export { carries as carriesAttribute } from './immutable-files.ts';
export { vaultErrors } from './errors.ts';
export type { Anchor, Enforcement, ManifestHead, Vault, VaultFinding, VaultFindingCode, VaultObject, VaultStatus } from './ports.ts';
export { vaultDescriptor } from './service.ts';
