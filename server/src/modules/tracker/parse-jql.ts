/**
 * JQL to a tree. The grammar, loosest first: or, and, not, then clauses; `order by` at the end.
 *
 *   query    = [ or ] [ "order" "by" sort { "," sort } ]
 *   or       = and { ("or" | "|" | "||") and }
 *   and      = not { ("and" | "&" | "&&") not }
 *   not      = ("not" | "!") not | "(" or ")" | clause
 *   clause   = field operator operand { predicate } | field "changed" { predicate }
 *   operator = "=" "!=" "~" "!~" "<" ">" "<=" ">=" ["not"] "in" "is" ["not"] "was" ["not"] ["in"]
 *   operand  = value | "empty" | "null" | function | "(" operand { "," operand } ")"
 *   predicate = ("after" | "before" | "by" | "during" | "on" | "from" | "to") operand
 */
import { JqlFault } from './jql-error.ts';
import { jqlWords, type JqlWord } from './jql-words.ts';
import { limits } from './limits.ts';

export type JqlOperator = '=' | '!=' | '~' | '!~' | '<' | '>' | '<=' | '>=' | 'in' | 'not in' | 'is' | 'is not' | 'was' | 'was not' | 'was in' | 'was not in' | 'changed';
export type JqlOperand =
  | { readonly kind: 'value'; readonly text: string; readonly column: number }
  | { readonly kind: 'empty'; readonly column: number }
  | { readonly kind: 'function'; readonly name: string; readonly arguments: readonly string[]; readonly column: number }
  | { readonly kind: 'list'; readonly items: readonly JqlOperand[]; readonly column: number };
export interface JqlPredicate { readonly name: 'after' | 'before' | 'by' | 'during' | 'on' | 'from' | 'to'; readonly operand: JqlOperand; readonly column: number }
export interface JqlClause {
  readonly kind: 'clause';
  readonly field: string;
  readonly column: number;
  readonly operator: JqlOperator;
  readonly operatorColumn: number;
  readonly operand: JqlOperand;
  readonly predicates: readonly JqlPredicate[];
}
export type JqlNode = { readonly kind: 'and' | 'or'; readonly items: readonly JqlNode[] } | { readonly kind: 'not'; readonly item: JqlNode } | JqlClause;
export interface JqlSort { readonly field: string; readonly descending: boolean | null; readonly column: number }
export interface JqlQuery { readonly where: JqlNode | null; readonly orderBy: readonly JqlSort[] }

const reserved = new Set(['and', 'or', 'not', 'in', 'is', 'was', 'changed', 'order', 'by', 'asc', 'desc']);
const comparisons = new Set(['=', '!=', '~', '!~', '<', '>', '<=', '>=']);
const predicates = new Set(['after', 'before', 'by', 'during', 'on', 'from', 'to']);

/** A value, field or name that is one of these must be quoted. */
export function isReserved(text: string): boolean {
  return reserved.has(text.toLowerCase());
}

export const reservedWords: readonly string[] = [...reserved, 'empty', 'null'];

/** Throws JqlFault with the column of what is wrong. */
export function parseJql(jql: string): JqlQuery {
  return new Parser(jqlWords(jql)).query();
}

class Parser {
  readonly #words: readonly JqlWord[];
  #at = 0;
  #clauses = 0;
  #depth = 0;

  constructor(words: readonly JqlWord[]) {
    this.#words = words;
  }

