/** Renders docs/reference/benchmarks.md: machine and date, then goal, reached, reason, next idea for each figure. */
import type { Comparison } from './drive.ts';
import type { ExportFigure } from './export.ts';
import type { LookupResult } from './lookup.ts';
import type { Machine, MemoryAtRest } from './machine.ts';
import type { PartsResult } from './parts.ts';
import type { RestoreResult } from './restore.ts';

export interface ColdFigure { readonly shape: string; readonly protectedMs: number; readonly bareMs: number }
export interface ImportFigure { readonly issues: number; readonly seconds: number; readonly perSecond: number; readonly fileMiB: number }

export interface Results {
  readonly machine: Machine;
  readonly at: string;
  readonly loadBefore: number;
  readonly quick: boolean;
  readonly firstStartMs: number;
  readonly startMs: number;
  readonly memory: MemoryAtRest | null;
  readonly tax: Readonly<Record<string, Comparison>>;
  readonly cold: readonly ColdFigure[];
  readonly imported: ImportFigure;
  readonly exported: ExportFigure;
  readonly parts: PartsResult;
  readonly restored: RestoreResult;
  readonly lookup: LookupResult;
}

const goals: Readonly<Record<string, number>> = { 'read one': 0.8, 'list of 50': 0.6, search: 0.6, write: 0.6 };
const reasons: Readonly<Record<string, readonly [reason: string, next: string]>> = {
  'read one': ['One issue with everything on it, in one round trip with the fence. Its statement names some sixty tables, and row security asks each for the scope: 0.4 ms of the 1.1 ms that it costs the database (as a plain function in the condition it would cost next to nothing here, and twice as much in lists). Every text is opened.', 'A statement without the conditions of visibility for whoever sees everything; the rare parts (levels of comments, names of options) only where a row has them.'],
  'list of 50': ['Fifty titles come from the opened-value cache; the rest is the same rendering.', 'Rendering of fields that were not asked for.'],
  search: ['Titles are sealed: candidates are read and opened until the page is full; the bare server runs the same search over plain bytes.', 'The keyed search index, which the search page uses, for `~` in JQL too.'],
  write: ['Beside the comment itself: the fence, two seals, an audit record and an event, committed together.', 'Seal the record of the audit log once for both of its sealed columns.'],
};

