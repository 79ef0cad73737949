import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../kernel/errors/index.ts';
import { confluenceXml, fileWith, jiraXml, opened, recordsOf, refusalOf } from './backup-files-for-tests.ts';
import { openBackup, openBackupOf } from './open-backup.ts';
import { zipBytes, type ZipPart } from './zip-bytes-for-tests.ts';

const jiraEntities: ZipPart = { name: 'entities.xml', content: jiraXml('<Issue id="1"/>') };
const confluenceEntities: ZipPart = { name: 'entities.xml', content: confluenceXml('<object class="Page"><id name="id">1</id></object>') };

describe('what is brought', () => {
  it.each<[string, string | Buffer, 'jira' | 'confluence', string | undefined]>([
    ['a Jira XML', jiraXml('<Issue/>'), 'jira', undefined],
    ['a Confluence XML', confluenceXml('<object class="Page"/>'), 'confluence', undefined],
    ['a Jira zip', zipBytes([jiraEntities, { name: 'activeobjects.xml', content: '<backup/>' }]), 'jira', 'entities.xml'],
    ['a Confluence zip', zipBytes([{ name: 'config/ehcache.xml', content: '<e/>' }, confluenceEntities]), 'confluence', 'entities.xml'],
    ['a zip of a folder', zipBytes([{ ...jiraEntities, name: 'backup 2024/entities.xml' }]), 'jira', 'backup 2024/entities.xml'],
    ['a zip with names from its folder', zipBytes([{ name: './' }, { ...jiraEntities, name: './entities.xml' }]), 'jira', 'entities.xml'],
    ['a zip with the XML under another name', zipBytes([{ ...jiraEntities, name: 'jira.XML' }, { name: 'other.xml', content: '<x/>' }]), 'jira', 'jira.XML'],
  ])('is recognised by its content: %s', async (_what, content, kind, entitiesPath) => {
    const backup = await opened(content);
    expect(backup.kind).toBe(kind);
    expect(backup.descriptor.entitiesPath).toBe(entitiesPath);
    expect(await recordsOf(backup.records())).toHaveLength(1);
    expect(backup.sizeBytes).toBe(Buffer.from(content).length);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /empty file/],
    ['white space', ' \n ', /white space/],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /HTML page/],
    ['JSON', '{"issues":[]}', /JSON/],
    ['a table', 'key,summary\nHSP-1,x\n', /not XML/],
    ['gzip', gzipSync('x'), /gzip/],
    ['a database dump', Buffer.from('PGDMP\u0001\u000f'), /PostgreSQL dump/],
    ['noise', Buffer.from([1, 0, 2, 0, 3, 0]), /binary file/],
    ['another XML', '<?xml version="1.0"?><rss version="2.0"/>', /root element "rss"/],
    ['an empty zip', zipBytes([]), /no files/],
    ['a zip of something else', zipBytes([{ name: 'a.txt' }, { name: 'b.txt' }]), /"a\.txt", "b\.txt", but no entities\.xml/],
    ['a zip of a zip', zipBytes([{ name: 'JIRA-backup.zip', content: 'PK' }]), /another archive, "JIRA-backup\.zip"/],
    ['an HTML export', zipBytes([{ name: 'TST/index.html' }, { name: 'TST/page_1.html' }]), /HTML export/],
    ['a zip with another XML', zipBytes([{ name: 'entities.xml', content: '<backup/>' }]), /root element "backup"/],
    ['a document', zipBytes([{ name: '[Content_Types].xml', content: '<T/>' }, { name: 'word/document.xml', content: '<w/>' }]), /root element "T"/],
  ])('is refused, and named, when it is %s', async (_what, content, found) => {
    const refused = await opened(content).catch((cause: unknown) => cause);
    expect(isAppError(refused, 'interchange.backup_unrecognized') && refused.message).toMatch(found);
  });

  it('is refused when it is two backups', async () => {
    const both = zipBytes([{ ...jiraEntities, name: 'a/entities.xml' }, { ...confluenceEntities, name: 'b/entities.xml' }]);
    expect(await refusalOf(opened(both))).toBe('interchange.backup_ambiguous');
  });

  it('is refused when it cannot be opened', async () => {
    const path = await fileWith('');
    await mkdir(join(dirname(path), 'folder'));
    expect(await refusalOf(openBackup(join(dirname(path), 'folder')))).toBe('interchange.backup_unreadable');
    expect(await refusalOf(openBackup(join(dirname(path), 'absent')))).toBe('interchange.backup_unreadable');
    expect(await refusalOf(openBackup('/dev/null'))).toBe('interchange.backup_unreadable');
  });
});

