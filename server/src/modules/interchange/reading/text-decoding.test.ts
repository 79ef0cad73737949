import { describe, expect, it } from 'vitest';
import { jiraXml, opened, read, recordsOf, refusalOf } from './backup-files-for-tests.ts';
import { decodeXml } from './text-decoding.ts';

const words = 'Äpfel, naïve façade – “quoted” 日本語 😀';
const latinWords = 'Äpfel, naïve façade';

function xmlIn(declared: string | undefined, summary: string): string {
  const declaration = declared === undefined ? '' : `<?xml version="1.0" encoding="${declared}"?>`;
  return jiraXml(`<Issue summary="${summary}"/>`, declaration);
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16();
}

async function summaryOf(content: Buffer): Promise<string | undefined> {
  const [record] = await read(content);
  return record?.kind === 'jira' ? record.fields.get('summary') : undefined;
}

describe('the encoding', () => {
  it.each<[string, Buffer, string]>([
    ['UTF-8 as declared', Buffer.from(xmlIn('UTF-8', words)), words],
    ['UTF-8 without a declaration', Buffer.from(xmlIn(undefined, words)), words],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${xmlIn('utf-8', words)}`), words],
    ['UTF-16LE by byte order mark', Buffer.from(`\ufeff${xmlIn('UTF-16', words)}`, 'utf16le'), words],
    ['UTF-16BE by byte order mark', swapped(Buffer.from(`\ufeff${xmlIn('UTF-16', words)}`, 'utf16le')), words],
    ['UTF-16LE without one', Buffer.from(xmlIn('UTF-16LE', words), 'utf16le'), words],
    ['UTF-16BE without one', swapped(Buffer.from(xmlIn('UTF-16BE', words), 'utf16le')), words],
    ['UTF-16LE without a declaration', Buffer.from(`\ufeff${xmlIn(undefined, words)}`, 'utf16le'), words],
    ['ISO-8859-1 as declared', Buffer.from(xmlIn('ISO-8859-1', latinWords), 'latin1'), latinWords],
    ['windows-1252 as declared', Buffer.from(xmlIn('windows-1252', 'a \u0096 b \u0080'), 'latin1'), 'a – b €'],
    ['US-ASCII as declared', Buffer.from(xmlIn('US-ASCII', 'plain')), 'plain'],
  ])('is %s', async (_what, content, expected) => {
    expect(await summaryOf(content)).toBe(expected);
  });

  it.each<[string, Buffer, string]>([
    ['ISO-8859-1 declared, UTF-8 written', Buffer.from(xmlIn('ISO-8859-1', latinWords)), 'encoding_mismatch'],
    ['windows-1252 declared, UTF-8 written', Buffer.from(xmlIn('windows-1252', words)), 'encoding_mismatch'],
    ['UTF-8 declared, ISO-8859-1 written', Buffer.from(xmlIn('UTF-8', latinWords), 'latin1'), 'encoding_invalid'],
    ['nothing declared, ISO-8859-1 written', Buffer.from(xmlIn(undefined, latinWords), 'latin1'), 'encoding_invalid'],
    ['US-ASCII declared, UTF-8 written', Buffer.from(xmlIn('US-ASCII', words)), 'encoding_mismatch'],
    ['UTF-8 declared, UTF-16 written', Buffer.from(`\ufeff${xmlIn('UTF-8', words)}`, 'utf16le'), 'encoding_mismatch'],
    ['UTF-8 declared, UTF-16 written without mark', Buffer.from(xmlIn('UTF-8', words), 'utf16le'), 'encoding_mismatch'],
    ['UTF-16 declared, UTF-8 written', Buffer.from(xmlIn('UTF-16', words)), 'encoding_mismatch'],
    ['a UTF-8 mark before ISO-8859-1', Buffer.from(`\ufeff${xmlIn('ISO-8859-1', 'x')}`), 'encoding_mismatch'],
    ['control bytes in ISO-8859-1', Buffer.from(xmlIn('ISO-8859-1', 'a \u0093b\u0094 ü'), 'latin1'), 'encoding_invalid'],
    ['a byte that windows-1252 does not have', Buffer.from(xmlIn('windows-1252', 'a\u0081ü'), 'latin1'), 'encoding_invalid'],
    ['a surrogate in UTF-8', Buffer.concat([Buffer.from(xmlIn('UTF-8', 'x')), Buffer.from([0xed, 0xa0, 0x80])]), 'encoding_invalid'],
    ['an overlong UTF-8 form', Buffer.concat([Buffer.from(xmlIn('UTF-8', 'x')), Buffer.from([0xc0, 0xaf])]), 'encoding_invalid'],
    ['half a character at the end', Buffer.concat([Buffer.from(xmlIn('UTF-8', 'x')), Buffer.from([0xe2, 0x82])]), 'encoding_invalid'],
    ['half a surrogate pair in UTF-16', Buffer.from(`\ufeff${xmlIn('UTF-16', 'a\ud83d b')}`, 'utf16le'), 'encoding_invalid'],
    ['an odd number of bytes in UTF-16', Buffer.concat([Buffer.from(`\ufeff${xmlIn('UTF-16', 'a')}`, 'utf16le'), Buffer.from([0])]), 'encoding_invalid'],
    ['Shift_JIS', Buffer.from(xmlIn('Shift_JIS', 'x')), 'encoding_unsupported'],
    ['UTF-7', Buffer.from(xmlIn('UTF-7', 'x')), 'encoding_unsupported'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), 'encoding_unsupported'],
    ['EBCDIC', Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40]), 'encoding_unsupported'],
  ])('is refused: %s', async (_what, content, code) => {
    expect(await refusalOf(read(content))).toBe(`interchange.${code}`);
  });

  it('is refused with the position of the first wrong byte', async () => {
    const before = Buffer.from(jiraXml(`<Issue summary="${'ü'.repeat(40_000)}"/>`).slice(0, -20));
    const bytes = Buffer.concat([before, Buffer.from([0xff]), Buffer.from('</entity-engine-xml>')]);
    const backup = await opened(bytes);
    await expect(recordsOf(backup.records())).rejects.toMatchObject({ params: { byteOffset: before.length } });
  });

  it('does not depend on where the file is cut into chunks', async () => {
    const xml = xmlIn('UTF-8', words.repeat(40));
    for (const [bytes, label] of [
      [Buffer.from(xml), 'utf-8'],
      [Buffer.from(`\ufeff${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le'), 'utf-16le'],
    ] as const) {
      for (const size of [1, 2, 3, 5, 7, 1_000]) {
        const progress = { encoding: undefined, bytesRead: 0 };
        let text = '';
        for await (const piece of decodeXml(chunks(bytes, size), progress)) text += piece;
        expect(text.endsWith(xml.slice(60))).toBe(true);
        expect(progress).toEqual({ encoding: label, bytesRead: bytes.length });
      }
    }
  });
});

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
