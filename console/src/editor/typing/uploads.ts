// Files that come by paste, drop or picker: each has a place in the text with its progress until the platform has it,
// then becomes a picture or a file there. Where the text moves, the place moves along; undo never brings half a file back.
import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { insertBlock, makeNode } from '../acts/insert.ts';
import { isPicture, type EditorFile, type FileShelf, type Upload } from '../files.ts';
import type { Facts } from '../schema/kept.ts';

export type UploadOptions = { readonly upload: () => Upload | undefined; readonly shelf: FileShelf | undefined; readonly onRefused: (name: string, failure: unknown) => void; readonly onCount: (running: number) => void; readonly label: (name: string) => string };

type Change = { readonly add?: { readonly id: string; readonly pos: number; readonly bar: HTMLElement }; readonly drop?: string };
const key = new PluginKey<DecorationSet>('uploads');

const changeOf = (meta: unknown): Change | undefined => (typeof meta === 'object' && meta !== null ? meta : undefined);

function placeOf(state: EditorState, id: string): number | undefined {
  return key.getState(state)?.find(undefined, undefined, (spec: { readonly id?: string }) => spec.id === id)[0]?.from;
}

function progressBar(label: string): { readonly bar: HTMLElement; readonly meter: HTMLProgressElement } {
  const bar = document.createElement('span');
  bar.className = 'upload-place';
  bar.contentEditable = 'false';
  const meter = document.createElement('progress');
  meter.max = 1;
  meter.value = 0;
  meter.setAttribute('aria-label', label);
  bar.append(label, meter);
  return { bar, meter };
}

async function sizeOf(file: File): Promise<Facts> {
  try {
    const picture = await createImageBitmap(file);
    const size = { width: picture.width, height: picture.height };
    picture.close();
    return size;
  } catch {
    return {}; // no picture that this browser can read: it is shown without a size
  }
}

async function insertFile(editor: Editor, at: number, file: File, stored: EditorFile): Promise<void> {
  const picture = isPicture(stored);
  const facts = { type: 'file', id: stored.id, collection: '', alt: stored.name, ...(picture ? await sizeOf(file) : {}) };
  if (editor.isDestroyed) return;
  const media = makeNode(editor, 'media', facts);
  const frame = media === undefined ? undefined : makeNode(editor, picture ? 'mediaSingle' : 'mediaGroup', picture ? { layout: 'center' } : undefined, media);
  editor.commands.setTextSelection(Math.min(at, editor.state.doc.content.size));
  insertBlock(editor, frame);
}

/** Every picture of a clipboard is called the same; the moment tells them apart. */
const named = (file: File): File => (/^image\.(png|jpe?g|gif|webp)$/i.test(file.name) ? new File([file], file.name.replace(/\./, `-${new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.`), { type: file.type }) : file);

async function send(editor: Editor, file: File, at: number, { upload, shelf, onRefused, label }: UploadOptions): Promise<void> {
  const sender = upload();
  if (sender === undefined) return;
  const id = crypto.randomUUID();
  const { bar, meter } = progressBar(label(file.name));
  const leaving = new AbortController();
  editor.on('destroy', () => leaving.abort());
  editor.view.dispatch(editor.state.tr.setMeta(key, { add: { id, pos: at, bar } }));
  try {
    const stored = await sender(file, (sent, total) => void (meter.value = total === 0 ? 0 : sent / total), leaving.signal);
    shelf?.put([stored]);
    const place = placeOf(editor.state, id);
    if (place !== undefined) await insertFile(editor, place, file, stored);
  } catch (failure) {
    if (!leaving.signal.aborted) onRefused(file.name, failure);
  } finally {
    if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(key, { drop: id }));
  }
}

const none: UploadOptions = { upload: () => undefined, shelf: undefined, onRefused: () => undefined, onCount: () => undefined, label: (name) => name };

type UploadStorage = { sendAll: (files: readonly File[], at?: number) => void };

const isStorage = (value: unknown): value is UploadStorage => typeof value === 'object' && value !== null && 'sendAll' in value;

/** How a picker gives its files to the text. */
export function uploadsOf(editor: Editor): UploadStorage | undefined {
  const storage: unknown = Object.entries(editor.storage).find(([name]) => name === 'uploads')?.[1];
  return isStorage(storage) ? storage : undefined;
}

export const Uploads = Extension.create<UploadOptions, UploadStorage>({
  name: 'uploads',
  addOptions: () => none,
  addStorage: () => ({ sendAll: () => undefined }),
  onCreate() {
    let running = 0;
    const { editor, options } = this;
    this.storage.sendAll = (files, at = editor.state.selection.to) => {
      for (const file of files) {
        options.onCount((running += 1));
        void send(editor, named(file), at, options).finally(() => options.onCount((running -= 1)));
      }
    };
  },
  addProseMirrorPlugins() {
    const { options, storage } = this;
    const take = (list: FileList | undefined, at?: number): boolean => {
      if (options.upload() === undefined || list === undefined || list.length === 0) return false;
      storage.sendAll([...list], at);
      return true;
    };
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply(tr, set) {
            const change = changeOf(tr.getMeta(key));
            let next = set.map(tr.mapping, tr.doc);
            if (change?.add !== undefined) next = next.add(tr.doc, [Decoration.widget(change.add.pos, change.add.bar, { id: change.add.id, side: 1 })]);
            if (change?.drop !== undefined) next = next.remove(next.find(undefined, undefined, (spec: { readonly id?: string }) => spec.id === change.drop));
            return next;
          },
        },
        props: {
          decorations: (state) => key.getState(state),
          // A copied sheet or page brings a picture of itself beside its words: the words win.
          handlePaste: (_view, event) => (/\S/.test(event.clipboardData?.getData('text/plain') ?? '') ? false : take(event.clipboardData?.files)),
          handleDrop: (view, event, _slice, moved) => !moved && take(event.dataTransfer?.files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
        },
      }),
    ];
  },
});
