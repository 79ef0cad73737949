import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { describe, expect, it } from 'vitest';
import { realBackups, recordsOf } from './backup-files-for-tests.ts';
import type { BackupRecord, RawElement } from './backup.ts';
import { openBackup } from './open-backup.ts';
import { parseTimestamp, referenceOf, textOf } from './record-values.ts';

const jira = realBackups('jira');
const confluence = realBackups('confluence');
// In CI the files must be there; elsewhere the titles say what is missing.
const unlessAbsent = (absent: boolean) => it.skipIf(absent && process.env['CI'] !== 'true');
const note = (absent: boolean) => (absent ? ' (skipped: ../shared/inputs is not beside this checkout)' : '');

/** Types of the elements directly below the root, counted by patterns alone: nothing of the reader is used. */
function countByPattern(xml: string): Map<string, number> {
  const plain = xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, '');
  const counts = new Map<string, number>();
  let depth = 0;
  for (const [, slash, name = '', attributes = '', selfClosing] of plain.matchAll(/<(\/?)([^\s/>]+)((?:[^"'>]|"[^"]*"|'[^']*')*?)(\/?)>/g)) {
    if (slash === '/') {
      depth -= 1;
      continue;
    }
    if (depth === 1) {
      const type = name === 'object' ? (/class="([^"]*)"/.exec(attributes)?.[1] ?? name) : name;
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    if (selfClosing !== '/') depth += 1;
  }
  return counts;
}

function countByType(records: readonly BackupRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of records) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

async function entitiesIn(path: string): Promise<string> {
  const zip = await fromBufferPromise(await readFile(path));
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName === 'entities.xml') return await text(await zip.openReadStreamPromise(entry));
  }
  throw new Error('no entities.xml');
}

async function readAll(path: string): Promise<{ records: BackupRecord[]; report: Record<string, unknown> }> {
  const backup = await openBackup(path);
  try {
    const reading = backup.records();
    return { records: await recordsOf(reading), report: { ...reading.report } };
  } finally {
    await backup.close();
  }
}

/** Every text in a record, however it is shaped. */
function textsOf(record: BackupRecord): string[] {
  const raw = (element: RawElement): string[] => [element.text ?? '', ...element.attributes.values(), ...element.children.flatMap(raw)];
  if (record.kind === 'skipped') return [];
  const extra = record.extra.flatMap(raw);
  if (record.kind === 'jira') return [...record.fields.values(), ...extra];
  const values = [...record.properties.values(), ...[...record.collections.values()].flatMap(({ elements }) => elements.map(({ value }) => value))];
  return [...values.flatMap((value) => (value.kind === 'scalar' ? [value.text] : value.kind === 'reference' ? [...value.id.values()] : [])), ...record.id.values(), ...extra];
}

describe(`real Jira backups${note(jira.absent)}`, () => {
  unlessAbsent(jira.absent).each([
    ['server-small.xml', 1_043, { Issue: 11, Action: 7, Worklog: 8, FileAttachment: 12, ChangeGroup: 62, Project: 4, IssueLink: 3 }],
    ['cloud-with-filters.xml', 1_744, { Issue: 15, Action: 9, ApplicationUser: 4, SearchRequest: 5, Workflow: 2, Project: 3 }],
    ['blank-projects.xml', 1_101, { Project: 2, Component: 3, Version: 3, SequenceValueItem: 62, Workflow: 1 }],
  ])('%s: every record is read, and nothing else', async (name, total, some) => {
    const { records, report } = await readAll(jira.path(name));
    expect(countByType(records)).toEqual(countByPattern(await readFile(jira.path(name), 'utf8')));
    expect(Object.fromEntries(countByType(records))).toMatchObject(some);
    expect(records.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: total }, (_, index) => index + 1));
    expect(records.filter((record) => record.kind !== 'jira' || record.extra.length > 0)).toEqual([]);
    expect(report).toMatchObject({ skipped: 0, illegalCharacters: 0, strayTextChars: 0, doctypeIgnored: false, encoding: 'utf-8' });
  });

  unlessAbsent(jira.absent)('have workflows, comments of several lines, times and a build number', async () => {
    const { records } = await readAll(jira.path('server-small.xml'));
    const texts = records.filter((record) => record.kind === 'jira');
    expect(texts.filter(({ type }) => type === 'Workflow').map((record) => textOf(record, 'descriptor')?.slice(0, 5))).toEqual(['<?xml']);
    expect(texts.filter(({ type, fields }) => type === 'Action' && fields.get('body')?.includes('\n'))).toHaveLength(1);
    for (const issue of texts.filter(({ type }) => type === 'Issue')) expect(parseTimestamp(issue.fields.get('created'))).toBeInstanceOf(Date);
    const backup = await openBackup(jira.path('server-small.xml'));
    expect(backup.descriptor.properties.get('JIRA Build')).toBe('4.2#586-r130229');
    await backup.close();
  });
});

