/** What an export is made of: pages in order, whole, with the pictures that they show. */
import type { AdfDocument, AdfNode } from '../../richtext/index.ts';

export interface ExportedPicture {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

export interface ExportedPage {
  readonly id: number;
  readonly title: string;
  /** 0 for the page that was asked for. */
  readonly depth: number;
  readonly adf: AdfDocument;
  readonly pictures: Pictures;
}

/** By every name that a document may use for a file: its name in lower case, its ids. */
export type Pictures = ReadonlyMap<string, ExportedPicture>;

export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** An attribute that is text; '' where it is none. */
export function textOf(node: AdfNode, name: string): string {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : '';
}

export function pictureOf({ pictures }: { readonly pictures: Pictures }, media: AdfNode): ExportedPicture | undefined {
  const id = media.attrs?.['id'];
  return typeof id === 'string' ? pictures.get(id.toLowerCase()) : undefined;
}

/** The headings of a page, for a table of contents in formats that do not make one by themselves. */
export function headingsOf({ adf }: ExportedPage): readonly { readonly level: number; readonly node: AdfNode }[] {
  const found: { level: number; node: AdfNode }[] = [];
  const open = [...adf.content].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'heading') found.push({ level: Number(node.attrs?.['level'] ?? 1), node });
    else open.push(...[...(node.content ?? [])].reverse());
  }
  return found;
}

export const isContents = (node: AdfNode): boolean => node.type === 'extension' && node.attrs?.['extensionKey'] === 'toc';
