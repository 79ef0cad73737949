import { describe, expect, it } from 'vitest';
import { confluenceXml, jiraXml, opened, read, recordsOf, refusalOf } from './backup-files-for-tests.ts';
import type { BackupRecord } from './backup.ts';
import type { ReadingLimits } from './limits.ts';
import { zipBytes } from './zip-bytes-for-tests.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const issue = '<Issue id="1"/>';

/** Records before the fault, and its code. */
async function readUntilFault(content: Buffer | string, limits: Partial<ReadingLimits> = {}): Promise<{ records: BackupRecord[]; code: string }> {
  const records: BackupRecord[] = [];
  const backup = await opened(content, limits);
  const code = await refusalOf(
    (async () => {
      for await (const record of backup.records()) records.push(record);
    })(),
  );
  return { records, code };
}

describe('a document that declares entities', () => {
  const laughs = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`).join('');
  it.each([
    ['expands without end', `<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]>`, '&l9;'],
    ['reads a local file', '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>', '&file;'],
    ['reads an address', '<!DOCTYPE x [<!ENTITY % remote SYSTEM "http://127.0.0.1:9/x.dtd"> %remote;]>', ''],
    ['declares them unused', '<!DOCTYPE x [ <!ENTITY a "b"> ]>', ''],
    ['hides them behind a quoted bracket', '<!DOCTYPE x PUBLIC "]" "]" [<!ENTITY a "b">]>', ''],
  ])('is refused when it %s', async (_what, doctype, use) => {
    const xml = jiraXml(`<Issue id="1" summary="${use}"/>`, declaration + doctype);
    expect(await refusalOf(read(xml))).toBe('interchange.xml_doctype_forbidden');
    expect(await refusalOf(read(zipBytes([{ name: 'entities.xml', content: xml }])))).toBe('interchange.xml_doctype_forbidden');
  });

  it('is refused in UTF-16 as well', async () => {
    const xml = jiraXml(issue, '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>');
    expect(await refusalOf(read(Buffer.from(`\ufeff${xml}`, 'utf16le')))).toBe('interchange.xml_doctype_forbidden');
  });

  it('is read when it only names a document type, which is not fetched', async () => {
    const backup = await opened(jiraXml(issue, `${declaration}<!DOCTYPE entity-engine-xml SYSTEM "http://127.0.0.1:9/jira.dtd">\n`));
    const reading = backup.records();
    expect(await recordsOf(reading)).toHaveLength(1);
    expect(reading.report.doctypeIgnored).toBe(true);
  });

  it('is refused when it uses an entity that nobody declared', async () => {
    expect(await refusalOf(read(jiraXml('<Issue summary="&nbsp;"/>')))).toBe('interchange.xml_malformed');
  });

  it('is refused when the document type stands in the middle', async () => {
    expect(await refusalOf(read(jiraXml('<!DOCTYPE x><Issue/>')))).toBe('interchange.xml_malformed');
  });

  it('is refused when the document type is endless', async () => {
    expect(await refusalOf(read(`${declaration}<!DOCTYPE x "${'a'.repeat(10_000)}"><entity-engine-xml/>`))).toBe('interchange.xml_limit_exceeded');
  });
});

describe('a document that is too deep or too wide', () => {
  it('is refused at a million levels without exhausting the stack', async () => {
    const { records, code } = await readUntilFault(jiraXml(`${issue}${'<a>'.repeat(1_000_000)}${'</a>'.repeat(1_000_000)}`));
    expect({ ordinals: records.map(({ ordinal }) => ordinal), code }).toEqual({ ordinals: [1], code: 'interchange.xml_too_deep' });
  });

  it('is read at the depth that the limit allows', async () => {
    const nested = (depth: number) => jiraXml(`${'<a>'.repeat(depth - 1)}${'</a>'.repeat(depth - 1)}`);
    expect(await read(nested(10), { xmlDepth: 10 })).toHaveLength(1);
    expect(await refusalOf(read(nested(11), { xmlDepth: 10 }))).toBe('interchange.xml_too_deep');
  });

  it('is refused for too many attributes', async () => {
    const attributes = Array.from({ length: 1_001 }, (_, index) => `a${index}="x"`).join(' ');
    expect((await readUntilFault(jiraXml(`${issue}<Issue ${attributes}/>`))).code).toBe('interchange.xml_limit_exceeded');
  });

  it('is refused for an endless name, of an element or of an attribute', async () => {
    expect((await readUntilFault(jiraXml(`<${'a'.repeat(100_000)}/>`))).code).toBe('interchange.xml_limit_exceeded');
    expect((await readUntilFault(jiraXml(`<a ${'a'.repeat(300_000)}="x"/>`), { recordChars: 100_000 })).code).toBe('interchange.xml_limit_exceeded');
  });

  it('is refused for endless text before its first element', async () => {
    const limits = { prologChars: 10_000 };
    expect(await refusalOf(read(`${declaration}<!--${'x'.repeat(20_000)}--><entity-engine-xml/>`, limits))).toBe('interchange.xml_limit_exceeded');
    expect(await refusalOf(read(`${declaration}${' '.repeat(100_000)}<entity-engine-xml/>`, limits))).toBe('interchange.xml_limit_exceeded');
  });

  it('is refused for a reference that never ends', async () => {
    expect((await readUntilFault(jiraXml(`<a>&${'amp'.repeat(300_000)}</a>`), { recordChars: 10_000 })).code).toBe('interchange.xml_malformed');
  });
});

describe('a record that is too large', () => {
  const limits = { recordChars: 100_000 };
  const long = 'y'.repeat(250_000);
  it.each([
    ['a text', `<Issue id="2"><description>${long}</description></Issue>`],
    ['CDATA', `<Issue id="2"><description><![CDATA[${long}]]></description></Issue>`],
    ['CDATA full of brackets', `<Issue id="2"><description><![CDATA[${']'.repeat(250_000)}]]></description></Issue>`],
    ['an attribute', `<Issue id="2" summary="${long}"/>`],
    ['an attribute in single quotes', `<Issue id='2' summary='${long}>"'><a/></Issue>`],
    ['references', `<Issue id="2"><description>${'&amp;'.repeat(150_000)}</description></Issue>`],
    ['many children', `<Issue id="2">${'<a/>'.repeat(5_000)}</Issue>`],
    ['many texts', `<Issue id="2">${'<a>0123456789</a>'.repeat(5_000)}</Issue>`],
    ['many CDATA sections', `<Issue id="2"><a>${'<![CDATA[0123456789]]>'.repeat(20_000)}</a></Issue>`],
  ])('is skipped and reported for %s, and its neighbours are read', async (_what, large) => {
    const backup = await opened(jiraXml(`${issue}\n${large}\n<Issue id="3" summary="after"/>`), limits);
    const reading = backup.records();
    const records = await recordsOf(reading);
    expect(records).toMatchObject([
      { kind: 'jira', type: 'Issue', ordinal: 1 },
      { kind: 'skipped', type: 'Issue', id: '2', ordinal: 2, reason: 'record_too_large' },
      { kind: 'jira', type: 'Issue', ordinal: 3 },
    ]);
    expect(records[1]?.kind === 'skipped' && records[1].sizeChars).toBeGreaterThan(100_000);
    expect(records[2]?.kind === 'jira' && records[2].fields).toEqual(new Map([['id', '3'], ['summary', 'after']]));
    expect(reading.report).toMatchObject({ records: 3, skipped: 1 });
    expect(reading.report.recordsByType).toEqual(new Map([['Issue', 3]]));
  });

  it('keeps its class and id in a Confluence export', async () => {
    const large = `<object class="BodyContent" package="p"><id name="id">77</id><property name="body"><![CDATA[${long}]]></property></object>`;
    const records = await read(confluenceXml(`${large}<object class="Page"><id name="id">78</id></object>`), limits);
    expect(records).toMatchObject([{ kind: 'skipped', type: 'BodyContent', id: '77' }, { kind: 'confluence', type: 'Page' }]);
  });

  it('is read whole just below the limit', async () => {
    const text = 'z'.repeat(99_000);
    const [record] = await read(jiraXml(`<Issue id="2"><description><![CDATA[${text}]]></description></Issue>`), limits);
    expect(record?.kind === 'jira' && record.fields.get('description')).toBe(text);
  });
});

describe('a document that is not whole', () => {
  const whole = jiraXml(`${issue}<Issue id="2"><description><![CDATA[text]]></description></Issue><!-- end -->`);

  it('is refused wherever it is cut off, with the records before', async () => {
    const first = whole.indexOf(issue) + issue.length;
    for (let end = first; end < whole.length; end += 1) {
      const { records, code } = await readUntilFault(whole.slice(0, end));
      expect({ end, code, first: records[0]?.ordinal }).toEqual({ end, code: 'interchange.xml_truncated', first: 1 });
    }
    expect(await read(whole)).toHaveLength(2);
  });

  it('says how many records were read', async () => {
    const backup = await opened(whole.slice(0, -20));
    await expect(recordsOf(backup.records())).rejects.toMatchObject({ code: 'interchange.xml_truncated', params: { records: 2 } });
  });

  it.each([
    ['another end tag', '<Issue></Isue>'],
    ['an attribute without quotes', '<Issue id=1/>'],
    ['an attribute twice', '<Issue id="1" id="2"/>'],
    ['a bare ampersand', '<Issue summary="a & b"/>'],
    ['a tag inside of an attribute', '<Issue summary="<b/>"/>'],
    ['a comment inside of an attribute', '<Issue summary="<!-- x -->"/>'],
    ['unknown markup', '<!ELEMENT x ANY>'],
    ['a name that begins with a digit', '<1ssue/>'],
    ['a root element too many', '</entity-engine-xml><entity-engine-xml>'],
    ['text behind the end', '</entity-engine-xml>text<entity-engine-xml>'],
  ])('is refused for %s', async (_what, broken) => {
    expect((await readUntilFault(jiraXml(broken))).code).toBe('interchange.xml_malformed');
  });
});

describe('characters that XML does not allow', () => {
  it('are replaced and counted, raw and as references, in texts and attributes', async () => {
    const xml = jiraXml('<Action id="1" a="&#28;x"><body>\u0001&#x1F;&#xFFFF;&#xD800;</body><c><![CDATA[\u001c&#28;]]></c></Action>');
    const reading = (await opened(xml)).records();
    const [record] = await recordsOf(reading);
    expect(record?.kind === 'jira' && [...record.fields]).toEqual([
      ['id', '1'],
      ['a', '\ufffdx'],
      ['body', '\ufffd\ufffd\ufffd\ufffd'],
      ['c', '\ufffd&#28;'],
    ]);
    expect(reading.report.illegalCharacters).toBe(6);
  });

  it('leave allowed references as they are', async () => {
    const [record] = await read(jiraXml('<Action a="&#10;&#x1F600;&#228;&amp;#28;&lt;&#9;"/>'));
    expect(record?.kind === 'jira' && record.fields.get('a')).toBe('\n\u{1f600}ä&#28;<\t');
  });
});

describe('comments and instructions', () => {
  it('are left out, also where a strict parser would refuse them', async () => {
    const xml = jiraXml('<!-- a -- b -- > --><Issue id="1"><?php echo ?><a>x<!-- c -->y</a></Issue><!---->');
    expect(await read(xml)).toMatchObject([{ fields: new Map([['id', '1'], ['a', 'xy']]) }]);
  });

  it('do not end where CDATA contains their marks', async () => {
    const [record] = await read(jiraXml('<Issue><a><![CDATA[<!-- <?x ?> <!DOCTYPE [ ]] > ]]]]></a></Issue>'));
    expect(record?.kind === 'jira' && record.fields.get('a')).toBe('<!-- <?x ?> <!DOCTYPE [ ]] > ]]');
  });
});
