// What may stand next in a JQL text where the cursor is: fields, operators, values, or words that join. Only reads;
// the platform decides in the end whether the text is right.
import type { JqlFieldWord, JqlWords } from '../../api/tracker-lists.ts';

export type Wanted =
  | { readonly kind: 'field' | 'sort' }
  | { readonly kind: 'operator'; readonly field: string }
  | { readonly kind: 'value'; readonly field: string; readonly list: boolean; readonly predicate?: string }
  | { readonly kind: 'words'; readonly words: readonly string[] };

export type CursorPlace = { readonly wanted: Wanted; readonly from: number; readonly to: number; readonly typed: string };
export type Offer = { readonly insert: string; readonly shown: string; readonly hint: 'field' | 'operator' | 'function' | 'value' | 'word' };

type Token = { readonly text: string; readonly from: number; readonly to: number; readonly sign: boolean; readonly closed: boolean };

const pattern = /"(?:[^"\\]|\\.)*("?)|'(?:[^'\\]|\\.)*('?)|&&|\|\||!=|!~|>=|<=|[=~<>!&|(),]|[^\s()=!~<>&|,"']+/g;

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(pattern)].map((found) => {
    const [raw] = found;
    const quote = raw.startsWith('"') || raw.startsWith("'");
    return { text: quote ? raw.slice(1, found[1] || found[2] ? -1 : undefined).replaceAll(/\\(.)/g, '$1') : raw, from: found.index, to: found.index + raw.length, sign: !quote && /^[=!~<>&|(),]/.test(raw), closed: !quote || Boolean(found[1] || found[2]) };
  });
}

const predicates = ['AFTER', 'BEFORE', 'BY', 'DURING', 'ON', 'FROM', 'TO'];

