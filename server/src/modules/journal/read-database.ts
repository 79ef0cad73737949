/**
 * A tenant's rows as one database transaction sees them, and what is needed to make a position of them. Which transactions it sees is known by
 * their numbers, not by a position: with synchronous replication a commit is in the log before others see it, so a position taken beside a
 * snapshot loses rows (measured). Changes are replayed from the newest heartbeat whose number lies below every number that may be
 * unseen, leaving out what is seen.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { journalErrors } from './errors.ts';
import type { JournalColumn, JournalRow, JournalTable } from './history.ts';
import { keyOf } from './frame-format.ts';
import { contentPublication } from './publication.ts';
import { parseLsn, printingOptions } from './replication-stream.ts';
import { orderBy, placeOf } from './row-order.ts';
import { newestBeatBefore } from './shard-store.ts';
import type { PlacedRow } from './snapshot-format.ts';

export interface DatabaseView extends AsyncDisposable {
  /** Replaying from behind here, without what is seen, loses and doubles nothing. */
  readonly replayFrom: bigint;
  /** Everything that is seen was committed at or before this position. */
  readonly seenUpTo: bigint;
  sees(xid: number): boolean;
  /** In the order of rows. May be read once. */
  rows(): AsyncGenerator<PlacedRow>;
}

export interface ViewOptions {
  /** A login that sees every tenant's rows. */
  readonly connection: pg.ClientConfig;
  readonly tenantId: string;
  /** Where the journal begins, or began anew: earlier heartbeats do not count. */
  readonly notBefore: bigint;
  /** Leaves a mark in the shard. */
  readonly beat: () => Promise<unknown>;
}

const attemptsMax = 300;
const rowsAtOnce = 1000;
const rawText = { getTypeParser: () => (value: string) => value };

const columnsOf = `
  select format('%s.%s', p.schemaname, p.tablename) as table, a.attname as name, format_type(a.atttypid, null) as type,
         exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any(i.indkey)) as key
    from pg_publication_tables p join pg_attribute a on a.attrelid = format('%I.%I', p.schemaname, p.tablename)::regclass
   where p.pubname = $1 and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   order by 1, a.attnum`;

interface Seen {
  readonly xmin: bigint;
  readonly xmax: bigint;
  readonly open: ReadonlySet<bigint>;
}

/** `xmin:xmax:open,open` */
export function parseVisibility(text: string): Seen {
  const [xmin = '0', xmax = '0', open = ''] = text.split(':');
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), open: new Set(open === '' ? [] : open.split(',').map(BigInt)) };
}

/** The stream numbers transactions in 32 bits: the number nearest to the snapshot is meant. */
export function sees({ xmin, xmax, open }: Seen, xid: number): boolean {
  const around = 2n ** 32n;
  let full = (xmax / around) * around + BigInt(xid);
  if (full > xmax + around / 2n) full -= around;
  else if (full < xmax - around / 2n) full += around;
  return full < xmin || (full < xmax && !open.has(full));
}

/** Fails with journal.behind when a transaction that is open for long keeps every heartbeat out. */
export async function openDatabaseView(options: ViewOptions): Promise<DatabaseView> {
  const client = new pg.Client({ ...options.connection, options: `${printingOptions} -c idle_in_transaction_session_timeout=0`, application_name: 'holdfast journal snapshot', types: rawText });
  client.on('error', () => undefined); // the running query fails with it
  await client.connect();
  try {
    await client.query('select hf.open_session()');
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      await client.query('begin isolation level repeatable read read only');
      const { rows: [now] } = await client.query<{ seen: string; lsn: string }>('select pg_current_snapshot()::text as seen, pg_current_wal_insert_lsn()::text as lsn');
      const seen = parseVisibility(now?.seen ?? '');
      const { rows: [mark] } = await client.query<{ xid: string; lsn: string }>(newestBeatBefore, [String(seen.xmin)]);
      if (now !== undefined && mark !== undefined && BigInt(mark.lsn) >= options.notBefore) {
        return {
          replayFrom: BigInt(mark.lsn), seenUpTo: parseLsn(now.lsn), sees: (xid) => sees(seen, xid), rows: () => readRows(client, options.tenantId),
          [Symbol.asyncDispose]: () => client.end(),
        };
      }
      await client.query('rollback');
      await options.beat();
      await sleep(200);
    }
    throw journalErrors.behind({ detail: '(a transaction has been open for too long)' });
  } catch (error) {
    await client.end();
    throw error;
  }
}

async function journalledColumns(client: pg.Client): Promise<readonly JournalTable[]> {
  const { rows } = await client.query<{ table: string; name: string; type: string; key: string }>(columnsOf, [contentPublication]);
  const tables = new Map<string, JournalColumn[]>();
  for (const row of rows) {
    const columns = tables.get(row.table) ?? [];
    tables.set(row.table, columns);
    columns.push({ name: row.name, type: row.type, key: row.key === 't' });
  }
  return [...tables].map(([table, columns]) => ({ table, columns })).sort((a, b) => Buffer.compare(placeOf(a.table, []), placeOf(b.table, [])));
}

async function* readRows(client: pg.Client, tenantId: string): AsyncGenerator<PlacedRow> {
  for (const table of await journalledColumns(client)) {
    const columns = table.columns.map((column) => `"${column.name}"`).join(', ');
    const from = table.table.split('.').map((part) => `"${part}"`).join('.');
    // An identifier that this module read from the catalog, and an id that was checked when it came in.
    await client.query(`declare hf_rows no scroll cursor for select ${columns} from ${from} where tenant_id = '${tenantId}'::uuid order by ${orderBy(table)}`);
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({ text: `fetch ${String(rowsAtOnce)} from hf_rows`, rowMode: 'array' });
      for (const texts of rows) {
        const row: JournalRow = texts.map((text, index) => (text !== null && table.columns[index]?.type === 'bytea' ? Buffer.from(text.slice(2), 'hex') : text));
        yield { place: placeOf(table.table, keyOf(table, row)), table, row };
      }
      if (rows.length < rowsAtOnce) break;
    }
    await client.query('close hf_rows');
  }
}
