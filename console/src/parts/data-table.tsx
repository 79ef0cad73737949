// The one table of the console: sticky header, columns that each person chooses and keeps, `j` and `k`
// between rows, virtual rows beyond two hundred, CSV of what is shown, and stacked rows on a phone.
import { ActionIcon } from '@mantine/core';
import { lazy, Suspense, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { useKeys } from '../app/keys.ts';
import { useSay } from '../words/index.ts';
import { IconColumns3, IconDownload } from './icons.ts';
import { MenuButton } from './menu-button.tsx';
import { saveFile } from './save-file.ts';

export type Column<Row> = {
  readonly id: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** Plain text for CSV. */
  readonly text: (row: Row) => string;
  readonly width?: string;
  readonly align?: 'end';
  /** The first column is always shown; these may be put away. */
  readonly optional?: boolean;
  /** Shown only where there is room for it. */
  readonly wide?: boolean;
  readonly sorted?: 'ascending' | 'descending' | undefined;
  readonly onSort?: (() => void) | undefined;
};

export type DataTableProps<Row> = {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly chosenId?: string | undefined;
  readonly toolbar?: ReactNode;
  readonly footer?: ReactNode;
  readonly compact?: boolean;
  /** Which columns are put away, where the platform keeps the choice; in this browser otherwise. */
  readonly choice?: readonly [ReadonlySet<string>, (id: string) => void] | undefined;
};

const virtualFrom = 200;
const VirtualRows = lazy(async () => ({ default: (await import('./virtual-rows.tsx')).VirtualRows }));

function useHiddenColumns(name: string): readonly [ReadonlySet<string>, (id: string) => void] {
  const storageKey = `holdfast.columns.${name}`;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
      return new Set(Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []);
    } catch {
      return new Set();
    }
  });
  const toggle = useCallback(
    (id: string) => {
      setHidden((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        try {
          localStorage.setItem(storageKey, JSON.stringify([...next]));
        } catch {
          // Kept for this visit only.
        }
        return next;
      });
    },
    [storageKey],
  );
  return [hidden, toggle];
}

/** A cell that a spreadsheet would run as a formula is defused with a leading apostrophe. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

function saveCsv<Row>(name: string, columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const lines = [columns.map((column) => csvCell(column.label)), ...rows.map((row) => columns.map((column) => csvCell(column.text(row))))];
  const blob = new Blob([`\uFEFF${lines.map((line) => line.join(',')).join('\r\n')}\r\n`], { type: 'text/csv' });
  saveFile(blob, `${name}.csv`);
}

const rowLink = (row: Element | null | undefined): HTMLElement | null | undefined => row?.querySelector<HTMLElement>('a[href], button');

function useRowKeys(body: React.RefObject<HTMLTableSectionElement | null>): void {
  const move = (by: 1 | -1): void => {
    const rows = [...(body.current?.querySelectorAll('tr[data-row]') ?? [])];
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    const chosen = rows.findIndex((row) => row.getAttribute('data-chosen') === 'true');
    const from = focused >= 0 ? focused : chosen;
    const next = rows[from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by))];
    rowLink(next)?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}

function HeaderCell<Row>({ column }: { readonly column: Column<Row> }) {
  return (
    <th scope="col" style={{ width: column.width }} data-wide={column.wide} data-align={column.align} aria-sort={column.onSort === undefined ? undefined : (column.sorted ?? 'none')}>
      {column.onSort === undefined ? (
        column.label
      ) : (
        <button type="button" className="sort-button" onClick={column.onSort}>
          {column.label}
          <span aria-hidden="true" className="sort-arrow">
            {column.sorted === 'ascending' ? '↑' : column.sorted === 'descending' ? '↓' : '↕'}
          </span>
        </button>
      )}
    </th>
  );
}

function TableTools<Row>({ name, columns, rows, hidden, toggle }: { readonly name: string; readonly columns: readonly Column<Row>[]; readonly rows: readonly Row[]; readonly hidden: ReadonlySet<string>; readonly toggle: (id: string) => void }) {
  const say = useSay();
  const optional = columns.filter((column) => column.optional === true);
  return (
    <div className="table-tools">
      {optional.length === 0 ? null : (
        <MenuButton
          position="bottom-end"
          entries={optional.map((column) => ({ kind: 'item', id: column.id, label: column.label, ticked: !hidden.has(column.id), onChoose: () => toggle(column.id) }))}
          target={
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('table.columns')} title={say('table.columns')}>
              <IconColumns3 size={18} />
            </ActionIcon>
          }
        />
      )}
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('table.csv')} title={say('table.csv')} onClick={() => saveCsv(name, columns.filter((column) => !hidden.has(column.id)), rows)}>
        <IconDownload size={18} />
      </ActionIcon>
    </div>
  );
}

export function DataTable<Row>({ name, label, columns, rows, rowId, chosenId, toolbar, footer, compact = false, choice }: DataTableProps<Row>) {
  const kept = useHiddenColumns(name);
  const [hidden, toggle] = choice ?? kept;
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useMemo(() => (compact ? columns.slice(0, 1) : columns.filter((column) => !hidden.has(column.id))), [columns, hidden, compact]);
  const virtual = rows.length > virtualFrom;
  useRowKeys(body);

  const rowAt = (index: number, measure?: (element: Element | null) => void): ReactNode => {
    const row = rows[index];
    if (row === undefined) return null;
    return (
      <tr key={rowId(row)} data-row data-index={index} aria-rowindex={index + 2} data-chosen={rowId(row) === chosenId} ref={measure}>
        {shown.map((column) => (
          <td key={column.id} data-label={column.label} data-wide={column.wide} data-align={column.align}>
            {column.cell(row)}
          </td>
        ))}
      </tr>
    );
  };

  return (
    <div className={compact ? 'table-box table-compact' : 'table-box'}>
      {compact ? null : (
        <div className="table-bar">
          <div className="table-filters">{toolbar}</div>
          <TableTools name={name} columns={columns} rows={rows} hidden={hidden} toggle={toggle} />
        </div>
      )}
      <div className={virtual ? 'table-scroll table-scroll-tall' : 'table-scroll'} ref={scroller} {...(virtual ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}>
        <table className="table" aria-label={label} aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {shown.map((column) => (
                <HeaderCell key={column.id} column={column} />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {virtual ? (
              <Suspense>
                <VirtualRows count={rows.length} scroller={scroller} rowAt={rowAt} />
              </Suspense>
            ) : (
              rows.map((_row, index) => rowAt(index))
            )}
          </tbody>
        </table>
      </div>
      {footer === undefined ? null : <div className="table-foot">{footer}</div>}
    </div>
  );
}
