/** docs/reference/data-classes.md: what each table and column is, as the catalogs of the migrated databases say. */
import type { DatabaseKind, TableDeclaration } from '../../src/kernel/db/index.ts';
import { code, page, table } from './markdown.ts';

const titles: Readonly<Record<DatabaseKind, string>> = { control: 'Control database', shard: 'Shards', keys: 'Key store' };

function columnsOf({ columns }: TableDeclaration, wanted: string): string {
  return columns.filter((column) => column.class === wanted).map((column) => code(column.name)).join(' ') || '—';
}

export function renderDataClasses(databases: Readonly<Record<DatabaseKind, readonly TableDeclaration[]>>): string {
  const kinds = ['control', 'shard', 'keys'] as const;
  const all = kinds.flatMap((kind) => databases[kind]);
  const columns = all.flatMap((one) => one.columns);
  const count = (wanted: string): string => String(columns.filter((column) => column.class === wanted).length);
  return page('Data classes', [
    `Every table declares its scope and recovery class, every column its class; a migration that forgets one fails. ${String(all.length)} tables, ${String(columns.length)} columns: ${count('sealed')} sealed, ${count('token')} token, ${count('personal')} personal, ${count('plain')} plain.`,
    `## What the classes mean

${table(['Class', 'What is stored', 'Who can read it from the disk'], [
    ['sealed', 'AES-256-GCM under the data key of the tenant or organization, bound to table, column and row', 'nobody without the key service; length and time of change can be seen'],
    ['token', 'HMAC-SHA-256 of the normalised value, cut to 16 bytes, under a key of the scope, for one column', 'see below'],
    ['plain', 'ids, ranks, times, states, foreign keys; keys of projects and spaces, addresses of sites and names of organizations and sites', 'whoever holds the files'],
    ['personal', 'plain and about a person, because the platform must find or compare it', 'whoever holds the files'],
  ])}

**What equality of tokens tells.** A token column lets the database compare for equality without reading. Whoever holds the files and not the keys learns, within one column of one scope, which rows hold the same value and how often
each value occurs; nothing about the value itself, and nothing across tenants or organizations: the same word under two scopes has two unrelated tokens. Nobody can test a guess without the scope's key.

**Scopes.** \`tenant\`, \`site\`, \`organization\`: row-level security, forced, shows a transaction only the rows of the scope that it entered. \`global\`: the platform's own, reached by one service's login. \`system\`: the
platform's workings, written through functions or by the system login.

**Recovery classes.** \`content\` goes back with the tenant; \`access\` goes back only on request; \`counter\` never goes back below what was handed out; \`log\` only grows; \`key\` lives in the key store; \`derived\` is made
anew; \`ephemeral\` may be lost.`,
    ...kinds.map((kind) => `## ${titles[kind]}\n\n${table(['Table', 'Scope', 'Recovery', 'Sealed', 'Token', 'Personal', 'Plain'],
      databases[kind].map((one) => [code(one.table), one.scope ?? '?', one.recovery ?? '?', columnsOf(one, 'sealed'), columnsOf(one, 'token'), columnsOf(one, 'personal'), columnsOf(one, 'plain')]))}`),
  ]);
}