describe('bytes that are no file on disk', () => {
  /** Counts how often they were closed; fails from a position on, as sealed bytes do whose key was taken away. */
  function bytesOf(content: Buffer, failsFrom = Infinity) {
    const closed = { times: 0 };
    const readAt = (buffer: Buffer, position: number): Promise<number> => {
      if (position + buffer.length > failsFrom) return Promise.reject(new Error('the key is gone'));
      return Promise.resolve(content.copy(buffer, 0, position, position + buffer.length));
    };
    async function* range(start: number, end: number) {
      if (end > failsFrom) throw new Error('the key is gone');
      yield await Promise.resolve(content.subarray(start, end));
    }
    return { closed, bytes: { sizeBytes: content.length, readAt, range, close: () => Promise.resolve(void (closed.times += 1)) } };
  }

  it('are read the same, and closed with the backup', async () => {
    for (const content of [zipBytes([jiraEntities]), Buffer.from(jiraXml('<Issue id="1"/>'))]) {
      const { bytes, closed } = bytesOf(content);
      const backup = await openBackupOf(bytes);
      expect(await recordsOf(backup.records())).toMatchObject([{ type: 'Issue' }]);
      expect(closed.times).toBe(0);
      await backup.close();
      expect(closed.times).toBe(1);
    }
  });

  it('are closed when they are refused, and their own faults are not taken for faults of the backup', async () => {
    const refused = bytesOf(Buffer.from('{}'));
    expect(await refusalOf(openBackupOf(refused.bytes))).toBe('interchange.backup_unrecognized');
    const faulty = bytesOf(Buffer.from(jiraXml('<Issue/>'.repeat(1_000))), 2_000);
    await expect(openBackupOf(faulty.bytes)).rejects.toThrow('the key is gone');
    expect([refused.closed.times, faulty.closed.times]).toEqual([1, 1]);
  });
});

describe('a descriptor', () => {
  it('has what Jira writes before its records', async () => {
    const header = `<?xml version="1.0"?>\n<!--\n___ Exported on ___\n     JIRA Build                 : 9.4.0#940000-sha1:bca6f4\n     JVM Arguments              : --add-opens=java.base -- x\n-->\n`;
    const { descriptor } = await opened(jiraXml('<Issue/>', header));
    expect(descriptor.properties.get('JIRA Build')).toBe('9.4.0#940000-sha1:bca6f4');
    expect(descriptor.properties.get('JVM Arguments')).toBe('--add-opens=java.base -- x');
    expect(descriptor.rootAttributes.get('date')).toBe('1514863752821');
  });

  it('has what Confluence writes beside them', async () => {
    const properties = '#Mon Feb 10\nexportType=space\nspaceKey=T\\u00e9st\nao.data.list=a, \\\n   b\ntitle\\ of : x\\=y\nempty=\n';
    const { descriptor } = await opened(zipBytes([confluenceEntities, { name: 'exportDescriptor.properties', content: properties }]));
    expect(Object.fromEntries(descriptor.properties)).toEqual({ exportType: 'space', spaceKey: 'Tést', 'ao.data.list': 'a, b', 'title of': 'x=y', empty: '' });
  });
});

describe('attachments', () => {
  it.each([
    'data/attachments/HSP/10000/HSP-1/10100',
    'data/attachments/HSP/HSP-1/10100',
    'attachments/HSP/HSP-1/10100',
    'attachments/HSP/HSP-1/10100_notes.txt',
    'backup/data/attachments/HSP/10000/HSP-1/10100',
    'data\\attachments\\HSP\\10000\\HSP-1\\10100',
  ])('of a Jira backup are found at %s', async (name) => {
    const thumbnail = { name: 'data/attachments/HSP/10000/HSP-1/thumbs/_thumb_10100.png' };
    const backup = await opened(zipBytes([jiraEntities, { name, content: 'bytes' }, thumbnail]));
    const found = await backup.attachment({ id: '10100', owner: 'HSP-1' });
    expect(found).toMatchObject({ owner: 'HSP-1', id: '10100', version: 1, sizeBytes: 5 });
    expect(found && (await text(found.stream))).toBe('bytes');
    expect([...backup.listAttachments()]).toMatchObject([{ owner: 'HSP-1', id: '10100', sizeBytes: 5 }]);
    expect([...backup.listOther()]).toEqual([{ path: thumbnail.name, sizeBytes: 0 }]);
    expect(await backup.attachment({ id: '10101' })).toBeUndefined();
  });

  it('of a Confluence export are found by id and version, whatever page they are said to be on', async () => {
    const files = ['1/5/1', '1/5/2', '1/6/1', '2/7/1'].map((path) => ({ name: `attachments/${path}`, content: path }));
    const backup = await opened(zipBytes([confluenceEntities, ...files]));
    const contentOf = async (wanted: { id: string; version?: number; owner?: string }) => {
      const found = await backup.attachment(wanted);
      return found && (await text(found.stream));
    };
    expect(await contentOf({ id: '5', version: 1 })).toBe('1/5/1');
    expect(await contentOf({ id: '5' })).toBe('1/5/2');
    expect(await contentOf({ id: '7', version: 1, owner: '99' })).toBe('2/7/1');
    expect(await contentOf({ id: '5', version: 3 })).toBeUndefined();
    expect([...backup.listAttachments()].map(({ path }) => path).sort()).toEqual(files.map(({ name }) => name));
  });

  it('with the same id are told apart by their owner only', async () => {
    const backup = await opened(zipBytes([jiraEntities, { name: 'attachments/A/A-1/7', content: 'a' }, { name: 'attachments/B/B-1/7', content: 'b' }]));
    expect((await backup.attachment({ id: '7', owner: 'B-1' }))?.path).toBe('attachments/B/B-1/7');
    expect(await backup.attachment({ id: '7' })).toBeUndefined();
  });

  it('are not in a bare XML', async () => {
    const backup = await opened(jiraXml('<Issue/>'));
    expect([...backup.listAttachments(), ...backup.listOther()]).toEqual([]);
    expect(await backup.attachment({ id: '1' })).toBeUndefined();
    expect(await backup.openOther('x')).toBeUndefined();
  });
});
