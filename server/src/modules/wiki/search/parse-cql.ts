/**
 * Reads CQL: clauses `field operator value`, AND, OR, NOT, parentheses, ORDER BY. Keywords in any case. Limits: 4,000 characters,
 * 100 clauses, 30 levels. Fails with wiki.query_invalid that says what was expected at which column (from 1).
 */
import type { AppError } from '../../../kernel/errors/index.ts';
import { wikiErrors } from '../errors.ts';
import type { CqlClause, CqlCondition, CqlOperator, CqlOrder, CqlQuery, CqlValue } from './cql.ts';

const charactersMax = 4_000;
const clausesMax = 100;
const depthMax = 30;
const valuesMax = 200;

export function cqlError(column: number, detail: string): AppError {
  return wikiErrors.query_invalid({ detail: `Column ${String(column)}: ${detail}`, column });
}

interface Token {
  readonly kind: 'word' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly column: number;
}

const signs = ['!=', '!~', '>=', '<=', '=', '~', '>', '<', '(', ')', ','];

function tokensOf(cql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < cql.length) {
    const character = cql.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
    } else if (character === '"' || character === "'") {
      const [text, end] = quoted(cql, at);
      tokens.push({ kind: 'text', text, column: at + 1 });
      at = end;
    } else {
      const sign = signs.find((one) => cql.startsWith(one, at));
      const text = sign ?? /^[^\s()=!~<>,"']+/.exec(cql.slice(at))?.[0];
      if (text === undefined) throw cqlError(at + 1, `"${character}" is not expected here.`);
      tokens.push({ kind: sign === undefined ? 'word' : 'sign', text, column: at + 1 });
      at += text.length;
    }
  }
  tokens.push({ kind: 'end', text: '', column: cql.length + 1 });
  return tokens;
}

/** The text between quotes, where a backslash keeps what follows; and where it ends. */
function quoted(cql: string, start: number): readonly [text: string, end: number] {
  const quote = cql.charAt(start);
  let text = '';
  for (let at = start + 1; at < cql.length; at += 1) {
    const character = cql.charAt(at);
    if (character === quote) return [text, at + 1];
    if (character === '\\' && at + 1 < cql.length) {
      at += 1;
      text += cql.charAt(at);
    } else {
      text += character;
    }
  }
  throw cqlError(start + 1, 'the quote is never closed.');
}

export function parseCql(cql: string): CqlQuery {
  if (cql.length > charactersMax) throw cqlError(charactersMax, `a query has at most ${String(charactersMax)} characters.`);
  return new Parser(tokensOf(cql)).query();
}

const operators: ReadonlySet<string> = new Set(['=', '!=', '~', '!~', '>', '>=', '<', '<=']);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #clauses = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): CqlQuery {
    const condition = this.#isWord('order') || this.#peek().kind === 'end' ? null : this.#either(0);
    const order = this.#order();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw cqlError(rest.column, `expected AND, OR, ORDER BY or the end, found "${rest.text}".`);
    return { condition, order };
  }

  #either(depth: number): CqlCondition {
    const parts = [this.#both(depth)];
    while (this.#takeWord('or')) parts.push(this.#both(depth));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts };
  }

  #both(depth: number): CqlCondition {
    const parts = [this.#single(depth)];
    for (;;) {
      if (this.#takeWord('and')) parts.push(this.#single(depth));
      else if (this.#isWord('not')) parts.push(this.#single(depth)); // `a NOT b` means `a AND NOT b`
      else break;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts };
  }

  #single(depth: number): CqlCondition {
    if (depth > depthMax) throw cqlError(this.#peek().column, `more than ${String(depthMax)} levels.`);
    if (this.#takeWord('not')) return { kind: 'not', part: this.#single(depth + 1) };
    if (!this.#takeSign('(')) return this.#clause();
    const inside = this.#either(depth + 1);
    if (!this.#takeSign(')')) throw cqlError(this.#peek().column, 'expected ")".');
    return inside;
  }

  #clause(): CqlClause {
    const field = this.#next();
    this.#clauses += 1;
    if (this.#clauses > clausesMax) throw cqlError(field.column, `more than ${String(clausesMax)} clauses.`);
    if (field.kind !== 'word' && field.kind !== 'text') throw cqlError(field.column, field.kind === 'end' ? 'expected a field, found the end.' : `expected a field, found "${field.text}".`);
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'not in' ? this.#values() : [this.#value()];
    return { kind: 'clause', field: field.text.toLowerCase(), operator, values, column: field.column };
  }

  #operator(): CqlOperator {
    if (this.#takeWord('in')) return 'in';
    if (this.#takeWord('not')) {
      if (!this.#takeWord('in')) throw cqlError(this.#peek().column, 'expected IN.');
      return 'not in';
    }
    const token = this.#next();
    if (token.kind !== 'sign' || !operators.has(token.text)) throw cqlError(token.column, 'expected an operator: = != ~ !~ > >= < <= IN, NOT IN.');
    return token.text as CqlOperator; // the set holds nothing else
  }

  #values(): readonly CqlValue[] {
    const open = this.#peek();
    if (!this.#takeSign('(')) throw cqlError(open.column, 'expected "(" and a list of values.');
    const values = [this.#value()];
    while (this.#takeSign(',')) values.push(this.#value());
    if (values.length > valuesMax) throw cqlError(open.column, `more than ${String(valuesMax)} values.`);
    if (!this.#takeSign(')')) throw cqlError(this.#peek().column, 'expected "," or ")".');
    return values;
  }

  #value(): CqlValue {
    const token = this.#next();
    if (token.kind === 'end') throw cqlError(token.column, 'expected a value, found the end.');
    if (token.kind === 'sign') throw cqlError(token.column, `expected a value, found "${token.text}".`);
    if (token.kind === 'text' || !this.#takeSign('(')) return { kind: 'text', text: token.text, column: token.column };
    const given: string[] = [];
    while (!this.#takeSign(')')) {
      const argument = this.#next();
      if (argument.kind !== 'text' && argument.kind !== 'word') throw cqlError(argument.column, 'expected an argument or ")".');
      given.push(argument.text);
      this.#takeSign(',');
    }
    return { kind: 'function', name: token.text.toLowerCase(), arguments: given, column: token.column };
  }

  #order(): readonly CqlOrder[] {
    if (!this.#takeWord('order')) return [];
    if (!this.#takeWord('by')) throw cqlError(this.#peek().column, 'expected BY.');
    const order: CqlOrder[] = [];
    do {
      const field = this.#next();
      if (field.kind !== 'word') throw cqlError(field.column, 'expected a field to order by.');
      const descending = this.#takeWord('desc');
      if (!descending) this.#takeWord('asc');
      order.push({ field: field.text.toLowerCase(), descending, column: field.column });
    } while (this.#takeSign(','));
    return order;
  }

  #peek(): Token {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('read beyond the end of a query'); // the last token is the end and never taken
    return token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #isWord(word: string): boolean {
    const token = this.#peek();
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    const found = this.#isWord(word);
    if (found) this.#at += 1;
    return found;
  }

  #takeSign(sign: string): boolean {
    const token = this.#peek();
    const found = token.kind === 'sign' && token.text === sign;
    if (found) this.#at += 1;
    return found;
  }
}
