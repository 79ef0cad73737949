/** Every file of ../shared/inputs comes in, and every record of it is imported or reported. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { bringAndWait, countRecords, inputFiles, inputsAbsent } from './import-files-for-tests.ts';
import type { ImportReport } from './spooling/ledger.ts';

const files = { jira: await inputFiles('jira'), confluence: await inputFiles('confluence') };
const note = inputsAbsent ? ' (skipped: ../shared/inputs is not beside this checkout)' : '';

/** Which types of the file the named kinds of a report count. */
const countedAs: Readonly<Record<string, readonly string[]>> = {
  projects: ['Project'], issues: ['Issue'], comments: ['Action', 'Comment'], attachments: ['FileAttachment', 'Attachment'], users: ['User', 'OSUser', 'ConfluenceUserImpl', 'InternalUser'], worklogs: ['Worklog'],
  links: ['IssueLink'], spaces: ['Space'], pages: ['Page'], pageVersions: ['Page'], blogPosts: ['BlogPost'],
};

/** The report against a count of the file: per type where a kind has one type, and in sum. */
function differences(report: ImportReport, inFile: ReadonlyMap<string, number>): string[] {
  const told = new Map<string, number>();
  const add = (type: string, count: number): void => void told.set(type, (told.get(type) ?? 0) + count);
  for (const { kind, count } of report.skipped) add(kind, count);
  for (const [type, count] of Object.entries(report.other)) add(type, count);
  for (const [kind, count] of Object.entries(report.imported)) {
    if (count === 0) continue;
    const types = (countedAs[kind] ?? []).filter((type) => inFile.has(type));
    // Where a kind has several types in one file, the first takes what it has room for.
    let left = count;
    for (const type of types) {
      const room = Math.min(left, (inFile.get(type) ?? 0) - (told.get(type) ?? 0));
      add(type, room);
      left -= room;
    }
    if (left > 0) add(`${kind} without a record`, left);
  }
  return [...new Set([...told.keys(), ...inFile.keys()])].filter((type) => (told.get(type) ?? 0) !== (inFile.get(type) ?? 0)).map((type) => `${type}: ${inFile.get(type) ?? 0} in the file, ${told.get(type) ?? 0} told`);
}

describe('the count', () => {
  it('sees a record that is neither imported nor reported', () => {
    const report: ImportReport = { kind: 'jira', imported: { issues: 2 }, other: {}, existing: {}, skipped: [], notes: [] };
    expect(differences(report, new Map([['Issue', 3]]))).toEqual(['Issue: 3 in the file, 2 told']);
  });
});

describe.skipIf(inputsAbsent && process.env['CI'] !== 'true')(`real backups${note}`, () => {
  let platform: TestPlatform;
  let acme: TestOrganization;
  beforeAll(async () => {
    platform = await createTestPlatform();
    acme = await platform.organization('acme');
  });
  afterAll(() => platform[Symbol.asyncDispose]());

  it('are there', () => { expect([files.jira.length, files.confluence.length].every((count) => count > 0)).toBe(true); });

  it.each([...files.jira, ...files.confluence].map((file) => [file.name, file] as const))('%s: every record is imported or reported, twice alike', async (_name, file) => {
    const content = await file.read();
    const inFile = await countRecords(file.path);
    const shown = await bringAndWait(acme.admin, acme.site, content, file.name);
    expect(shown.error).toBeNull();
    expect(shown.report === null ? [] : differences(shown.report, inFile)).toEqual([]);
    expect(shown.report?.skipped.filter(({ reason }) => reason.startsWith('Not accounted'))).toEqual([]);
    const again = await bringAndWait(acme.admin, acme.site, content, file.name);
    expect({ imported: again.report?.imported, other: again.report?.other, skipped: again.report?.skipped }).toEqual({ imported: shown.report?.imported, other: shown.report?.other, skipped: shown.report?.skipped });
  });

  it('have the counts that were counted by hand', async () => {
    const of = async (kind: 'jira' | 'confluence', name: string) => {
      const file = files[kind].find((one) => one.name === name);
      return file === undefined ? undefined : (await bringAndWait(acme.admin, acme.site, await file.read(), name)).report?.imported;
    };
    expect(await of('jira', 'server-small.xml')).toEqual({ projects: 4, issues: 11, comments: 7, attachments: 12, users: 4, worklogs: 8, links: 3 });
    expect(await of('jira', 'cloud-with-filters.xml')).toEqual({ projects: 3, issues: 15, comments: 9, attachments: 12, users: 4, worklogs: 8, links: 6 });
    expect(await of('confluence', 'buggyhistory.zip')).toEqual({ spaces: 1, pages: 1, pageVersions: 50, blogPosts: 0, comments: 0, attachments: 0, users: 0 });
    expect(await of('confluence', 'space-4.3.2.zip')).toEqual({ spaces: 3, pages: 6, pageVersions: 7, blogPosts: 0, comments: 7, attachments: 4, users: 3 });
  });
});
