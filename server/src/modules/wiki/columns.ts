/** The sealed columns of the wiki, as sealing names them. */
import type { SealedColumn } from '../../kernel/seal/index.ts';

function columnsOf<const Names extends readonly string[]>(table: string, ...names: Names): { readonly [Name in Names[number]]: SealedColumn } {
  // The keys are exactly the names given.
  return Object.fromEntries(names.map((column) => [column, { table, column }])) as { readonly [Name in Names[number]]: SealedColumn };
}

export const personColumns = columnsOf('wiki.person', 'id', 'source_key', 'name', 'email', 'email_token');
export const groupColumns = columnsOf('wiki.imported_group', 'id', 'name');
export const spaceColumns = columnsOf('wiki.space', 'name');
export const contentColumns = columnsOf('wiki.content', 'title', 'anchor', 'title_token', 'title_claim');
export const versionColumns = columnsOf('wiki.version', 'title', 'body', 'source', 'message');
export const draftColumns = columnsOf('wiki.personal_draft', 'title', 'body');
export const sharedDocumentColumns = columnsOf('wiki.shared_document', 'snapshot');
export const sharedUpdateColumns = columnsOf('wiki.shared_update', 'body');
export const labelColumns = columnsOf('wiki.label', 'name', 'name_token');
export const propertyColumns = columnsOf('wiki.property', 'key', 'value', 'key_token');
export const templateColumns = columnsOf('wiki.template', 'name', 'description', 'body', 'source');
export const importColumns = columnsOf('wiki.import_map', 'source');
export const recordColumns = columnsOf('wiki.import_record', 'record');
export const originalColumns = columnsOf('wiki.original', 'record', 'source');
