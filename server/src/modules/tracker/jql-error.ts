/** Every fault of a JQL text says what and where: columns count from 1, as people count. */
import { errors } from './errors.ts';

export class JqlFault extends Error {
  readonly column: number;
  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** The refusal that a fault becomes at the door. */
function refuse(fault: JqlFault): Error {
  return errors.jql_invalid({ detail: `${fault.message} (column ${fault.column})`, column: fault.column }, fault);
}

export function refusing<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof JqlFault) throw refuse(error);
    throw error;
  }
}
