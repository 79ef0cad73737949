/**
 * First pass over wiki markup: finds macros and takes them out, so that the passes for blocks and for phrases see one
 * token where a macro was, wherever it stands (in a list item, a cell, between words).
 *
 * A tag opens when it names a known macro; a tag without parameters closes the innermost open macro of its name;
 * what was opened inside and not closed is text again. Unknown names are text. Escaped braces and {{monospace}} are
 * passed over. Every character is looked at a bounded number of times.
 */
import { limits } from './limits.ts';

export interface ScannedMacro {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Source between the tags; for rich bodies with tokens in place of inner macros. */
  readonly body?: string;
}

export interface Scan {
  readonly text: string;
  readonly macros: readonly ScannedMacro[];
}

/** Start and end of a token. `cleanText` has removed both characters from the source. */
export const tokenStart = '\uFFFE';
export const tokenEnd = '\uFFFF';

export const verbatimMacros: ReadonlySet<string> = new Set(['code', 'noformat', 'html', 'latex', 'csv']);
export const richMacros: ReadonlySet<string> = new Set(
  'quote panel color colour info note tip warning expand section column excerpt details toc-zone div span align center deck card tabs tab cloak hidden-data table-plus'.split(' '),
);
const singleMacros: ReadonlySet<string> = new Set(
  (
    'toc children anchor status jira jiraissues jiraportlet attachments gallery include excerpt-include pagetree pagetreesearch recently-updated blog-posts ' +
    'contentbylabel listlabels livesearch index spaces page-info create-page profile userlister rss chart gliffy drawio youtube widget iframe junitreport ' +
    'change-history favpages tasklist dynamictasklist im navmap network popular-labels related-labels recently-used-labels spacejump space-details space-attachments ' +
    'view-file viewdoc viewpdf viewppt viewxls multimedia flash loremipsum bookmarks contributors contributors-summary content-by-user global-reports lozenge'
  ).split(' '),
);

interface Frame {
  readonly name: string;
  readonly tag: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly parts: string[];
}

interface Tag {
  readonly name: string;
  readonly parameters: string | undefined;
  readonly end: number;
}

export function scanMacros(source: string): Scan {
  return new MacroScanner(source).scan();
}

class MacroScanner {
  private readonly source: string;
  private readonly lower: string;
  private readonly macros: ScannedMacro[] = [];
  private readonly frames: Frame[] = [{ name: '', tag: '', parameters: {}, parts: [] }];
  private readonly unclosed = new Set<string>();

  constructor(source: string) {
    this.source = source;
    this.lower = source.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  }

  scan(): Scan {
    const { source } = this;
    const next = /[\\{]/g;
    let from = 0;
    for (let found = next.exec(source); found; found = next.exec(source)) {
      const at = found.index;
      if (source[at] === '\\') next.lastIndex = at + 2;
      else if (source[at + 1] === '{') next.lastIndex = monospaceEnd(source, at) ?? at + 2;
      else {
        const end = this.tagAt(at, from);
        if (end === undefined) continue;
        from = end;
        next.lastIndex = end;
      }
    }
    this.add(source.slice(from));
    while (this.frames.length > 1) this.foldInnermost();
    return { text: this.frames[0]?.parts.join('') ?? '', macros: this.macros };
  }

  /** Handles the tag at this place; gives where scanning goes on, or undefined when it is text. */
  private tagAt(at: number, from: number): number | undefined {
    const tag = readTag(this.lower, this.source, at);
    if (!tag) return undefined;
    if (verbatimMacros.has(tag.name)) return this.verbatim(tag, at, from);
    const isRich = richMacros.has(tag.name);
    if (!isRich && !singleMacros.has(tag.name)) return undefined;
    const open = isRich && tag.parameters === undefined ? this.frames.findLastIndex((frame) => frame.name === tag.name) : -1;
    if (open < 0 && isRich && (this.frames.length > limits.sourceDepthMax || (tag.name === 'color' && tag.parameters === undefined))) return undefined;
    this.add(this.source.slice(from, at));
    if (open > 0) this.close(open);
    else if (isRich) this.frames.push({ name: tag.name, tag: this.source.slice(at, tag.end), parameters: readParameters(tag.parameters), parts: [] });
    else this.token({ name: tag.name, parameters: readParameters(tag.parameters) });
    return tag.end;
  }

  private verbatim(tag: Tag, at: number, from: number): number | undefined {
    const closing = `{${tag.name}}`;
    const end = this.unclosed.has(tag.name) ? -1 : this.lower.indexOf(closing, tag.end);
    if (end < 0) {
      this.unclosed.add(tag.name); // nor will a later search find one
      return undefined;
    }
    this.add(this.source.slice(from, at));
    this.token({ name: tag.name, parameters: readParameters(tag.parameters), body: this.source.slice(tag.end, end) });
    return end + closing.length;
  }

  private close(index: number): void {
    while (this.frames.length - 1 > index) this.foldInnermost();
    const frame = this.frames.pop();
    if (frame) this.token({ name: frame.name, parameters: frame.parameters, body: frame.parts.join('') });
  }

  /** The innermost open macro is none: its tag and what followed are text of the one around it. */
  private foldInnermost(): void {
    const frame = this.frames.pop();
    if (frame) this.add(frame.tag + frame.parts.join(''));
  }

  private token(macro: ScannedMacro): void {
    this.macros.push(macro);
    this.add(`${tokenStart}${this.macros.length - 1}${tokenEnd}`);
  }

  private add(part: string): void {
    this.frames.at(-1)?.parts.push(part);
  }
}

/** Where the monospace text that starts here ends (behind its braces); undefined when it does not end on this line. */
export function monospaceEnd(source: string, start: number): number | undefined {
  for (let at = start + 2; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\n' || (character === '{' && source[at + 1] === '{')) return undefined;
    if (character === '}' && source[at + 1] === '}' && at > start + 2) return source[at + 2] === '}' ? at + 3 : at + 2;
  }
  return undefined;
}

const tagLengthMax = 1_000;

function readTag(lower: string, source: string, at: number): Tag | undefined {
  const pattern = /\{([a-z][a-z0-9-]{0,39})(?=[:}])/y;
  pattern.lastIndex = at;
  const name = pattern.exec(lower)?.[1];
  if (name === undefined) return undefined;
  const after = at + 1 + name.length;
  if (source[after] === '}') return { name, parameters: undefined, end: after + 1 };
  for (let end = after + 1; end < source.length && end - after < tagLengthMax; end += 1) {
    const character = source[end];
    if (character === '}') return { name, parameters: source.slice(after + 1, end), end: end + 1 };
    if (character === '{' || character === '\n') return undefined;
    if (character === '\\') end += 1;
  }
  return undefined;
}

/** `java|title=A|linenumbers=true`: named ones by name, the first without a name as '', further ones by position. */
function readParameters(written: string | undefined): Readonly<Record<string, string>> {
  const entries = (written ?? '').split('|').flatMap((part, index): [string, string][] => {
    const equals = part.indexOf('=');
    if (equals > 0) return [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()]];
    return part.trim() === '' ? [] : [[index === 0 ? '' : String(index), part.trim()]];
  });
  return Object.fromEntries(entries);
}
