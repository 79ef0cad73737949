/** Every fault of a JQL text says what and where: lines and columns count from 1, as people count. */
import { errors } from './errors.ts';

export class JqlFault extends Error {
  /** Place in the whole text, 1 is the first character. */
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

export interface JqlPosition {
  readonly line: number;
  readonly column: number;
}

export function positionIn(jql: string, column: number): JqlPosition {
  const before = jql.slice(0, column - 1);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: column - lineStart };
}

/** One plain sentence with its place; the line is named only where there are several. */
export function faultSentence(jql: string, fault: JqlFault): string {
  const { line, column } = positionIn(jql, fault.column);
  return `${fault.message} (${jql.includes('\n') ? `line ${line}, ` : ''}column ${column})`;
}

export function refusing<Result>(jql: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof JqlFault) throw refuseJql(jql, error);
    throw error;
  }
}

/** The refusal that a fault becomes at the door. */
export function refuseJql(jql: string, fault: JqlFault): Error {
  return errors.jql_invalid({ detail: faultSentence(jql, fault), position: positionIn(jql, fault.column) }, fault);
}
