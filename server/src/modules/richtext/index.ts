/** Rich text: one canonical form (ADF), converters into it, renderers out of it. Pure functions; see README.md. */
export type { AdfDocument, AdfMark, AdfNode, Attributes, JsonValue } from './adf.ts';
export { adfToHtml } from './adf-to-html.ts';
export { adfToStorage, type StorageOptions } from './adf-to-storage.ts';
export { adfToExcerpt, adfToText } from './adf-to-text.ts';
export { adfToJiraMarkup, type WikiWriteOptions } from './adf-to-wiki.ts';
export { errors } from './errors.ts';
export { englishLabels, type FileReference, type HtmlLabels, type HtmlOptions, type ShownFile } from './html-options.ts';
export { limits } from './limits.ts';
export { parseReference, referenceHref, type LinkTarget } from './link-reference.ts';
export { isValidAdf, parseAdf } from './parse-adf.ts';
export type { AttachmentName, PageName, ResolvedAttachment, ResolvedUser, Resolvers, UserName } from './resolvers.ts';
export { safeHref } from './safe-link.ts';
export { storageToAdf } from './storage-to-adf.ts';
export { textToAdf } from './text-to-adf.ts';
export { jiraMarkupToAdf, type WikiOptions } from './wiki-blocks.ts';
