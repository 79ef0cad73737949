/**
 * Judges HTML by what a parser makes of it, for tests: every element, attribute, address and comment that is not on the
 * list of what `adfToHtml` may write is a finding. Knows nothing of how the HTML was made.
 */
import { Parser } from 'htmlparser2';

const ownAttributes = ['class', 'data-color'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'rel', 'title', 'data-account'],
  blockquote: [], br: [], code: [], del: [], details: [], em: [], figcaption: [], figure: [], hr: [], li: [], p: [], strong: [], sub: [], summary: [], sup: [],
  tbody: [], thead: [], tr: [], u: [], ul: [], table: [],
  div: ['role', 'aria-label', 'tabindex', 'data-width', 'data-extension'],
  h1: ['id'], h2: ['id'], h3: ['id'], h4: ['id'], h5: ['id'], h6: ['id'],
  img: ['src', 'alt', 'width', 'height', 'loading'],
  nav: ['aria-label'],
  ol: ['start'],
  pre: ['tabindex', 'data-language'],
  span: ['id', 'role', 'aria-label', 'data-account', 'data-annotation', 'data-extension'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan', 'scope'],
  time: ['datetime'],
};

/** All findings; an empty list is a clean bill. Read as HTML and as XML: what differs between the two is how mutations get through. */
export function judgeHtml(html: string): readonly string[] {
  const asHtml = findings(html, false);
  const asXml = findings(html, true);
  const same = JSON.stringify(asHtml.elements) === JSON.stringify(asXml.elements);
  return [...asHtml.found, ...asXml.found, ...(same ? [] : ['read differently as HTML and as XML'])];
}

function findings(html: string, xmlMode: boolean): { readonly found: readonly string[]; readonly elements: readonly string[] } {
  const found: string[] = [];
  const elements: string[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        elements.push(name);
        const names = allowed[name];
        if (!names) found.push(`element ${name}`);
        for (const [attribute, value] of Object.entries(attributes)) {
          if (!names?.includes(attribute) && !ownAttributes.includes(attribute)) found.push(`attribute ${name} ${attribute}`);
          const wrong = judgeValue(attribute, value);
          if (wrong) found.push(`${wrong}: ${value}`);
        }
      },
      oncomment: (data) => void found.push(`comment ${data}`),
      onprocessinginstruction: (name) => void found.push(`instruction ${name}`),
      oncdatastart: () => void found.push('cdata'),
    },
    { xmlMode, recognizeSelfClosing: true, lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  );
  // Void elements have no end tag, which XML would wait for.
  parser.end(xmlMode ? html.replace(/<(br|hr|img)((?: [a-z-]+="[^"]*")*)>/g, '<$1$2/>') : html);
  return { found, elements };
}

function judgeValue(attribute: string, value: string): string | undefined {
  switch (attribute) {
    case 'href':
    case 'src': {
      if (!URL.canParse(value, 'https://site.example/here/')) return 'no address';
      const { protocol, hostname } = new URL(value, 'https://site.example/here/');
      const schemes = attribute === 'src' ? ['http:', 'https:'] : ['http:', 'https:', 'mailto:', 'tel:'];
      if (!schemes.includes(protocol)) return 'scheme';
      // An address that leaves the site says so with its scheme.
      return /^https?:/i.test(value) || !hostname || hostname === 'site.example' ? undefined : 'hidden host';
    }
    case 'class':
      return /^hf-[a-z0-9-]+(?: hf-[a-z0-9-]+)*$/.test(value) ? undefined : 'class';
    case 'id':
      return /^hf-/.test(value) ? undefined : 'id without our prefix';
    case 'data-color':
      return /^#[0-9a-f]{6}$/.test(value) ? undefined : 'colour';
    case 'role':
      return /^(?:img|note|group)$/.test(value) ? undefined : 'role';
    case 'colspan':
    case 'rowspan':
    case 'start':
    case 'width':
    case 'height':
    case 'tabindex':
      return /^\d{1,16}$/.test(value) ? undefined : 'number';
    default:
      return undefined;
  }
}
