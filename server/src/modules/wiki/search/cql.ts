/** A query in Confluence's query language, as the parser leaves it; every part knows its column, for errors that point. */
export type CqlOperator = '=' | '!=' | '~' | '!~' | '>' | '>=' | '<' | '<=' | 'in' | 'not in';

export type CqlValue =
  | { readonly kind: 'text'; readonly text: string; readonly column: number }
  | { readonly kind: 'function'; readonly name: string; readonly arguments: readonly string[]; readonly column: number };

export interface CqlClause {
  readonly kind: 'clause';
  readonly field: string;
  readonly operator: CqlOperator;
  readonly values: readonly CqlValue[];
  readonly column: number;
}

export type CqlCondition =
  | CqlClause
  | { readonly kind: 'and' | 'or'; readonly parts: readonly CqlCondition[] }
  | { readonly kind: 'not'; readonly part: CqlCondition };

export interface CqlOrder {
  readonly field: string;
  readonly descending: boolean;
  readonly column: number;
}

export interface CqlQuery {
  /** Null where the query only orders. */
  readonly condition: CqlCondition | null;
  readonly order: readonly CqlOrder[];
}
