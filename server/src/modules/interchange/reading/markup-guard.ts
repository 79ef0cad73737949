/**
 * Stands between the decoder and the XML parser and keeps both the parser and the memory out of danger. It knows only where markup
 * begins and ends, which is enough to
 *   - replace characters that XML 1.0 does not allow (real exports contain them) by U+FFFD, and count them;
 *   - refuse a DOCTYPE with declarations of its own, so that there is nothing to expand and nothing to fetch;
 *   - leave out comments and processing instructions (Jira writes `--` into its header comment, which no strict parser accepts);
 *   - stop forwarding a text, CDATA section or attribute value that exceeds the limit, and say so, while the parser goes on behind it.
 * It decides nothing about well-formedness: what it replaces leaves markup behind in the same place, so the parser still refuses it
 * where markup must not be.
 */
import { isAppError, type AppError } from '../../../kernel/errors/index.ts';
import { errors } from '../errors.ts';

export interface MarkupGuardOptions {
  /** Characters of one text, CDATA section, or tag. */
  readonly tokenCharsMax: number;
  readonly prologCharsMax: number;
  /** Called with the number of characters left out; the next event of the parser belongs to the record that lost them. */
  readonly onOversize: (droppedChars: number) => void;
}

type State = 'content' | 'cdata' | 'comment' | 'instruction' | 'doctype';
/** Where the last unfinished piece of content ends: in text, in a tag, or in an attribute value with this quote. */
type ContentEnd = 'text' | 'tag' | '"' | "'";

