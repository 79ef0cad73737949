/** One row of a wiki table into its cells. Bars inside links, pictures, monospace text and after a backslash do not separate. */
import { imageEnd, linkEnd } from './wiki-inline.ts';
import { monospaceEnd } from './wiki-scan.ts';

export interface WikiCell {
  readonly isHeader: boolean;
  readonly text: string;
}

/** `||a||b||`, `|a|b|`, mixed. The row starts with a bar; what follows the last bar is a cell only if it has words. */
export function rowCells(row: string): readonly WikiCell[] {
  const cells: WikiCell[] = [];
  let at = 0;
  while (at < row.length) {
    const isHeader = row[at + 1] === '|';
    const start = at + (isHeader ? 2 : 1);
    const end = cellEnd(row, start);
    const text = row.slice(start, end).trim();
    if (end < row.length || text !== '') cells.push({ isHeader, text });
    at = end;
  }
  return cells;
}

function cellEnd(row: string, start: number): number {
  let at = start;
  while (at < row.length && row[at] !== '|') at = behind(row, at);
  return at;
}

function behind(row: string, at: number): number {
  switch (row[at]) {
    case '\\':
      return at + 2;
    case '[':
      return (linkEnd(row, at) ?? at) + 1;
    case '!':
      return (imageEnd(row, at) ?? at) + 1;
    case '{':
      return row[at + 1] === '{' ? (monospaceEnd(row, at) ?? at + 1) : at + 1;
    default:
      return at + 1;
  }
}
