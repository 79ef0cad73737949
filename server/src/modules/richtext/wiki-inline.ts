/**
 * Second half of wiki markup: what stands inside a line. One pass finds phrases' delimiters, links, pictures,
 * addresses, smilies, escapes and macro tokens; a second pairs the delimiters and emits. Delimiters pair within a line,
 * innermost first, and a delimiter without a partner is text. Nothing looks back, so the cost is linear.
 */
import type { AdfMark } from './adf.ts';
import { hardBreak, linkedText, mark, text, type Draft } from './draft.ts';
import { shortNameAt, typedEmojiAt } from './emoji.ts';
import { emojiNode, linkMark } from './named-things.ts';
import type { Resolvers } from './resolvers.ts';
import { convertWikiImage, convertWikiLink } from './wiki-links.ts';
import { monospaceEnd, tokenEnd, tokenStart } from './wiki-scan.ts';

export interface InlineContext {
  readonly resolvers: Resolvers;
  readonly dialect: 'jira' | 'confluence';
  /** The nodes of a macro that was taken out. */
  readonly macro: (index: number, marks: readonly AdfMark[]) => readonly Draft[];
}

interface Delimiter {
  readonly sign: string;
  readonly raw: string;
  readonly opens: boolean;
  readonly closes: boolean;
  partner: 'opens' | 'closes' | undefined;
}

type Token = { readonly text: string } | { readonly delimiter: Delimiter } | { readonly make: (marks: readonly AdfMark[]) => readonly Draft[]; readonly isBreak?: true };

const phraseMarks: ReadonlyMap<string, AdfMark> = new Map([
  ['*', mark('strong')],
  ['_', mark('em')],
  ['-', mark('strike')],
  ['+', mark('underline')],
  ['^', mark('subsup', { type: 'sup' })],
  ['~', mark('subsup', { type: 'sub' })],
  ['??', mark('em')],
]);

export function wikiInline(source: string, context: InlineContext, marks: readonly AdfMark[] = []): readonly Draft[] {
  const tokens = new InlineScanner(source, context).tokens();
  pair(tokens);
  return emit(tokens, marks);
}

function pair(tokens: readonly Token[]): void {
  let open: Delimiter[] = [];
  for (const token of tokens) {
    if ('isBreak' in token) open = [];
    if (!('delimiter' in token)) continue;
    const { delimiter } = token;
    const at = delimiter.closes ? open.findLastIndex((one) => one.sign === delimiter.sign) : -1;
    const opener = open[at];
    if (opener) {
      opener.partner = 'opens';
      delimiter.partner = 'closes';
      open.length = at;
    } else if (delimiter.opens && !open.some((one) => one.sign === delimiter.sign)) open.push(delimiter); // at most seven are open
  }
}

function emit(tokens: readonly Token[], outer: readonly AdfMark[]): readonly Draft[] {
  const out: Draft[] = [];
  const marks = [...outer];
  for (const token of tokens) {
    if ('text' in token) out.push(text(token.text, [...marks]));
    else if ('make' in token) for (const draft of token.make([...marks])) out.push(draft);
    else if (token.delimiter.partner === undefined) out.push(text(token.delimiter.raw, [...marks]));
    else if (token.delimiter.partner === 'closes') marks.pop();
    else marks.push(phraseMarks.get(token.delimiter.sign) ?? mark('strong'));
  }
  return out;
}

class InlineScanner {
  private readonly source: string;
  private readonly context: InlineContext;
  private readonly out: Token[] = [];
  private plain = '';
  private at = 0;

  constructor(source: string, context: InlineContext) {
    this.source = source;
    this.context = context;
  }