const number = (value: number, digits = 0): string => value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: true });
const verdict = (met: boolean): string => (met ? 'met' : 'not met');
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function renderPage(results: Results): string {
  const { machine, parts, lookup, imported, exported, restored } = results;
  const lines = [
    '# Benchmarks', '',
    'Written by `npm run bench`, which starts an installation of its own, measures everything in one run and writes this page anew.', '',
    `Machine: ${machine.cpu}, ${String(machine.cores)} cores, ${String(machine.memoryGiB)} GiB, ${machine.system}, Node ${machine.node}, embedded PostgreSQL 18; load generator, platform and PostgreSQL share the machine.`,
    `Date: ${results.at.slice(0, 10)}. Load average before the run: ${number(results.loadBefore, 1)}${results.loadBefore > 1 ? ' — **other work was under way: rates are too low and ratios are noisy; measure again on an idle machine**' : ''}.${results.quick ? ' A quick run (`--quick`).' : ''}`, '',
    '## Protection tax', '',
    'The protected side is the installed product over HTTP: token, tenant context, rights, fence, row security, opening, sealing, audit, events. The bare side is Fastify and `pg` with the very same routes, statements, rendering and answers (compared before measuring) on the same PostgreSQL, in tables without tenant, row security or sealing, and without sign-in, audit and events. Rounds of both alternate; the ratio is the median over pairs of rounds. *By CPU* is the CPU time of server and database for one answer, bare ÷ protected: other work on the machine touches it little.', '',
    row('shape (warm)', 'protected', 'bare', 'ratio', 'by CPU', 'goal', '', 'what the protected side does beside', 'next idea'), row('---', '--:', '--:', '--:', '--:', '--:', '---', '---', '---'),
    ...Object.entries(results.tax).map(([shape, tax]) => row(shape, `${number(tax.protected.perSecond)}/s, p50 ${number(tax.protected.p50Ms, 1)} ms, p99 ${number(tax.protected.p99Ms, 1)} ms`, `${number(tax.bare.perSecond)}/s, p50 ${number(tax.bare.p50Ms, 1)} ms`, number(tax.ratio, 2), number(tax.cpuRatio, 2), `≥ ${number(goals[shape] ?? 0, 1)}`, verdict(tax.ratio >= (goals[shape] ?? 0)), ...(reasons[shape] ?? ['', '']))), '',
    'Cold: the first pass over content that nobody has read since it was written, one connection; values are opened for the first time.', '',
    row('shape (cold)', 'protected, p50', 'bare, p50', 'ratio'), row('---', '--:', '--:', '--:'),
    ...results.cold.map(({ shape, protectedMs, bareMs }) => row(shape, `${number(protectedMs, 2)} ms`, `${number(bareMs, 2)} ms`, number(bareMs / protectedMs, 2))), '',
    '### What each layer costs', '', row('layer', 'µs', ''), row('---', '--:', '---'),
    ...parts.layers.map(({ name, microseconds, note }) => row(name, number(microseconds, microseconds < 20 ? 1 : 0), note)), '',
    '## Everything else', '', row('figure', 'goal', 'reached', '', 'reason, next idea'), row('---', '---', '---', '---', '---'),
    row('tenant lookup in process, p50', '≤ 2 µs', `${number(lookup.p50Us, 2)} µs`, verdict(lookup.p50Us <= 2), `${number(lookup.contexts)} contexts; includes parsing the site’s address`),
    row('tenant lookup in process, p99', '≤ 20 µs', `${number(lookup.p99Us, 2)} µs`, verdict(lookup.p99Us <= 20), ''),
    row('memory of 100,000 contexts', 'stated', `${number(lookup.memoryMiB)} MiB`, '', 'Whole catalogue in memory; an index by id and one by address. Next: share what contexts of one site have in common.'),
    row('a change seen by a second process, p99', '≤ 50 ms', `${number(parts.invalidation.p99Ms, 1)} ms (p50 ${number(parts.invalidation.p50Ms, 1)} ms)`, verdict(parts.invalidation.p99Ms <= 50), `${String(parts.invalidation.changes)} changes, from commit to read model, over the catalogue feed`),
    row(`a project of ${number(restored.issues)} issues and ${number(restored.attachments)} attachments restored to a second`, '≤ 30 s at 10,000', `${number(restored.seconds, 1)} s`, restored.issues < 10_000 ? '' : verdict(restored.seconds <= 30), `Plan and application; ${number(restored.damaged)} rows were damaged; the process grew by ${number(restored.grownMiB)} MiB at most`),
    row('audit append against a bare insert', 'stated', `${number(parts.audit.appendUs)} µs against ${number(parts.audit.bareUs)} µs (${number(parts.audit.bareUs / parts.audit.appendUs, 2)}×)`, '', 'Same columns and indexes, one commit each; the append seals twice.'),
    row('journal: cost of a write at half of the peak', '≤ 15 %', `${number((parts.journal.withUs / parts.journal.withoutUs - 1) * 100)} % (${number(parts.journal.withUs)} µs of CPU with, ${number(parts.journal.withoutUs)} µs without)`, verdict(parts.journal.withUs / parts.journal.withoutUs <= 1.15), `Comments through the whole way of a request, ${number(parts.journal.peakPerSecond / 2)}/s; decoding, sealing, the file vault and the index included; ${number(parts.journal.bytesPerWrite)} bytes in the vault for one`),
    row('journal: RPO at half of the peak', '≤ 5 s', `${number(parts.journal.rpoHalfMs / 1000, 1)} s`, verdict(parts.journal.rpoHalfMs <= 5000), `At the peak: ${number(parts.journal.rpoPeakMs / 1000, 1)} s; above what it can put away the stream pauses and PostgreSQL keeps the rest`),
    row('provisioning of a site with both products', '≤ 1 s', `p50 ${number(parts.provisioning.p50Ms)} ms, longest ${number(parts.provisioning.maxMs)} ms`, verdict(parts.provisioning.maxMs <= 1000), 'Keys, fence, first content and rights, until it answers'),
    row(`list, search, open at ${number(parts.manySites.sites)} sites`, 'quick', `${number(parts.manySites.listMs, 1)} ms, ${number(parts.manySites.searchMs, 1)} ms, ${number(parts.manySites.openMs, 1)} ms`, '', 'Means in process; the search reads all names of the organization.'),
    row('import from XML with everything on', '≥ 700 issues/s', `${number(imported.perSecond)} issues/s (${number(imported.issues)} issues, ${number(imported.fileMiB, 1)} MiB in ${number(imported.seconds, 1)} s)`, verdict(imported.perSecond >= 700), 'Profiled: bound by one Node thread (garbage collection, socket writes, compression of long values); upload, spooling and publishing are in the time, and since this release what a record has left is kept sealed beside it, for exports that lose nothing. Next: seal in a worker.'),
    row('native export, sealed, against `COPY TO` of the same rows', '≥ 0.6×', `${number(exported.sealedRatio, 2)}× (${number(exported.sealedPerSecond)} rows/s against ${number(exported.copyPerSecond)})`, verdict(exported.sealedRatio >= 0.6), `${number(exported.rows)} rows of every table; lines are made in the database and read in batches by key`),
    row('native export, opened, against the same', '≥ 0.6×', `${number(exported.nativeRatio, 2)}× (${number(exported.nativePerSecond)} rows/s)`, verdict(exported.nativeRatio >= 0.6), 'Every sealed value is opened, one AES-GCM call each, on one thread. Next: open in workers.'),
    row('XML export of a Tracker', 'stated', `${number(exported.xmlRecordsPerSecond)} records/s, ${number(exported.xmlMiBPerSecond, 1)} MiB/s`, '', 'Issues in batches with everything that hangs on them'),
    row('memory of an export, one small table against everything', 'flat', `${number(exported.smallMiB)} MiB and ${number(exported.largeMiB)} MiB resident, the platform included`, verdict(exported.largeMiB - exported.smallMiB <= 300), 'Batches by key; nothing is kept'),
    row('installed checkout → ready', '≤ 5 s', `${number(results.startMs / 1000, 1)} s`, verdict(results.startMs <= 5000), 'Three PostgreSQL clusters, migrations looked at, catalogue read'),
    row('first start on an empty data folder → ready', 'stated', `${number(results.firstStartMs / 1000, 1)} s`, '', 'initdb three times and all migrations'),
    row('memory at rest', 'stated', results.memory === null ? 'not told by this system' : `platform ${number(results.memory.nodeMiB)} MiB, PostgreSQL ${number(results.memory.postgresMiB)} MiB`, '', 'Proportional set size three seconds after start'), '',
    '## Fresh clone', '', 'The README trial of `npm test` prints the time from a fresh clone to ready; most of it is the download of packages.', '',
  ];
  return lines.join('\n');
}
