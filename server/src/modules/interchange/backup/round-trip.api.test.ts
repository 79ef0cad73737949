/**
 * What was imported comes out again: every record of the original is in the export, field by field, and an import of the export into
 * a fresh site is the same as the first. What cannot be the same is the short list below, with its reasons.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../../main/testing/test-platform.ts';
import { bringAndWait, inputFiles, inputsAbsent } from '../import-files-for-tests.ts';
import { openBackup, parseTimestamp, restoreCdataEnd, type BackupRecord } from '../reading/index.ts';
import { fetchBackup, makeBackup } from './backups-for-tests.ts';

const files = { jira: await inputFiles('jira'), confluence: await inputFiles('confluence') };
const note = inputsAbsent ? ' (skipped: ../shared/inputs is not beside this checkout)' : '';

/** Fields whose text may differ, and why. */
const different: Readonly<Record<string, string>> = {
  'Page position': 'the place among the pages beside it, numbered anew from 0',
  'User credential': 'a password is never kept', 'OSUser passwordHash': 'a password is never kept', 'InternalUser credential': 'a password is never kept',
  'FileAttachment filesize': 'of the bytes that are there', 'Attachment fileSize': 'of the bytes that are there',
};
const secret = /^(?:password|passwordhash|credential|credential\.credential|token|sharedsecret|privatekey|consumersecret)$/i;

interface Flat {
  readonly type: string;
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

function flat(record: BackupRecord): Flat | undefined {
  if (record.kind === 'skipped') return undefined;
  if (record.kind === 'jira') return { type: record.type, id: record.fields.get('id') ?? JSON.stringify([...record.fields].toSorted(([one], [other]) => (one < other ? -1 : 1))), fields: record.fields };
  const fields = new Map([...record.properties].map(([name, value]) => [name, value.kind === 'null' ? '' : value.kind === 'scalar' ? restoreCdataEnd(value.text) : [...value.id.values()].join(' ')]));
  return { type: record.type, id: [...record.id.values()].join(' '), fields };
}

async function recordsOf(folder: string, name: string, content: Buffer): Promise<readonly Flat[]> {
  const path = join(folder, name);
  await writeFile(path, content);
  const backup = await openBackup(path);
  const records: Flat[] = [];
  for await (const record of backup.records()) {
    const one = flat(record);
    if (one !== undefined) records.push(one);
  }
  await backup.close();
  return records;
}

const sameText = (a: string, b: string | undefined): boolean => a === (b ?? '') || (b !== undefined && a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n')) || (parseTimestamp(a) !== undefined && parseTimestamp(a)?.getTime() === parseTimestamp(b)?.getTime());

/** What of the original the export does not say. */
function missing(original: readonly Flat[], exported: readonly Flat[], skipped: ReadonlySet<string>): string[] {
  const byId = new Map<string, Flat[]>();
  for (const record of exported) {
    const key = `${record.type} ${record.id}`;
    byId.set(key, [...(byId.get(key) ?? []), record]);
  }
  const found: string[] = [];
  for (const record of original) {
    if (skipped.has(record.type)) continue;
    const candidates = byId.get(`${record.type} ${record.id}`);
    if (candidates === undefined) {
      found.push(`${record.type} ${record.id} is not there`);
      continue;
    }
    const differences = candidates.map((candidate) => [...record.fields].filter(([name, text]) => !secret.test(name) && different[`${record.type} ${name}`] === undefined && !sameText(text, candidate.fields.get(name))).map(([name, text]) => `${record.type} ${record.id} ${name}: ${text.slice(0, 60)} → ${candidate.fields.get(name)?.slice(0, 60) ?? '(nothing)'}`));
    found.push(...(differences.sort((a, b) => a.length - b.length)[0] ?? []));
  }
  return found;
}

describe.skipIf(inputsAbsent && process.env['CI'] !== 'true')(`real backups out and in again${note}`, () => {
  let platform: TestPlatform;
  let folder: string;
  beforeAll(async () => {
    platform = await createTestPlatform();
    folder = await mkdtemp(join(tmpdir(), 'hf-round-trip-'));
  });
  afterAll(async () => {
    await platform[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function exportOf({ admin, site }: TestOrganization, product: string): Promise<Buffer> {
    const made = await makeBackup(admin, site, { format: 'xml', product });
    expect(made).toMatchObject({ state: 'done', error: null, filesMissing: 0 });
    return fetchBackup(admin, site, made.id);
  }

  let number = 0;
  it.each([...files.jira.map((file) => ['tracker', file.name, file] as const), ...files.confluence.map((file) => ['wiki', file.name, file] as const)])('%s: %s', async (product, name, file) => {
    number += 1;
    const [first, second] = [await platform.organization(`first-${String(number)}`), await platform.organization(`second-${String(number)}`)];
    const content = await file.read();
    const report = await bringAndWait(first.admin, first.site, content, name);
    expect(report.error).toBeNull();
    const out = await exportOf(first, product);
    const skipped = new Set(report.report?.skipped.map(({ kind }) => kind));
    const exported = await recordsOf(folder, `${String(number)}-out.zip`, out);
    expect(missing(await recordsOf(folder, `${String(number)}-${name}`, content), exported, skipped)).toEqual([]);
    const again = await bringAndWait(second.admin, second.site, out, 'export.zip');
    expect(again.error).toBeNull();
    expect(again.report?.imported).toEqual(report.report?.imported);
    expect(again.report?.skipped).toEqual([]);
    // The second site says the same as the first.
    const twice = await recordsOf(folder, `${String(number)}-twice.zip`, await exportOf(second, product));
    const text = (records: readonly Flat[]): string[] => records.map((record) => `${record.type} ${record.id} ${JSON.stringify([...record.fields].sort(([a], [b]) => (a < b ? -1 : 1)))}`).sort();
    expect(text(twice)).toEqual(text(exported));
  });
});
