/** The refusals of the rich-text module. Only `parseAdf` refuses; converters and renderers take any input and lose no words. */
import { defineErrors } from '../../kernel/errors/index.ts';

export const errors = defineErrors('richtext', {
  not_a_document: { status: 400, title: 'The body is not an Atlassian Document Format document: {"version": 1, "type": "doc", "content": […]}.' },
  node_unknown: { status: 400, title: 'The document contains a node of a type that this format does not have.' },
  node_misplaced: { status: 400, title: 'The document contains a node in a place where the format does not allow it.' },
  attribute_invalid: { status: 400, title: 'A node or mark in the document has a missing, unknown or wrong attribute.' },
  mark_unknown: { status: 400, title: 'The document contains a mark of a type that this format does not have.' },
  mark_misplaced: { status: 400, title: 'The document contains a mark on a node that cannot carry it.' },
  text_invalid: { status: 400, title: 'A text node must have a non-empty text, and no other node may have one.' },
  link_refused: { status: 400, title: 'Links may only lead to http, https, mailto and tel addresses, relative addresses and anchors.' },
  too_deep: { status: 400, title: 'The document is nested more deeply than 100 levels.' },
  too_many_nodes: { status: 413, title: 'The document has more than 50,000 nodes.' },
  too_large: { status: 413, title: 'The document is larger than 5 MiB.' },
});
