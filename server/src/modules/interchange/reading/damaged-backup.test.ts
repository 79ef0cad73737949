import fc from 'fast-check';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../kernel/errors/index.ts';
import { confluenceXml, fileWith, jiraXml } from './backup-files-for-tests.ts';
import { openBackup } from './open-backup.ts';
import { zipBytes } from './zip-bytes-for-tests.ts';

const jira = jiraXml(
  Array.from({ length: 40 }, (_, index) => `<Issue id="${index}" key="HSP-${index}" summary="über &lt;alles&gt; &#228;"><description><![CDATA[line\n${index} ]] > <b>]]></description></Issue>`).join('\n'),
  '<?xml version="1.0" encoding="UTF-8"?>\n<!-- JIRA Build : 9 -- -->\n',
);
const confluence = confluenceXml(
  Array.from({ length: 20 }, (_, index) => `<object class="Page" package="p"><id name="id">${index}</id><property name="title"><![CDATA[Seite ${index} 日本]]></property><collection name="c" class="x"><element class="Page"><id name="id">1</id></element></collection></object>`).join('\n'),
);
const attachments = [
  { name: 'attachments/1/2/1', content: 'hello '.repeat(100) },
  { name: 'attachments/1/3/1', content: 'world', method: 0 },
];
const files: readonly (readonly [string, Buffer])[] = [
  ['a Jira XML', Buffer.from(jira)],
  ['a Jira XML in UTF-16', Buffer.from(`\ufeff${jira.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
  ['a Jira zip', zipBytes([{ name: 'entities.xml', content: jira }, { name: 'data/attachments/HSP/HSP-1/5', content: 'x'.repeat(99) }])],
  ['a Confluence zip', zipBytes([{ name: 'entities.xml', content: confluence }, ...attachments, { name: 'exportDescriptor.properties', content: 'a=b\n' }])],
  ['a stored Confluence zip', zipBytes([...attachments, { name: 'entities.xml', content: confluence, method: 0 }])],
];

/** Everything that can be read from these bytes, until a refusal; what is thrown and is no refusal is a bug. */
async function readEverything(bytes: Buffer): Promise<{ records: number; refused: string | undefined }> {
  let records = 0;
  const path = await fileWith(bytes);
  try {
    const backup = await openBackup(path, { recordChars: 100_000 });
    try {
      for (const { id, version, owner } of backup.listAttachments()) {
        const found = await backup.attachment({ id, version, owner });
        if (found !== undefined) await buffer(found.stream);
      }
      for await (const record of backup.records()) {
        expect(record.ordinal).toBe(records + 1);
        records += 1;
      }
    } finally {
      await backup.close();
    }
  } catch (cause) {
    if (!isAppError(cause)) throw cause;
    return { records, refused: cause.code };
  }
  return { records, refused: undefined };
}

const flips = fc.array(fc.record({ at: fc.nat(), bit: fc.nat(7) }), { minLength: 1, maxLength: 8 });
const splices = fc.array(fc.record({ at: fc.nat(), cut: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) }), { minLength: 1, maxLength: 4 });

describe('a damaged file', () => {
  it.each(files)('%s: is read whole when it is whole', async (_what, bytes) => {
    const { records, refused } = await readEverything(bytes);
    expect({ many: records >= 20, refused }).toEqual({ many: true, refused: undefined });
  });

  it.each(files)('%s: any flipped bits give records or a refusal', async (_what, bytes) => {
    await fc.assert(
      fc.asyncProperty(flips, async (changes) => {
        const damaged = Buffer.from(bytes);
        for (const { at, bit } of changes) damaged[at % damaged.length] = (damaged[at % damaged.length] ?? 0) ^ (1 << bit);
        await readEverything(damaged);
      }),
      { numRuns: 60 },
    );
  });

  it.each(files)('%s: any cut and inserted bytes give records or a refusal', async (_what, bytes) => {
    await fc.assert(
      fc.asyncProperty(splices, async (changes) => {
        let damaged = bytes;
        for (const { at, cut, put } of changes) {
          const from = at % (damaged.length + 1);
          damaged = Buffer.concat([damaged.subarray(0, from), put, damaged.subarray(from + cut)]);
        }
        await readEverything(damaged);
      }),
      { numRuns: 40 },
    );
  });

  it.each(files)('%s: cut off anywhere, it is never taken for a whole one', async (_what, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        expect((await readEverything(bytes.subarray(0, length))).refused).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });
});
