/**
 * Cuts JQL into words, texts and signs. Unquoted words may hold what names and dates are made of (`TST-1`, `2010/07/23`, `-1w`,
 * `cf[10000]`, `a@b.example`); anything else is quoted, with `\` before a quote, a backslash, or as n, t, r, uXXXX.
 */
import { JqlFault } from './jql-error.ts';
import { limits } from './limits.ts';

export type JqlWordKind = 'word' | 'text' | 'sign' | 'end';
export interface JqlWord {
  readonly kind: JqlWordKind;
  readonly text: string;
  /** 1 is the first character. */
  readonly column: number;
}

const signs = ['&&', '||', '!=', '!~', '>=', '<=', '=', '~', '>', '<', '!', '&', '|', '(', ')', ','];
const wordCharacter = /[^\s()=!~<>&|,"']/;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\'': '\'', '\\': '\\', ' ': ' ' };

export function jqlWords(jql: string): readonly JqlWord[] {
  if (jql.length > limits.jqlCharacters) throw new JqlFault(`The JQL is longer than ${limits.jqlCharacters} characters`, limits.jqlCharacters);
  const words: JqlWord[] = [];
  let at = 0;
  while (at < jql.length) {
    const character = jql.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const word = character === '"' || character === '\'' ? quoted(jql, at) : (sign(jql, at) ?? unquoted(jql, at));
    words.push(word.word);
    at = word.next;
  }
  words.push({ kind: 'end', text: '', column: jql.length + 1 });
  return words;
}

interface Cut {
  readonly word: JqlWord;
  readonly next: number;
}

function sign(jql: string, at: number): Cut | undefined {
  const found = signs.find((candidate) => jql.startsWith(candidate, at));
  return found === undefined ? undefined : { word: { kind: 'sign', text: found, column: at + 1 }, next: at + found.length };
}

function unquoted(jql: string, from: number): Cut {
  let at = from;
  let text = '';
  while (at < jql.length && wordCharacter.test(jql.charAt(at))) {
    if (jql.charAt(at) === '\\' && at + 1 < jql.length) at += 1;
    text += jql.charAt(at);
    at += 1;
  }
  return { word: { kind: 'word', text, column: from + 1 }, next: at };
}

function quoted(jql: string, from: number): Cut {
  const quote = jql.charAt(from);
  let at = from + 1;
  let text = '';
  for (;;) {
    if (at >= jql.length) throw new JqlFault(`The quoted text that begins here has no closing ${quote}`, from + 1);
    const character = jql.charAt(at);
    if (character === quote) return { word: { kind: 'text', text, column: from + 1 }, next: at + 1 };
    if (character !== '\\') {
      text += character;
      at += 1;
      continue;
    }
    const escaped = jql.charAt(at + 1);
    const code = /^u([0-9a-fA-F]{4})/.exec(jql.slice(at + 1));
    if (code !== null) {
      text += String.fromCharCode(Number.parseInt(code[1] ?? '', 16));
      at += 6;
    } else {
      const meant = escapes[escaped];
      if (meant === undefined) throw new JqlFault(`\\${escaped} is not an escape`, at + 1);
      text += meant;
      at += 2;
    }
  }
}
