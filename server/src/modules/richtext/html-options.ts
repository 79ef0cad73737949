/** What the HTML of a document needs to know about where it is shown. Everything has a safe default. */
import type { LinkTarget } from './link-reference.ts';

export interface FileReference {
  /** The attachment's id, or its name where the converter could not resolve it. */
  readonly id: string;
  /** '' for the content that owns the document; else who owns the file (`title=…&spaceKey=…`), or as resolved. */
  readonly collection: string;
  readonly name?: string;
}

export interface ShownFile {
  readonly url: string;
  readonly name?: string;
  /** Whether it can be shown as a picture; without an answer the name's ending decides. */
  readonly isPicture?: boolean;
}

export interface HtmlLabels {
  readonly info: string;
  readonly note: string;
  readonly tip: string;
  readonly success: string;
  readonly warning: string;
  readonly error: string;
  readonly done: string;
  readonly open: string;
  readonly decision: string;
  readonly details: string;
  readonly contents: string;
  readonly table: string;
  readonly file: string;
}

export interface HtmlOptions {
  /** The address of something of the same platform; without an answer the reference address itself is used. */
  readonly linkTo?: (target: LinkTarget) => string | undefined;
  /** The address of a file; without an answer its name is shown. */
  readonly attachmentUrl?: (file: FileReference) => ShownFile | string | undefined;
  /** The present name of a person; without an answer the name in the document is shown. */
  readonly userName?: (accountId: string) => string | undefined;
  readonly userUrl?: (accountId: string) => string | undefined;
  /** Where a picture from elsewhere may be loaded from (a proxy, say). Without an answer it is a link: nobody is tracked. */
  readonly externalImageUrl?: (url: string) => string | undefined;
  /** The words that the renderer adds, in the reader's language; English by default. */
  readonly labels?: Partial<HtmlLabels>;
  /** Begins every id, so that several documents fit on one page: lower-case letters and digits. Default `hf`. */
  readonly idPrefix?: string;
}

export const englishLabels: HtmlLabels = {
  info: 'Info',
  note: 'Note',
  tip: 'Tip',
  success: 'Success',
  warning: 'Warning',
  error: 'Error',
  done: 'Done',
  open: 'To do',
  decision: 'Decision',
  details: 'Details',
  contents: 'Contents',
  table: 'Table',
  file: 'File',
};
