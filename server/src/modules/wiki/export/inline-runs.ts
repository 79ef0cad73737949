/** A line of a document as runs of one appearance each, for formats that know no tree: Word, PDF. */
import { adfToText, type AdfNode } from '../../richtext/index.ts';

export interface Run {
  readonly text: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly code: boolean;
  readonly raised: 'sub' | 'sup' | null;
  readonly href: string | null;
}

export function inlineRuns(nodes: readonly AdfNode[]): readonly Run[] {
  return nodes.flatMap((node): Run[] => {
    const marks = node.marks ?? [];
    const has = (type: string): boolean => marks.some((mark) => mark.type === type);
    const raised = marks.find(({ type }) => type === 'subsup')?.attrs?.['type'];
    const link = marks.find(({ type }) => type === 'link')?.attrs?.['href'];
    const text = textOf(node);
    if (text === '') return [];
    return [{ text, bold: has('strong') || node.type === 'status', italic: has('em'), underline: has('underline'), strike: has('strike'), code: has('code'), raised: raised === 'sub' || raised === 'sup' ? raised : null, href: webAddress(typeof link === 'string' ? link : node.attrs?.['url']) }];
  });
}

/** Only what leads somewhere from outside: addresses within the site mean nothing in a file. */
function webAddress(href: unknown): string | null {
  return typeof href === 'string' && /^(?:https?|mailto):/i.test(href) ? href : null;
}

function textOf(node: AdfNode): string {
  switch (node.type) {
    case 'text':
      return node.text ?? '';
    case 'hardBreak':
      return '\n';
    case 'placeholder':
      return '';
    default:
      return adfToText({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [node] }] });
  }
}
