// The files that a text may name: those that are known, and those on their way.
import { textFact, type NodeFacts } from './schema/kept.ts';

/** A file of the page or issue that the text belongs to. */
export type EditorFile = { readonly id: string; readonly name: string; readonly url: string; readonly mediaType?: string | undefined };

export type Upload = (file: File, onProgress: (sentBytes: number, totalBytes: number) => void, signal: AbortSignal) => Promise<EditorFile>;

export type FileShelf = {
  /** Found by id, else by name, as the platform finds it when it shows the text. */
  readonly find: (node: NodeFacts) => EditorFile | undefined;
  readonly put: (files: readonly EditorFile[]) => void;
  readonly subscribe: (listener: () => void) => () => void;
};

/** SVG is never shown as a picture: it may hold scripts. */
export const isPicture = (file: EditorFile): boolean => (file.mediaType === undefined ? /\.(?:png|jpe?g|gif|bmp|webp|avif)$/i.test(file.name) : file.mediaType.startsWith('image/') && !file.mediaType.includes('svg'));

export function createFileShelf(): FileShelf {
  const known = new Map<string, EditorFile>();
  const listeners = new Set<() => void>();
  return {
    find: (node) => known.get(textFact(node, 'id')) ?? known.get(textFact(node, 'alt').toLowerCase()),
    put: (files) => {
      for (const file of files) known.set(file.id, file).set(file.id.replace(/^att/, ''), file).set(file.name.toLowerCase(), file);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
