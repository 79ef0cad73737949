/**
 * A search condition of two kinds of leaves: SQL over plain columns and tokens, and questions to sealed text, which SQL leaves
 * open ("maybe") and which are answered after opening.
 */
import type { Sealer } from '../../kernel/seal/index.ts';
import type { Configuration } from './configuration-store.ts';
import type { JqlClock } from './jql-dates.ts';
import type { JqlNames } from './jql-names.ts';
import { matchesText, type TextQuery } from './match-text.ts';

export type TextField = 'summary' | 'description' | 'environment' | 'comment' | 'text' | `customfield ${number}`;
/** What is asked of opened values: words in them, or how a number among them compares. */
export type Question = { readonly kind: 'words'; readonly query: TextQuery } | { readonly kind: 'number'; readonly operator: '<' | '<=' | '>' | '>='; readonly than: number };
export type Condition =
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'text'; readonly field: TextField; readonly question: Question; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Condition[] };

export interface CompileContext {
  readonly configuration: Configuration;
  readonly names: JqlNames;
  readonly clock: JqlClock;
  readonly sealer: Sealer;
  readonly accountId: string | null;
  /** Keeps a value and says how SQL calls it: `$7`. */
  readonly bind: (value: unknown) => string;
}

export function answers(question: Question, texts: readonly string[]): boolean {
  if (question.kind === 'words') return matchesText(question.query, texts);
  const { operator, than } = question;
  return texts.map(Number).some((value) => (operator === '<' ? value < than : operator === '<=' ? value <= than : operator === '>' ? value > than : value >= than));
}

/** Neighbours that are pure SQL become one leaf. */
export function combine(kind: 'and' | 'or', items: readonly Condition[]): Condition {
  const sql = items.flatMap((item) => (item.kind === 'sql' ? [item.sql] : []));
  const rest = items.filter((item) => item.kind !== 'sql');
  const merged: Condition[] = sql.length === 0 ? [] : [{ kind: 'sql', sql: sql.length === 1 ? (sql[0] ?? 'true') : `(${sql.join(` ${kind} `)})` }];
  const all = [...merged, ...rest];
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : { kind, items: all };
}

/** Everything that may match: questions to text count as answered with yes. */
export function superset(condition: Condition): string {
  switch (condition.kind) {
    case 'sql': return condition.sql;
    case 'text': return 'true';
    case 'and': case 'or': return `(${condition.items.map(superset).join(` ${condition.kind} `)})`;
  }
}

export function sqlLeaves(condition: Condition): readonly string[] {
  return condition.kind === 'sql' ? [condition.sql] : condition.kind === 'text' ? [] : condition.items.flatMap(sqlLeaves);
}

export function textFields(condition: Condition): ReadonlySet<TextField> {
  if (condition.kind === 'sql') return new Set();
  return condition.kind === 'text' ? new Set([condition.field]) : new Set(condition.items.flatMap((item) => [...textFields(item)]));
}

/** Answers the condition for one candidate; `truths` are the SQL leaves' values in order. */
export function holds(condition: Condition, truths: readonly boolean[], answer: (leaf: Extract<Condition, { kind: 'text' }>) => boolean): boolean {
  let next = 0;
  const walk = (item: Condition): boolean => {
    switch (item.kind) {
      case 'sql': {
        const truth = truths[next] ?? false;
        next += 1;
        return truth;
      }
      case 'text': return answer(item) !== item.negated;
      case 'and': case 'or': {
        // Every leaf is visited, so that the truths stay in step.
        const values = item.items.map(walk);
        return item.kind === 'and' ? values.every(Boolean) : values.some(Boolean);
      }
    }
  };
  return walk(condition);
}
