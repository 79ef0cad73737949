// The schema of the editor, without anything that needs a screen: tests and conversions use it as it is.
import { getSchema } from '@tiptap/core';
import { inlineNodes } from './inline-nodes.ts';
import { listNodes } from './list-nodes.ts';
import { markExtensions } from './marks.ts';
import { otherNodes } from './other-nodes.ts';
import { textNodes } from './text-nodes.ts';

export const schemaExtensions = [...textNodes, ...listNodes, ...inlineNodes, ...otherNodes, ...markExtensions];

export const editorSchema = getSchema([...schemaExtensions]);
