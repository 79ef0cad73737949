import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errors } from '../errors.ts';
import { defaultReadingLimits } from './limits.ts';

const page = await readFile(join(import.meta.dirname, '../../../../../docs/reference/backup-formats.md'), 'utf8');

it('the reference page names every refusal of a reading', () => {
  const codes = Object.values(errors).map(({ definition }) => definition.code);
  const ofReading = codes.filter((code) => /^interchange\.(?:backup_(?:un|ambiguous)|archive_|encoding_|xml_)/.test(code));
  expect(ofReading.length).toBeGreaterThan(20);
  expect(ofReading.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});

it('the reference page names no refusal that does not exist', () => {
  const declared = new Set(Object.values(errors).map(({ definition }) => definition.code));
  expect([...page.matchAll(/`(interchange\.\w+)`/g)].map(([, code]) => code ?? '').filter((code) => !declared.has(code))).toEqual([]);
});

it('the reference page has the limits that are in force', () => {
  const { entries, entryNameChars, entryBytes, expandedBytes, expansionRatio, xmlDepth, attributesPerElement, prologChars, recordChars } = defaultReadingLimits;
  const gib = (bytes: number) => `${bytes / 1024 ** 3} GiB`;
  const shown = [
    `| entries of an archive | ${entries.toLocaleString('en')} |`,
    `| characters of an entry's name | ${entryNameChars.toLocaleString('en')} |`,
    `| ${gib(entryBytes)}, ${gib(expandedBytes)} |`,
    `| ${expansionRatio} times |`,
    `| nesting of elements | ${xmlDepth} |`,
    `| attributes of an element | ${attributesPerElement.toLocaleString('en')} |`,
    `| characters before the first element | ${prologChars / 1024 ** 2} Mi |`,
    `| characters of a record | ${recordChars / 1024 ** 2} Mi |`,
  ];
  expect(shown.filter((row) => !page.includes(row))).toEqual([]);
});
