// The door of the rich editor: small itself, it loads the editor when somebody begins to write.
export { emptyDocument, isEmptyDocument } from './document.ts';
export type { EditorFile } from './files.ts';
export type { PageChoice, RichEditorHandle } from './props.ts';
export { RichEditor } from './rich-editor.tsx';