  tokens(): readonly Token[] {
    const ordinary = /[^\\{[!*_\-+^~?:;(<&\n\uFFFEhHmMA-Z]+/y;
    while (this.at < this.source.length) {
      ordinary.lastIndex = this.at;
      const run = ordinary.exec(this.source)?.[0];
      if (run !== undefined) {
        this.plain += run;
        this.at += run.length;
      } else this.step(this.source.charAt(this.at));
    }
    this.flush();
    return this.out;
  }

  private step(character: string): void {
    switch (character) {
      case '\\':
        return this.escape();
      case '\n':
        return this.lineBreak(1);
      case tokenStart:
        return this.macro();
      case '{':
        return this.brace();
      case '[':
        return this.link();
      case '!':
        return this.image();
      case '*':
      case '_':
      case '+':
      case '^':
      case '~':
        return this.delimiter(character, 1);
      case '-':
        return this.dash();
      case '?':
        return this.source[this.at + 1] === '?' ? this.delimiter('??', 2) : this.literal(1);
      case ':':
      case ';':
      case '(':
      case '<':
        return this.smiley();
      case '&':
        return this.entity();
      default:
        return this.word();
    }
  }

  private literal(length: number): void {
    this.plain += this.source.slice(this.at, this.at + length);
    this.at += length;
  }

  private flush(): void {
    if (this.plain !== '') this.out.push({ text: this.plain });
    this.plain = '';
  }

  private put(token: Token, length: number): void {
    this.flush();
    this.out.push(token);
    this.at += length;
  }

  private before(): string {
    return this.source.charAt(this.at - 1);
  }

  private lineBreak(length: number): void {
    this.put({ make: () => [hardBreak], isBreak: true }, length);
  }

  /** `\\` breaks the line (but not in `\\server\share`); a backslash before a sign makes the sign plain. */
  private escape(): void {
    const next = this.source.charAt(this.at + 1);
    if (next === '\\') {
      const startsWord = isWord(this.source.charAt(this.at + 2)) && !isWord(this.before());
      if (startsWord) return this.literal(2);
      return this.lineBreak(this.source[this.at + 2] === '\n' || this.source[this.at + 2] === ' ' ? 3 : 2);
    }
    if (/[!-/:-@[-`{-~]/.test(next)) {
      this.plain += next;
      this.at += 2;
    } else this.literal(1);
  }

  private macro(): void {
    const end = this.source.indexOf(tokenEnd, this.at);
    const index = Number(this.source.slice(this.at + 1, end));
    this.put({ make: (marks) => this.context.macro(index, marks) }, end + 1 - this.at);
  }

  private brace(): void {
    if (this.source[this.at + 1] === '{') {
      const end = monospaceEnd(this.source, this.at);
      if (end === undefined) return this.literal(2);
      const code = this.source.slice(this.at + 2, end - 2).replace(/\\([!-/:-@[-`{-~])/g, '$1');
      return this.put({ make: (marks) => [text(code, [...marks, mark('code')])] }, end - this.at);
    }
    const forced = /\{(\?\?|[*_\-+^~])\}/y;
    forced.lastIndex = this.at;
    const found = forced.exec(this.source);
    const sign = found?.[1];
    if (!found || sign === undefined) return this.literal(1);
    this.put({ delimiter: { sign, raw: found[0], opens: true, closes: true, partner: undefined } }, found[0].length);
  }

  private link(): void {
    const end = linkEnd(this.source, this.at);
    if (end === undefined) return this.literal(1);
    const make = convertWikiLink(this.source.slice(this.at + 1, end), this.context, (alias, marks) => wikiInline(alias, this.context, marks));
    if (make) this.put({ make }, end + 1 - this.at);
    else this.literal(1);
  }

  private image(): void {
    const end = isWord(this.before()) ? undefined : imageEnd(this.source, this.at);
    if (end === undefined) return this.literal(1);
    const draft = convertWikiImage(this.source.slice(this.at + 1, end), this.context.resolvers);
    this.put({ make: () => [draft] }, end + 1 - this.at);
  }

  private delimiter(sign: string, length: number): void {
    const before = this.before();
    const after = this.source.charAt(this.at + length);
    const opens = !isWord(before) && after !== '' && !/\s/.test(after) && !sign.startsWith(after);
    const closes = before !== '' && !/\s/.test(before) && !isWord(after);
    if (opens || closes) this.put({ delimiter: { sign, raw: sign, opens, closes, partner: undefined } }, length);
    else this.literal(length);
  }

  /** ` -- ` and ` --- ` are dashes; a single one may strike out. */
  private dash(): void {
    const run = /-+/y;
    run.lastIndex = this.at;
    const length = run.exec(this.source)?.[0].length ?? 1;
    if (length === 1) return this.delimiter('-', 1);
    const alone = /^\s?$/.test(this.before()) && /^\s?$/.test(this.source.charAt(this.at + length));
    if (alone && length <= 3) {
      this.plain += length === 2 ? '–' : '—';
      this.at += length;
    } else this.literal(length);
  }

  private smiley(): void {
    const found = isWord(this.before()) ? undefined : (typedEmojiAt(this.source, this.at) ?? (this.source[this.at] === ':' ? shortNameAt(this.source, this.at) : undefined));
    const after = found ? this.source.charAt(this.at + found.length) : '';
    const last = found ? this.source.charAt(this.at + found.length - 1) : '';
    if (!found || (isWord(last) && isWord(after))) return this.literal(1);
    this.put({ make: () => [emojiNode(found.emoji)] }, found.length);
  }

  private entity(): void {
    const pattern = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/iy;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    const codePoint = found?.[1] ? Number(found[1]) : found?.[2] ? Number.parseInt(found[2], 16) : entities.get(found?.[3] ?? '');
    const printable = codePoint !== undefined && (codePoint === 9 || codePoint === 10 || codePoint >= 32) && codePoint <= 0x10_ff_ff && !(codePoint >= 0xd8_00 && codePoint <= 0xdf_ff);
    if (!found || !printable || codePoint === 0xff_fe || codePoint === 0xff_ff) return this.literal(1);
    this.plain += String.fromCodePoint(codePoint);
    this.at += found[0].length;
  }

  /** Addresses and, where the caller knows the issue, issue keys; both only at the start of a word. */
  private word(): void {
    const atStart = !isWord(this.before());
    const address = atStart ? addressAt(this.source, this.at) : undefined;
    const link = address === undefined ? undefined : linkMark(address);
    if (address !== undefined && link) return this.put({ make: (marks) => [linkedText(address, link, marks)] }, address.length);
    const key = atStart && this.context.resolvers.resolveIssue ? issueKeyAt(this.source, this.at) : undefined;
    const href = key === undefined ? undefined : this.context.resolvers.resolveIssue?.(key);
    const issueLink = href === undefined ? undefined : linkMark(href);
    if (key !== undefined && issueLink) return this.put({ make: (marks) => [linkedText(key, issueLink, marks)] }, key.length);
    const run = /[\p{L}\p{Nd}]+/uy;
    run.lastIndex = this.at;
    this.literal(run.exec(this.source)?.[0].length ?? 1);
  }
}

const entities: ReadonlyMap<string, number> = new Map(
  Object.entries({ nbsp: 160, lt: 60, gt: 62, amp: 38, quot: 34, apos: 39, copy: 169, reg: 174, trade: 8482, mdash: 8212, ndash: 8211, hellip: 8230, euro: 8364, deg: 176 }),
);

export function isWord(character: string): boolean {
  return /^[\p{L}\p{Nd}]$/u.test(character);
}

/** Where the link that starts here ends, on the same line and without another `[` inside. */
export function linkEnd(source: string, start: number): number | undefined {
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at];
    if (character === ']') return at > start + 1 ? at : undefined;
    if (character === '[' || character === '\n') return undefined;
    if (character === '\\') at += 1;
  }
  return undefined;
}

/** Where the picture that starts here ends: `!name.ext!`, `!name.ext|…!` or `!https://…!`. */
export function imageEnd(source: string, start: number): number | undefined {
  const end = /[!\n]/g;
  end.lastIndex = start + 1;
  const at = end.exec(source)?.index;
  if (at === undefined || source[at] !== '!' || at - start > 1_000) return undefined;
  const [name = ''] = source.slice(start + 1, at).split('|', 1);
  return /^https?:\/\/\S+$/i.test(name) || /^[^\s\uFFFE[\]][^\uFFFE]*\.[A-Za-z0-9]{1,5}$/.test(name) ? at : undefined;
}

const addressLengthMax = 2_000;

function addressAt(source: string, start: number): string | undefined {
  const pattern = /(?:https?:\/\/|mailto:)[^\s|[\]<>"{}\\^`\uFFFE\uFFFF]{1,2000}/iy;
  pattern.lastIndex = start;
  const found = pattern.exec(source)?.[0];
  if (found === undefined || found.length >= addressLengthMax) return undefined;
  let end = found.length;
  while (end > 0 && /[.,;:!?'*_~+\-)]/.test(found.charAt(end - 1)) && !(found.charAt(end - 1) === ')' && found.includes('('))) end -= 1;
  const address = found.slice(0, end);
  return /(?:\/\/|:)[^/]/.test(address) ? address : undefined;
}

function issueKeyAt(source: string, start: number): string | undefined {
  const pattern = /[A-Z][A-Z0-9_]{1,19}-[1-9]\d{0,9}(?![\p{L}\p{Nd}-])/uy;
  pattern.lastIndex = start;
  return pattern.exec(source)?.[0];
}