describe(`real Confluence exports${note(confluence.absent)}`, () => {
  unlessAbsent(confluence.absent).each([
    ['annotations.zip', 23, { Page: 3, Space: 1 }, 0],
    ['asciichar28.zip', 6, { Page: 2, BodyContent: 1 }, 8],
    ['attachhist.zip', 51, { Attachment: 6, Space: 1 }, 0],
    ['blogs.zip', 140, { BlogPost: 2, Space: 1 }, 0],
    ['brokenattach.zip', 9, { Attachment: 6 }, 0],
    ['buggyhistory.zip', 102, { Space: 1 }, 0],
    ['space-4.3.2.zip', 227, { InternalUser: 3 }, 0],
  ])('%s: every record is read, and nothing else', async (name, total, some, illegalCharacters) => {
    const { records, report } = await readAll(confluence.path(name));
    expect(countByType(records)).toEqual(countByPattern(await entitiesIn(confluence.path(name))));
    expect(records).toHaveLength(total);
    expect(Object.fromEntries(countByType(records))).toMatchObject(some);
    expect(report).toMatchObject({ skipped: 0, illegalCharacters, strayTextChars: 0 });
    expect(records.filter((record) => record.kind !== 'confluence' || record.extra.length > 0)).toEqual([]);
  });

  unlessAbsent(confluence.absent)('have whole bodies, and references to what is in the same file', async () => {
    const { records } = await readAll(confluence.path('blogs.zip'));
    const bodies = records.filter((record) => record.kind === 'confluence').filter(({ type }) => type === 'BodyContent');
    const xml = await entitiesIn(confluence.path('blogs.zip'));
    for (const body of bodies) {
      expect(xml).toContain(`<![CDATA[${textOf(body, 'body') ?? ''}]]>`);
      expect(referenceOf(body, 'content')).toMatch(/^\d+$/);
    }
    expect(bodies.length).toBeGreaterThan(0);
  });

  unlessAbsent(confluence.absent)('have control characters replaced, and the words around them', async () => {
    const { records } = await readAll(confluence.path('asciichar28.zip'));
    const all = records.flatMap(textsOf).join('\n');
    expect(all).toContain('25_wat\ufffda\ufffdnuk\ufffdi');
    // eslint-disable-next-line no-control-regex -- none of these may be left
    expect(all).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  });

  unlessAbsent(confluence.absent)('have every version of an attachment, and other files beside', async () => {
    const history = await openBackup(confluence.path('attachhist.zip'));
    const contents = await Promise.all([1, 2, 3].map(async (version) => (await history.attachment({ id: '948830209', version }))?.sizeBytes));
    expect(contents).toEqual([21, 22, 21]);
    expect([...history.listAttachments()]).toHaveLength(5);
    expect(history.descriptor.properties.get('spaceKey')).toBe('attachhist');
    await history.close();
    const space = await openBackup(confluence.path('space-4.3.2.zip'));
    expect([...space.listOther()].map(({ path }) => path.split('/').at(-1))).toEqual(['ehcache.xml', 'exportDescriptor.properties', 'activeObjectsBackupRestoreProvider.pdata']);
    for (const { id, version, sizeBytes } of space.listAttachments()) {
      const found = await space.attachment({ id, version });
      expect(found && Buffer.byteLength(await text(found.stream), 'utf8')).toBeGreaterThanOrEqual(sizeBytes > 0 ? 1 : 0);
    }
    await space.close();
  });
});
