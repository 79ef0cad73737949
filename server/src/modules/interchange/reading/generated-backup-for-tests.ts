/**
 * Backups of any size from a generator, for measuring: nothing of them is ever in memory at once. Run as a program it reads one and
 * prints what that took: `node generated-backup-for-tests.ts jira|confluence|records-at-the-limit SIZE_BYTES [FILE]`.
 */
import { openBackup } from './open-backup.ts';
import { defaultReadingLimits } from './limits.ts';
import { readRecords } from './record-reading.ts';
import type { BackupKind, RecordReading } from './backup.ts';

export type GeneratedKind = 'jira' | 'confluence' | 'records-at-the-limit';

export interface Measured {
  readonly records: number;
  readonly skipped: number;
  readonly sizeBytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

const words = 'project review draft über release customer échec naïve backup restore tenant policy «quoted» – index 日本 audit'.split(' ');
const blockRecords = 200;
const blocks = 16;

/** About this many bytes of a well-formed export; the same bytes each time. */
export async function* generateBackup(kind: GeneratedKind, sizeBytes: number): AsyncGenerator<Buffer, void, undefined> {
  const root = kind === 'confluence' ? 'hibernate-generic' : 'entity-engine-xml';
  const prepared = kind === 'records-at-the-limit' ? [] : Array.from({ length: blocks }, (_, index) => block(kind, index));
  yield await Promise.resolve(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<${root}>\n`));
  for (let written = 0, turn = 0; written < sizeBytes; turn += 1) {
    const ready = prepared[turn % prepared.length];
    for (const piece of ready === undefined ? recordsAtTheLimit() : piecesOf(ready)) {
      written += piece.length;
      yield piece;
    }
  }
  yield Buffer.from(`</${root}>\n`);
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 131_072) yield bytes.subarray(at, at + 131_072);
}

function block(kind: 'jira' | 'confluence', seed: number): Buffer {
  let state = seed + 1;
  const pick = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const sentence = (length: number) => Array.from({ length }, () => words[pick(words.length)]).join(' ');
  const records: string[] = [];
  for (let index = 0; index < blockRecords; index += 1) {
    const id = 10_000 + seed * blockRecords + index;
    records.push(kind === 'jira' ? jiraRecords(id, sentence, pick) : confluenceRecords(id, sentence));
  }
  return Buffer.from(records.join(''));
}

function jiraRecords(id: number, sentence: (length: number) => string, pick: (below: number) => number): string {
  return `    <Issue id="${id}" key="HSP-${id}" number="${id}" project="10000" reporter="admin" assignee="user${pick(99)}" creator="admin" type="${pick(9)}" summary="${sentence(8)} &lt;${id}&gt;" priority="3" status="${pick(5)}" created="2012-06-03 22:48:29.0" updated="2012-06-03 22:48:29.0" votes="0" watches="1" workflowId="${id}">
        <description><![CDATA[${sentence(60)}\n\n* ${sentence(30)}]]></description>
    </Issue>
    <Action id="${id}" issue="${id}" author="admin" type="comment" created="2012-06-03 22:48:29.0" updateauthor="admin" updated="2012-06-03 22:48:29.0"><body><![CDATA[${sentence(40)}]]></body></Action>
    <ChangeGroup id="${id}" issue="${id}" author="admin" created="2012-06-03 22:48:29.0"/>
    <ChangeItem id="${id}" group="${id}" fieldtype="jira" field="status" oldvalue="1" oldstring="Open" newvalue="5" newstring="Resolved"/>
`;
}

function confluenceRecords(id: number, sentence: (length: number) => string): string {
  return `<object class="Page" package="com.atlassian.confluence.pages">
<id name="id">${id}</id>
<property name="title"><![CDATA[${sentence(6)} ${id}]]></property>
<property name="parent" class="Page" package="com.atlassian.confluence.pages"><id name="id">1</id>
</property>
<property name="version">3</property><property name="creationDate">2012-06-03 22:48:29.000</property>
<collection name="bodyContents" class="java.util.Collection"><element class="BodyContent" package="com.atlassian.confluence.core"><id name="id">${id}</id>
</element></collection>
</object>
<object class="BodyContent" package="com.atlassian.confluence.core">
<id name="id">${id}</id>
<property name="body"><![CDATA[<p>${sentence(150)}</p><ac:structured-macro ac:name="info"><ac:rich-text-body><p>${sentence(50)}</p></ac:rich-text-body></ac:structured-macro>]]></property>
<property name="content" class="Page" package="com.atlassian.confluence.pages"><id name="id">${id}</id></property>
<property name="bodyType">2</property>
</object>
`;
}

/** One record that just fits, in characters that take two bytes each in memory, and one that does not fit any more. */
function* recordsAtTheLimit(): Generator<Buffer> {
  const piece = Buffer.from('я'.repeat(32_768));
  const pieces = Math.floor(defaultReadingLimits.recordChars / 32_768);
  yield Buffer.from('<Workflow id="1"><descriptor><![CDATA[');
  for (let index = 0; index < pieces - 1; index += 1) yield piece;
  yield Buffer.from(']]></descriptor></Workflow>\n<Workflow id="2" descriptor="');
  for (let index = 0; index < pieces + 1; index += 1) yield piece;
  yield Buffer.from('"/>\n');
}

/** Reads everything and watches the memory of the process. */
export async function measureReading(reading: RecordReading, sizeBytes: number): Promise<Measured> {
  let peakBytes = 0;
  let records = 0;
  let skipped = 0;
  const started = process.hrtime.bigint();
  const cpuBefore = process.cpuUsage();
  for await (const record of reading) {
    records += 1;
    if (record.kind === 'skipped') skipped += 1;
    if (records % 2_000 === 0 || record.kind === 'skipped') peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }
  const cpu = process.cpuUsage(cpuBefore);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const maxRssBytes = process.resourceUsage().maxRSS * 1_024;
  return { records, skipped, sizeBytes, seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, peakBytes: Math.max(peakBytes, maxRssBytes) };
}

if (import.meta.main) {
  const [kind = 'jira', size = '200000000', file] = process.argv.slice(2);
  const sizeBytes = Number(size);
  // The command line is the outside; a wrong kind generates a Jira backup.
  const generated = kind as GeneratedKind;
  const backupKind: BackupKind = generated === 'confluence' ? 'confluence' : 'jira';
  const backup = file === undefined ? undefined : await openBackup(file);
  const reading =
    backup?.records() ?? readRecords(backupKind, () => Promise.resolve(generateBackup(generated, sizeBytes)), 0, defaultReadingLimits);
  process.stdout.write(`${JSON.stringify(await measureReading(reading, backup?.entitiesBytes ?? sizeBytes))}\n`);
  await backup?.close();
}
