/** `holdfast evidence …`: what changed between two times, per item and field, and the package that proves it. */
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { findSite, segment } from '../places.ts';
import { table } from '../output.ts';
import type { Tools } from '../tools.ts';

interface Change {
  readonly kind: string;
  readonly table: string;
  readonly key: Readonly<Record<string, string | null>>;
  readonly op: string;
  readonly at: string;
  readonly actor: { readonly accountId: string | null; readonly kind: string; readonly action: string } | null;
  readonly fields: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
}

interface Options {
  readonly site: string;
  readonly product: string;
  readonly from: string;
  readonly to?: string;
  readonly out?: string;
  readonly limit: string;
}

const linkLength = 65;
const valueLengthMax = 60;

/** A value for a line: opened text, or what it is. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? ((value as { text?: string | null }).text ?? '(sealed)') : typeof value === 'string' ? value : JSON.stringify(value); // text, or a sealed value with its opened text
  return text.length > valueLengthMax ? `${text.slice(0, valueLengthMax)}…` : text;
}

async function readChanges(response: Response, limit: number): Promise<{ readonly changes: Change[]; readonly all: number }> {
  const changes: Change[] = [];
  let all = 0;
  // The answer of a door has a body, and a web stream is one for Node.
  for await (const line of createInterface({ input: Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]) })) {
    const said = JSON.parse(line.slice(linkLength)) as Change; // a line of the package
    if (said.kind !== 'change') continue;
    all += 1;
    if (changes.length < limit) changes.push(said);
  }
  return { changes, all };
}

const rowsOf = (change: Change): readonly (readonly string[])[] => {
  const item = Object.entries(change.key).filter(([name]) => name !== 'tenant_id').map(([, value]) => value ?? '').join(' ');
  const lead = [change.at, change.actor?.accountId ?? change.actor?.kind ?? '', `${change.table} ${item}`, change.op];
  return change.fields.length === 0 ? [[...lead, '', '', '']] : change.fields.map(({ field, before, after }) => [...lead, field, shown(before), shown(after)]);
};

export function addEvidenceCommands(program: Command, tools: (command: Command) => Tools): void {
  const evidence = program.command('evidence').description('what changed between two times, and the proof of it');
  evidence.command('diff').description('changes per item and field, by whom; with --out the package that verify-evidence.mjs checks offline')
    .requiredOption('--site <site>', 'id or address').addOption(new Option('--product <product>', 'which product').choices(['tracker', 'wiki']).default('tracker'))
    .requiredOption('--from <time>', '2026-01-31T12:00:00Z').option('--to <time>', 'now when absent').option('--out <file>', 'write the whole package there').option('--limit <n>', 'show at most so many changes', '1000')
    .action(async (options: Options, command: Command) => {
      const { client, output } = tools(command);
      const site = await findSite(client, options.site);
      const asked = new URLSearchParams({ product: options.product, from: options.from, to: options.to ?? new Date().toISOString() });
      const response = await client.download(`/api/v1/sites/${segment(site)}/evidence?${asked.toString()}`, {});
      if (options.out !== undefined) {
        // As above.
        await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(options.out, { flags: 'wx' }));
        output.result({ file: options.out }, ({ file }) => `The package is in ${file}. Check it with: node verify-evidence.mjs ${file}`);
        return;
      }
      const found = await readChanges(response, Number(options.limit));
      output.result(found, ({ changes, all }) => `${table(['when', 'who', 'item', 'what', 'field', 'before', 'after'], changes.flatMap(rowsOf))}\n\n${String(all)} changes${all > changes.length ? `, ${String(changes.length)} shown` : ''}.`);
    });
}
