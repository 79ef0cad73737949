/** The front door of media: files of both products, sealed, by tenant. */
export { createMedia, type ByteRange, type Media, type MediaOptions, type OpenedMedia } from './media.ts';
export { createFolderStore } from './folder-store.ts';
export { mediaErrors } from './errors.ts';
export type { MediaHolder, ObjectStore, StoredEntry, StreamSealer, StreamSealerFor } from './ports.ts';
export type { PutLimits, StoredMedia } from './put-object.ts';
export { createSweeper, type Sweeper } from './sweeper.ts';
export type { SweepReport } from './sweep-objects.ts';
export { media as mediaDescriptor } from './service.ts';
