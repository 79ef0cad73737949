/**
 * Bodies that other people's systems wrote: every description, environment and comment of the Jira backups and every body
 * of the Confluence exports in ../shared/inputs is converted, is valid, survives a way out and back, and keeps its words.
 * The words of the source are counted without our code: signs of wiki markup become spaces, tags go, entities are decoded.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Parser } from 'htmlparser2';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import yauzl from 'yauzl';
import { judgeHtml } from './html-judge-for-tests.ts';
import { adfToHtml, adfToJiraMarkup, adfToStorage, adfToText, jiraMarkupToAdf, parseAdf, storageToAdf } from './index.ts';

const inputs = path.resolve(import.meta.dirname, '../../../../../shared/inputs');
const isAbsent = !existsSync(inputs);
// In CI the files must be there; elsewhere the title says what is missing.
const unlessAbsent = it.skipIf(isAbsent && process.env['CI'] !== 'true');

describe(`real bodies${isAbsent ? ' (skipped: ../shared/inputs is not beside this checkout)' : ''}`, () => {
  unlessAbsent.each(['server-small.xml', 'cloud-with-filters.xml', 'blank-projects.xml'])('of Jira: %s', (file) => {
    const bodies = jiraBodies(path.join(inputs, 'jira', file));
    expect(bodies.length).toBeGreaterThanOrEqual(file === 'blank-projects.xml' ? 0 : 10);
    for (const body of bodies) {
      const adf = jiraMarkupToAdf(body);
      expect(parseAdf(adf)).toEqual(adf);
      expect(judgeHtml(adfToHtml(adf))).toEqual([]);
      expect(missing(words(body), words(adfToText(adf)))).toEqual([]);
      expect(words(adfToText(jiraMarkupToAdf(adfToJiraMarkup(adf))))).toEqual(words(adfToText(adf)));
    }
  });

  unlessAbsent.each(['annotations.zip', 'asciichar28.zip', 'attachhist.zip', 'blogs.zip', 'brokenattach.zip', 'buggyhistory.zip', 'space-4.3.2.zip'])('of Confluence: %s', async (file) => {
    const bodies = await confluenceBodies(path.join(inputs, 'confluence', file));
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) {
      const adf = storageToAdf(body);
      expect(parseAdf(adf)).toEqual(adf);
      expect(judgeHtml(adfToHtml(adf))).toEqual([]);
      expect(missing(shownWords(body), words(adfToText(adf)))).toEqual([]);
      expect(storageToAdf(adfToStorage(adf))).toEqual(adf);
    }
  });
});

function words(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words of the source that the result has fewer times. */
function missing(source: readonly string[], result: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const word of result) left.set(word, (left.get(word) ?? 0) + 1);
  return source.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  });
}

/**
 * Text between tags. Not shown, and therefore not counted: parameters of macros (a title or a key may be shown, but is
 * not a word of the text), and the ids and states of tasks.
 */
function shownWords(storage: string): readonly string[] {
  const parts: string[] = [];
  let hidden = 0;
  const isHidden = (name: string): boolean => ['ac:parameter', 'ac:default-parameter', 'ac:task-id', 'ac:task-status', 'ac:task-uuid'].includes(name);
  const isInline = (name: string): boolean => ['a', 'b', 'code', 'em', 'i', 's', 'span', 'strong', 'sub', 'sup', 'u', 'ac:inline-comment-marker'].includes(name);
  const tag = (name: string, change: number): void => {
    if (isHidden(name)) hidden += change;
    if (!isInline(name)) parts.push(' ');
  };
  const parser = new Parser(
    {
      onopentagname: (name) => tag(name, 1),
      onclosetag: (name) => tag(name, -1),
      ontext: (text) => void (hidden === 0 && parts.push(text)),
    },
    { recognizeCDATA: true, recognizeSelfClosing: true, decodeEntities: true },
  );
  parser.end(storage.replaceAll(']] >', ']]>'));
  return words(parts.join(''));
}

function jiraBodies(file: string): readonly string[] {
  const bodies: string[] = [];
  const parser = new SaxesParser();
  let record = '';
  let field = '';
  let text = '';
  const keep = (name: string, value: string): void => {
    const wanted = record === 'Action' ? ['body'] : record === 'Issue' ? ['description', 'environment'] : record === 'Worklog' ? ['body'] : [];
    if (wanted.includes(name) && value !== '') bodies.push(value);
  };
  let depth = 0;
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth === 2) record = tag.name;
    if (depth === 2) for (const [name, value] of Object.entries(tag.attributes)) keep(name, String(value));
    if (depth === 3) field = tag.name;
    text = '';
  });
  parser.on('text', (value) => void (text += value));
  parser.on('cdata', (value) => void (text += value));
  parser.on('closetag', () => {
    if (depth === 3) keep(field, text);
    depth -= 1;
  });
  parser.write(readFileSync(file, 'utf8')).close();
  return bodies;
}

async function confluenceBodies(file: string): Promise<readonly string[]> {
  const xml = await entities(file);
  return [...xml.matchAll(/<object class="BodyContent"[^]*?<property name="body">([^]*?)<\/property>/g)].map((found) => {
    const written = found[1] ?? '';
    const cdata = /^<!\[CDATA\[([^]*)\]\]>$/.exec(written);
    return cdata ? (cdata[1] ?? '') : written;
  });
}

function entities(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (openError, zip) => {
      if (openError) return void reject(openError);
      zip.on('error', reject);
      zip.on('end', () => void reject(new Error('no entities.xml')));
      zip.on('entry', (entry: yauzl.Entry) => {
        if (entry.fileName !== 'entities.xml') return void zip.readEntry();
        zip.openReadStream(entry, (readError, stream) => {
          if (readError) return void reject(readError);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
          stream.on('end', () => void resolve(Buffer.concat(chunks).toString('utf8')));
          stream.on('error', reject);
        });
      });
      zip.readEntry();
    });
  });
}