  get #word(): JqlWord {
    const word = this.#words[Math.min(this.#at, this.#words.length - 1)];
    if (word === undefined) throw new Error('the list of words always has an end');
    return word;
  }

  #isWord(...texts: readonly string[]): boolean {
    return this.#word.kind === 'word' && texts.includes(this.#word.text.toLowerCase());
  }

  #isSign(...texts: readonly string[]): boolean {
    return this.#word.kind === 'sign' && texts.includes(this.#word.text);
  }

  #take(): JqlWord {
    const word = this.#word;
    this.#at += 1;
    return word;
  }

  #fail(expected: string): never {
    const { kind, text, column } = this.#word;
    throw new JqlFault(`Expected ${expected} but found ${kind === 'end' ? 'the end' : `"${text}"`}`, column);
  }

  query(): JqlQuery {
    const where = this.#word.kind === 'end' || this.#isWord('order') ? null : this.#or();
    const orderBy: JqlSort[] = [];
    if (this.#isWord('order')) {
      this.#take();
      if (!this.#isWord('by')) this.#fail('"by"');
      this.#take();
      do orderBy.push(this.#sort());
      while (this.#isSign(',') && this.#take());
    }
    if (this.#word.kind !== 'end') this.#fail(where === null && orderBy.length === 0 ? 'a field' : '"and", "or" or "order by"');
    return { where, orderBy };
  }

  #sort(): JqlSort {
    if (this.#word.kind !== 'word' && this.#word.kind !== 'text') this.#fail('a field to sort by');
    const { text, column } = this.#take();
    const descending = this.#isWord('desc') ? true : this.#isWord('asc') ? false : null;
    if (descending !== null) this.#take();
    return { field: text, descending, column };
  }

  #or(): JqlNode {
    return this.#chain('or', ['or'], ['|', '||'], () => this.#and());
  }

  #and(): JqlNode {
    return this.#chain('and', ['and'], ['&', '&&'], () => this.#not());
  }

  #chain(kind: 'and' | 'or', words: readonly string[], signs: readonly string[], next: () => JqlNode): JqlNode {
    const items = [next()];
    while (this.#isWord(...words) || this.#isSign(...signs)) {
      this.#take();
      items.push(next());
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind, items };
  }

  #not(): JqlNode {
    this.#depth += 1;
    if (this.#depth > limits.jqlDepth) throw new JqlFault(`The JQL is nested more deeply than ${limits.jqlDepth} levels`, this.#word.column);
    try {
      if (this.#isWord('not') || this.#isSign('!')) {
        this.#take();
        return { kind: 'not', item: this.#not() };
      }
      if (!this.#isSign('(')) return this.#clause();
      this.#take();
      const inner = this.#or();
      if (!this.#isSign(')')) this.#fail('")"');
      this.#take();
      return inner;
    } finally {
      this.#depth -= 1;
    }
  }

  #clause(): JqlClause {
    this.#clauses += 1;
    if (this.#clauses > limits.jqlClauses) throw new JqlFault(`The JQL has more than ${limits.jqlClauses} clauses`, this.#word.column);
    const isField = this.#word.kind === 'text' || (this.#word.kind === 'word' && !reserved.has(this.#word.text.toLowerCase()));
    if (!isField) this.#fail('a field');
    const { text: field, column } = this.#take();
    const operatorColumn = this.#word.column;
    const operator = this.#operator();
    const operand: JqlOperand = operator === 'changed' ? { kind: 'empty', column: operatorColumn } : this.#operand();
    if ((operator.endsWith('in')) && operand.kind !== 'list' && operand.kind !== 'function') throw new JqlFault(`"${operator}" takes a list in parentheses or a function`, operand.column);
    if (operator.startsWith('is') && operand.kind !== 'empty') throw new JqlFault(`"${operator}" takes EMPTY or NULL`, operand.column);
    if (!operator.endsWith('in') && operand.kind === 'list') throw new JqlFault(`"${operator}" takes one value; "in" takes a list`, operand.column);
    const found: JqlPredicate[] = [];
    while ((operator.startsWith('was') || operator === 'changed') && this.#word.kind === 'word' && predicates.has(this.#word.text.toLowerCase())) {
      const word = this.#take();
      // Just checked against the set of exactly these names.
      found.push({ name: word.text.toLowerCase() as JqlPredicate['name'], operand: this.#operand(), column: word.column });
    }
    return { kind: 'clause', field, column, operator, operatorColumn, operand, predicates: found };
  }

  #operator(): JqlOperator {
    if (this.#word.kind === 'sign' && comparisons.has(this.#word.text)) return this.#take().text as JqlOperator; // just checked against the set of these
    if (this.#word.kind !== 'word') this.#fail('an operator');
    const word = this.#word.text.toLowerCase();
    const next = () => this.#words[this.#at]?.text.toLowerCase();
    switch (word) {
      case 'in': this.#take(); return 'in';
      case 'changed': this.#take(); return 'changed';
      case 'not':
        this.#take();
        if (!this.#isWord('in')) this.#fail('"in"');
        this.#take();
        return 'not in';
      case 'is': case 'was': {
        this.#take();
        const not = next() === 'not' && this.#word.kind === 'word';
        if (not) this.#take();
        const list = word === 'was' && this.#isWord('in');
        if (list) this.#take();
        return `${word}${not ? ' not' : ''}${list ? ' in' : ''}` as JqlOperator; // one of the six that these three make
      }
      default: return this.#fail('an operator');
    }
  }

  #operand(inList = false): JqlOperand {
    const { kind, text, column } = this.#word;
    if (kind === 'sign' && text === '(' && !inList) {
      this.#take();
      const items: JqlOperand[] = [this.#operand(true)];
      while (this.#isSign(',')) {
        this.#take();
        if (items.length >= limits.jqlListItems) throw new JqlFault(`A list has at most ${limits.jqlListItems} items`, this.#word.column);
        items.push(this.#operand(true));
      }
      if (!this.#isSign(')')) this.#fail('"," or ")"');
      this.#take();
      return { kind: 'list', items, column };
    }
    if (kind !== 'word' && kind !== 'text') this.#fail('a value');
    if (kind === 'word' && reserved.has(text.toLowerCase())) this.#fail('a value');
    this.#take();
    if (kind === 'word' && this.#isSign('(')) return this.#function(text, column);
    if (kind === 'word' && /^(?:empty|null)$/i.test(text)) return { kind: 'empty', column };
    return { kind: 'value', text, column };
  }

  #function(name: string, column: number): JqlOperand {
    this.#take();
    const given: string[] = [];
    while (!this.#isSign(')')) {
      if (given.length > 0) {
        if (!this.#isSign(',')) this.#fail('"," or ")"');
        this.#take();
      }
      if (this.#word.kind !== 'word' && this.#word.kind !== 'text') this.#fail('an argument');
      given.push(this.#take().text);
    }
    this.#take();
    return { kind: 'function', name, arguments: given, column };
  }
}