// eslint-disable-next-line no-control-regex -- these are the characters to find
const illegalCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const characterReference = /&#(?:x([0-9a-fA-F]+)|([0-9]+));/g;
const bareAmpersand = /&(?!#?\w{1,12};)/;
const startedReference = /&[#\w]{0,12}$/;
const specialMarkup = /<[!?]/g;
const tagPunctuation = /["'>]/g;
const headerCommentCharsMax = 65_536;

export class MarkupGuard {
  /** Characters that XML 1.0 does not allow, raw or as references. */
  illegalCharacters = 0;
  doctypeIgnored = false;
  /** Text of the first comment, where Jira describes its environment. */
  firstComment: string | undefined;

  /** Why nothing behind what was passed may be read. */
  fault: AppError | undefined;

  readonly #options: MarkupGuardOptions;
  #output = '';
  #state: State = 'content';
  #held = '';
  /** Characters of the current comment, instruction, DOCTYPE, CDATA section or unfinished piece of content. */
  #tokenChars = 0;
  #contentEnd: ContentEnd = 'text';
  #dropping = false;
  #droppedChars = 0;
  #comment = '';
  #atStart = true;
  #sawElement = false;
  #prologChars = 0;

  constructor(options: MarkupGuardOptions) {
    this.#options = options;
  }

  /** What of this chunk the parser may see: up to the fault, where there is one, so that nothing before it is lost. */
  pass(chunk: string): string {
    this.#output = '';
    try {
      this.#scan(this.#withHeld(this.#withoutIllegalCharacters(chunk)));
    } catch (cause) {
      if (!isAppError(cause)) throw cause;
      this.fault = cause;
    }
    return this.#output;
  }

  #scan(input: string): void {
    let at = 0;
    while (at < input.length) {
      if (this.#state === 'cdata') {
        at = this.#passCdata(input, at);
      } else if (this.#state !== 'content') {
        at = this.#skipSpecial(input, at);
      } else if (this.#dropping) {
        at = this.#dropContent(input, at);
      } else {
        const special = indexOfSpecial(input, at);
        if (special === -1) return this.#passContent(input.slice(at), true);
        if (special > at) this.#passContent(input.slice(at, special), false);
        const next = this.#openSpecial(input, special);
        if (next === undefined) {
          this.#held = input.slice(special);
          return;
        }
        at = next;
      }
    }
  }

  /** The rest, once the source has ended. Returns undefined where the file ends inside of markup that the parser does not see. */
  finish(): string | undefined {
    if (this.#state !== 'content' || this.#dropping) return undefined;
    const rest = this.#held;
    this.#held = '';
    return rest;
  }

  #withoutIllegalCharacters(chunk: string): string {
    if (chunk.search(illegalCharacters) === -1) return chunk;
    return chunk.replace(illegalCharacters, () => {
      this.illegalCharacters += 1;
      return '\ufffd';
    });
  }

  #withHeld(chunk: string): string {
    if (this.#held === '') return chunk;
    const joined = this.#held + chunk;
    this.#held = '';
    return joined;
  }

  #passContent(segment: string, isLast: boolean): void {
    let content = segment;
    if (isLast) {
      // A markup start, or a character reference, may go on in the next chunk.
      const heldFrom = content.endsWith('<') ? content.length - 1 : content.slice(-16).search(startedReference);
      if (heldFrom !== -1) {
        const cut = content.endsWith('<') ? heldFrom : Math.max(0, content.length - 16) + heldFrom;
        this.#held = content.slice(cut);
        content = content.slice(0, cut);
      }
    }
    if (content.length === 0) return;
    this.#atStart = false;
    this.#noteContentEnd(content);
    if (!isLast) this.#tokenChars = 0;
    else if (this.#tokenChars > this.#options.tokenCharsMax) this.#startDropping();
    if (content.includes('&')) content = this.#withSoundReferences(content);
    this.#output += content;
  }

  #withSoundReferences(content: string): string {
    // The parser would take everything up to the next semicolon, however far, for a name.
    const bare = content.search(bareAmpersand);
    if (bare !== -1) {
      this.#output += this.#withoutIllegalReferences(content.slice(0, bare));
      throw errors.xml_malformed({ detail: 'An "&" begins no reference.' });
    }
    return content.includes('&#') ? this.#withoutIllegalReferences(content) : content;
  }

  #noteContentEnd(content: string): void {
    const lastTag = content.lastIndexOf('<');
    if (lastTag !== -1) this.#sawElement = true;
    if (!this.#sawElement) this.#countProlog(content.length);
    let end = lastTag === -1 ? this.#contentEnd : 'tag';
    this.#tokenChars = lastTag === -1 ? this.#tokenChars + content.length : content.length - lastTag;
    tagPunctuation.lastIndex = lastTag + 1;
    while (end !== 'text') {
      if (end === 'tag') {
        const found = tagPunctuation.exec(content);
        if (found === null) break;
        end = found[0] === '>' ? 'text' : found[0] === '"' ? '"' : "'";
      } else {
        const closing = content.indexOf(end, tagPunctuation.lastIndex);
        if (closing === -1) break;
        tagPunctuation.lastIndex = closing + 1;
        end = 'tag';
      }
    }
    this.#contentEnd = end;
  }

  #startDropping(): void {
    if (this.#contentEnd === 'tag') throw errors.xml_limit_exceeded({ detail: 'A tag is longer than a whole record may be.' });
    this.#dropping = true;
    this.#droppedChars = 0;
    // What is held back is the start of a tag, which ends the dropping, or of a reference, which belongs to what is dropped.
    if (!this.#held.startsWith('<')) this.#held = '';
  }

  #dropContent(input: string, at: number): number {
    const end = input.indexOf(this.#contentEnd === 'text' ? '<' : this.#contentEnd, at);
    this.#droppedChars += (end === -1 ? input.length : end) - at;
    if (end === -1) return input.length;
    this.#endDropping();
    return end;
  }

  #endDropping(): void {
    this.#dropping = false;
    this.#tokenChars = 0;
    this.#options.onOversize(this.#droppedChars);
  }

  #withoutIllegalReferences(content: string): string {
    return content.replace(characterReference, (reference, hex: string | undefined, decimal: string | undefined) => {
      const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
      if (isXmlCharacter(code)) return reference;
      this.illegalCharacters += 1;
      return '\ufffd';
    });
  }

  /** Decides what begins at `<!` or `<?`; undefined where the chunk ends too early to tell. */
  #openSpecial(input: string, at: number): number | undefined {
    const start = input.slice(at, at + 9);
    const kinds: readonly (readonly [string, State, string])[] = [
      ['<![CDATA[', 'cdata', '<![CDATA['],
      ['<!--', 'comment', this.#atStart ? '' : '<!---->'],
      ['<!DOCTYPE', 'doctype', '<!DOCTYPE ignored>'],
      ['<?', 'instruction', this.#atStart ? '' : '<?ignored?>'],
    ];
    for (const [opening, state, forward] of kinds) {
      if (start.startsWith(opening)) {
        this.#state = state;
        this.#tokenChars = 0;
        this.#comment = '';
        if (state === 'doctype' && this.#sawElement) throw errors.xml_malformed({ detail: 'A DOCTYPE inside of the document.' });
        if (state === 'doctype') this.#atStart = false;
        this.#output += forward;
        return at + opening.length;
      }
      if (opening.startsWith(start)) return undefined;
    }
    throw errors.xml_malformed({ detail: 'Markup that begins with "<!" is neither a comment nor CDATA.' });
  }

  #passCdata(input: string, at: number): number {
    const end = input.indexOf(']]>', at);
    let to = end;
    if (end === -1) {
      const keep = input.endsWith(']]') ? 2 : input.endsWith(']') ? 1 : 0;
      to = Math.max(at, input.length - keep);
      this.#held = input.slice(to);
    }
    this.#tokenChars += to - at;
    if (this.#dropping) this.#droppedChars += to - at;
    else this.#output += input.slice(at, to);
    if (end === -1) {
      if (this.#tokenChars > this.#options.tokenCharsMax && !this.#dropping) {
        this.#dropping = true;
        this.#droppedChars = 0;
      }
      return input.length;
    }
    if (this.#dropping) this.#endDropping();
    this.#output += ']]>';
    this.#state = 'content';
    this.#contentEnd = 'text';
    this.#tokenChars = 0;
    return end + 3;
  }

  /** Passes over a comment, instruction or DOCTYPE. */
  #skipSpecial(input: string, at: number): number {
    const closing = this.#state === 'comment' ? '-->' : this.#state === 'instruction' ? '?>' : '>';
    const end = input.indexOf(closing, at);
    const to = end === -1 ? Math.max(at, input.length - (closing.length - 1)) : end;
    const text = input.slice(at, to);
    this.#tokenChars += text.length;
    if (!this.#sawElement) this.#countProlog(text.length);
    if (this.#state === 'doctype') this.#checkDoctype(text);
    if (this.#state === 'comment' && this.firstComment === undefined && this.#comment.length < headerCommentCharsMax) this.#comment += text;
    if (end === -1) {
      this.#held = input.slice(to);
      return input.length;
    }
    if (this.#state === 'comment' && this.firstComment === undefined) this.firstComment = this.#comment.slice(0, headerCommentCharsMax);
    this.#state = 'content';
    this.#contentEnd = 'text';
    this.#tokenChars = 0;
    return end + closing.length;
  }

  #checkDoctype(text: string): void {
    if (text.includes('[')) throw errors.xml_doctype_forbidden();
    if (this.#tokenChars > 4_096) throw errors.xml_limit_exceeded({ detail: 'The DOCTYPE is longer than 4096 characters.' });
    this.doctypeIgnored = true;
  }

  #countProlog(chars: number): void {
    this.#prologChars += chars;
    if (this.#prologChars <= this.#options.prologCharsMax) return;
    throw errors.xml_limit_exceeded({ detail: `There are more than ${this.#options.prologCharsMax} characters before the first element.` });
  }
}

function indexOfSpecial(input: string, from: number): number {
  specialMarkup.lastIndex = from;
  return specialMarkup.exec(input)?.index ?? -1;
}

/** XML 1.0, production 2. */
function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