/** Walks the words before the cursor; the word that the cursor touches is the one being written. */
export function placeAt(text: string, cursor: number): CursorPlace {
  const tokens = tokensOf(text.slice(0, cursor));
  const last = tokens.at(-1);
  const writing = last !== undefined && last.to === cursor && !last.sign && !(last.closed && /["']/.test(text.charAt(last.from))) ? last : undefined;
  const walk = new Walk();
  for (const token of writing === undefined ? tokens : tokens.slice(0, -1)) walk.take(token);
  const from = writing?.from ?? cursor;
  const rest = /^[^\s()=!~<>&|,"']*/.exec(text.slice(cursor))?.[0].length ?? 0;
  return { wanted: walk.wanted(), from, to: cursor + (writing === undefined || /["']/.test(text.charAt(from)) ? 0 : rest), typed: writing?.text ?? '' };
}

class Walk {
  #state: 'field' | 'operator' | 'not-operator' | 'is' | 'was' | 'value' | 'list' | 'list-after' | 'function' | 'after' | 'by' | 'sort' | 'sort-after' = 'field';
  #field = '';
  #past = false;
  #predicate: string | undefined;
  #list = false;

  take(token: Token): void {
    const word = token.text.toLowerCase();
    const sign = (...texts: readonly string[]): boolean => token.sign && texts.includes(token.text);
    switch (this.#state) {
      case 'field':
        if (sign('(', '!') || word === 'not') return;
        if (word === 'order') this.#state = 'by';
        else if (!token.sign) {
          this.#field = token.text;
          this.#past = false;
          this.#predicate = undefined;
          this.#state = 'operator';
        }
        return;
      case 'operator': case 'not-operator':
        if (word === 'not') this.#state = 'not-operator';
        else if (word === 'is') this.#state = 'is';
        else if (word === 'was') {
          this.#past = true;
          this.#state = 'was';
        } else if (word === 'changed') {
          this.#past = true;
          this.#state = 'after';
        } else this.#state = 'value';
        this.#list = word === 'in';
        return;
      case 'is': if (word !== 'not') this.#state = 'after'; return;
      case 'was':
        if (word === 'not') return;
        if (word === 'in') {
          this.#list = true;
          this.#state = 'value';
        } else this.#afterValue(token);
        return;
      case 'value': this.#afterValue(token); return;
      case 'list': if (!sign('(')) this.#state = 'list-after'; return;
      case 'list-after': if (sign(',')) this.#state = 'list'; else if (sign('(')) this.#state = 'function'; else if (sign(')')) this.#state = 'after'; return;
      case 'function': if (sign(')')) this.#state = this.#list ? 'list-after' : 'after'; return;
      case 'after':
        if (sign('(')) this.#state = 'function'; // the value was the name of a function
        else if (['and', 'or', '&', '&&', '|', '||'].includes(word)) this.#state = 'field';
        else if (word === 'order') this.#state = 'by';
        else if (this.#past && predicates.includes(word.toUpperCase())) {
          this.#predicate = word;
          this.#list = false;
          this.#state = 'value';
        }
        return;
      case 'by': this.#state = 'sort'; return;
      case 'sort': this.#state = 'sort-after'; return;
      case 'sort-after': if (sign(',')) this.#state = 'sort'; return;
    }
  }

  #afterValue(token: Token): void {
    if (token.sign && token.text === '(') {
      this.#list = true;
      this.#state = 'list';
    } else {
      this.#list = false;
      this.#state = 'after';
    }
  }

  wanted(): Wanted {
    switch (this.#state) {
      case 'field': return { kind: 'field' };
      case 'operator': return { kind: 'operator', field: this.#field };
      case 'not-operator': return { kind: 'words', words: ['IN'] };
      case 'is': return { kind: 'words', words: ['EMPTY', 'NOT EMPTY'] };
      case 'was': case 'value': case 'list': return { kind: 'value', field: this.#field, list: this.#state === 'value' && this.#list, ...(this.#predicate === undefined ? {} : { predicate: this.#predicate }) };
      case 'list-after': return { kind: 'words', words: [',', ')'] };
      case 'after': return { kind: 'words', words: ['AND', 'OR', 'ORDER BY', ...(this.#past ? predicates : [])] };
      case 'by': return { kind: 'words', words: ['BY'] };
      case 'sort': return { kind: 'sort' };
      case 'sort-after': return { kind: 'words', words: ['ASC', 'DESC', ','] };
      case 'function': return { kind: 'words', words: [] };
    }
  }
}

const named = (words: JqlWords, field: string): JqlFieldWord | undefined => words.visibleFieldNames.find((one) => one.value.toLowerCase() === field.toLowerCase());

const needsQuotes = (value: string, reserved: readonly string[]): boolean => !/^[\p{L}\p{N}_.:/@[\]+-]+$/u.test(value) || reserved.includes(value.toLowerCase());
const asWritten = (value: string, words: JqlWords): string => (needsQuotes(value, words.jqlReservedWords) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : value);

/** Offers that need no question to the platform; those of values come on top from there. */
export function offersFor(place: CursorPlace, words: JqlWords): readonly Offer[] {
  const typed = place.typed.toLowerCase();
  const fits = (text: string): boolean => text.toLowerCase().startsWith(typed);
  const { wanted } = place;
  switch (wanted.kind) {
    case 'field': {
      const fields = words.visibleFieldNames.filter((field) => field.searchable === 'true' && (fits(field.value) || fits(field.displayName)));
      return [...fields.map((field): Offer => ({ insert: asWritten(field.value, words), shown: field.displayName.toLowerCase() === field.value.toLowerCase() ? field.value : `${field.value} — ${field.displayName}`, hint: 'field' })), ...(fits('NOT') ? [word('NOT')] : [])];
    }
    case 'sort': return words.visibleFieldNames.filter((field) => field.orderable === 'true' && fits(field.value)).map((field) => ({ insert: asWritten(field.value, words), shown: field.value, hint: 'field' }));
    case 'operator': return (named(words, wanted.field)?.operators ?? []).map((operator) => operator.toUpperCase()).filter(fits).map((operator) => ({ insert: operator, shown: operator, hint: 'operator' }));
    case 'value': {
      const kind = wanted.predicate === undefined ? named(words, wanted.field)?.kind : wanted.predicate === 'by' ? 'person' : wanted.predicate === 'from' || wanted.predicate === 'to' ? named(words, wanted.field)?.kind : 'moment';
      const functions = words.visibleFunctionNames.filter((one) => kind !== undefined && one.kinds.includes(kind) && fits(one.value));
      const empties = kind !== undefined && kind !== 'moment' && fits('EMPTY') && !wanted.list ? [word('EMPTY')] : [];
      return [...(wanted.list && typed === '' ? [{ insert: '(', shown: '( … )', hint: 'word' } as const] : []), ...functions.map((one): Offer => ({ insert: one.value, shown: one.displayName, hint: 'function' })), ...empties];
    }
    case 'words': return wanted.words.filter(fits).map(word);
  }
}

const word = (text: string): Offer => ({ insert: text, shown: text, hint: 'word' });

export const valueOffer = (value: string, shown: string, words: JqlWords): Offer => ({ insert: asWritten(value, words), shown, hint: 'value' });

/** The text with the offer in it, and where the cursor goes. */
export function accept(text: string, place: CursorPlace, offer: Offer): { readonly text: string; readonly cursor: number } {
  const space = offer.insert === '(' || offer.insert.endsWith('()') ? '' : ' ';
  const after = text.slice(place.to);
  const gap = space === '' || after.startsWith(' ') ? '' : ' ';
  const before = text.slice(0, place.from);
  const lead = before !== '' && !/[\s(]$/.test(before) && offer.insert !== ',' && offer.insert !== ')' ? ' ' : '';
  const written = `${before}${lead}${offer.insert}`;
  const inside = offer.insert.endsWith('()') ? written.length - 1 : written.length + (space === '' ? 0 : 1);
  return { text: `${written}${gap}${after}`, cursor: Math.min(inside, written.length + gap.length + after.length) };
}
