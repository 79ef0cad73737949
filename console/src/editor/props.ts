// What the editor needs from the screen that it stands on.
import type { ReactNode, Ref } from 'react';
import type { AdfNode } from '../api/tracker.ts';
import type { EditorFile, Upload } from './files.ts';

export type RichEditorHandle = {
  readonly value: () => AdfNode;
  readonly isEmpty: () => boolean;
  readonly focus: () => void;
  /** Replaces the text; undo brings the other back. */
  readonly setValue: (value: AdfNode | null) => void;
  /** Whether a file is still on its way. */
  readonly pending: () => boolean;
};

/** A page to include: the one that is named now, and how another is named. */
export type PageChoice = { readonly pageId: string; readonly onChoose: (pageId: string) => void };

export type RichEditorProps = {
  /** The accessible name of the text. */
  readonly label: string;
  /** Read once; another `key` loads another text. */
  readonly value: AdfNode | null | undefined;
  readonly onChange?: ((value: AdfNode, facts: { readonly empty: boolean }) => void) | undefined;
  readonly handle?: Ref<RichEditorHandle> | undefined;
  readonly compact?: boolean | undefined;
  readonly placeholder?: string | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly id?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly people?: ((text: string, signal: AbortSignal) => Promise<readonly { readonly id: string; readonly name: string }[]>) | undefined;
  readonly upload?: Upload | undefined;
  readonly files?: readonly EditorFile[] | undefined;
  /** How a page to include is chosen, where there are pages. */
  readonly pages?: ((choice: PageChoice) => ReactNode) | undefined;
  readonly onSubmit?: (() => void) | undefined;
  readonly onCancel?: (() => void) | undefined;
};
