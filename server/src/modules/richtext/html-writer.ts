/**
 * The only place where HTML is made. A piece of HTML can be made of text (escaped here), of other pieces, and of
 * elements from a fixed list with attributes from a fixed list, whose values are escaped and, for addresses, classes and
 * ids, judged here again. No function takes a string as markup, so no caller can pass one by mistake.
 */
import { safeHref, safeImageUrl } from './safe-link.ts';

export type Tag =
  | 'a' | 'blockquote' | 'br' | 'code' | 'del' | 'details' | 'div' | 'em' | 'figcaption' | 'figure' | 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6' | 'hr' | 'img' | 'li' | 'nav'
  | 'ol' | 'p' | 'pre' | 'span' | 'strong' | 'sub' | 'summary' | 'sup' | 'table' | 'tbody' | 'td' | 'th' | 'thead' | 'time' | 'tr' | 'u' | 'ul';

export interface HtmlAttributes {
  readonly class?: string | undefined;
  readonly id?: string | undefined;
  readonly href?: string | undefined;
  readonly src?: string | undefined;
  readonly rel?: 'noopener noreferrer nofollow' | undefined;
  readonly alt?: string | undefined;
  readonly title?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly start?: number | undefined;
  readonly colspan?: number | undefined;
  readonly rowspan?: number | undefined;
  readonly tabindex?: 0 | undefined;
  readonly loading?: 'lazy' | undefined;
  readonly scope?: 'col' | 'row' | undefined;
  readonly datetime?: string | undefined;
  readonly role?: 'img' | 'note' | 'group' | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-hidden'?: 'true' | undefined;
  readonly 'data-color'?: string | undefined;
  readonly 'data-language'?: string | undefined;
  readonly 'data-account'?: string | undefined;
  readonly 'data-annotation'?: string | undefined;
  readonly 'data-extension'?: string | undefined;
  readonly 'data-width'?: number | undefined;
}

const voidTags: ReadonlySet<Tag> = new Set<Tag>(['br', 'hr', 'img']);

/** A finished piece of HTML. It can be joined and wrapped, and read only as the whole. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static text(words: string): Html {
    return new Html(escapeHtml(words));
  }

  static join(pieces: readonly Html[]): Html {
    const [only] = pieces;
    return pieces.length === 1 && only ? only : new Html(pieces.map((piece) => piece.#markup).join(''));
  }

  static element(tag: Tag, attributes: HtmlAttributes, children: readonly Html[] = []): Html {
    const given: Readonly<Record<string, string | number | undefined>> = { ...attributes };
    const start = `<${tag}${Object.entries(given).map(([name, value]) => attribute(name, value)).join('')}>`;
    return new Html(voidTags.has(tag) ? start : `${start}${Html.join(children).#markup}</${tag}>`);
  }

  get isEmpty(): boolean {
    return this.#markup === '';
  }

  toString(): string {
    return this.#markup;
  }
}

function attribute(name: string, value: string | number | undefined): string {
  const judged = value === undefined ? undefined : judge(name, String(value));
  return judged === undefined ? '' : ` ${name}="${escapeHtml(judged)}"`;
}

function judge(name: string, value: string): string | undefined {
  switch (name) {
    case 'href':
      return safeHref(value);
    case 'src':
      return safeImageUrl(value);
    case 'class':
      return /^hf-[a-z0-9-]+(?: hf-[a-z0-9-]+)*$/.test(value) ? value : undefined;
    case 'id':
      return /^[a-z][a-z0-9]*-[\p{L}\p{N}-]*$/u.test(value) ? value : undefined;
    case 'data-color':
      return /^#[0-9a-f]{6}$/i.test(value) ? value : undefined;
    default:
      return value;
  }
}

function escapeHtml(words: string): string {
  return words.replace(unsafe, (character) => escapes[character] ?? '\uFFFD');
}

// eslint-disable-next-line no-control-regex -- what HTML cannot carry becomes U+FFFD
const unsafe = /[&<>"'`\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };
