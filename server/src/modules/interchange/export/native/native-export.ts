/**
 * The native format (docs/reference/native-format.md): one file of JSON lines for each table, the files of attachments, and a manifest with
 * the hash of everything. Tables are found in the catalog: what a product keeps tomorrow is in it without a word here.
 */
import type { DeclaredTable, PlainValue } from '../../../../kernel/db/index.ts';
import type { ProductType } from '../../../../kernel/service/index.ts';
import type { ExportedFile, ExportPlan, ExportSource, ExportStream, Piece } from '../export-plan.ts';

const rowsAtOnce = 1_000;
/** What a restore would bring back; the rest is derived, or of the platform. */
const exportedClasses = new Set(['content', 'access', 'counter']);
const mediaColumns: Readonly<Record<ProductType, readonly [table: string, column: string]>> = { tracker: ['attachment', 'media_id'], wiki: ['version', 'media_id'] };

export interface NativeOptions {
  readonly product: ProductType;
  /** Values stay sealed: readable with the tenant's keys only, and gone when these are destroyed. */
  readonly sealed: boolean;
  readonly backupId: string;
}

const nativeFormat = 'holdfast-native';
const nativeVersion = 1;
const entryOf = (table: DeclaredTable): string => `tables/${table.name}.jsonl`;

export async function createNativeExport(source: ExportSource, options: NativeOptions): Promise<ExportPlan> {
  const tables = (await source.reading.tables(await source.ctx())).filter(({ recovery }) => exportedClasses.has(recovery));
  return {
    streams: tables.map((table): ExportStream => ({ entry: entryOf(table), read: (from) => lines(source, table, options.sealed, from) })),
    files: () => files(source, options.product),
    closing: (streams, media) => ({
      'manifest.json': `${JSON.stringify({
        format: nativeFormat, version: nativeVersion, product: options.product, sealed: options.sealed, backup: options.backupId, createdAt: source.createdAt.toISOString(),
        tables: tables.map((table) => {
          const written = streams.find(({ entry }) => entry === entryOf(table));
          return {
            name: table.name, entry: entryOf(table), recovery: table.recovery, key: table.key, columns: table.columns.filter((column) => options.sealed || column.class !== 'token'),
            rows: written?.records ?? 0, sizeBytes: written?.sizeBytes ?? 0, sha256: written?.sha256 ?? '',
          };
        }),
        files: media.map(({ entry, sizeBytes, sha256 }) => ({ entry, sizeBytes, sha256 })),
      }, null, 2)}\n`,
    }),
  };
}

async function* lines(source: ExportSource, table: DeclaredTable, sealed: boolean, from: string | null): AsyncGenerator<Piece> {
  let after = from === null ? undefined : (JSON.parse(from) as readonly PlainValue[]); // told by a piece
  for (;;) {
    const { text, rows, lastKey } = await source.reading.lines(await source.ctx(), table, { limit: rowsAtOnce, ...(after === undefined ? {} : { after }) }, sealed);
    if (rows === 0) return;
    after = lastKey;
    yield { text, records: rows, next: JSON.stringify(lastKey) };
    if (rows < rowsAtOnce) return;
  }
}

async function* files(source: ExportSource, product: ProductType): AsyncGenerator<ExportedFile> {
  const [table, column] = mediaColumns[product];
  for (const mediaId of await source.reading.distinct(await source.ctx(), table, column)) yield { entry: `files/${mediaId}`, mediaId };
}
