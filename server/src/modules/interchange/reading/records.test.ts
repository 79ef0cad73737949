import { describe, expect, it } from 'vitest';
import { confluenceXml, jiraXml, opened, read, recordsOf } from './backup-files-for-tests.ts';
import type { BackupRecord, ConfluenceRecord, JiraRecord } from './backup.ts';
import { flagOf, idOf, integerOf, parseTimestamp, referenceOf, referencesOf, restoreCdataEnd, textOf, timestampOf } from './record-values.ts';

function jira(record: BackupRecord | undefined): JiraRecord {
  if (record?.kind !== 'jira') throw new Error('no Jira record');
  return record;
}

function confluence(record: BackupRecord | undefined): ConfluenceRecord {
  if (record?.kind !== 'confluence') throw new Error('no Confluence record');
  return record;
}

describe('a Jira record', () => {
  it('has attributes and child texts as fields, in file order', async () => {
    const [record] = await read(
      jiraXml('<Issue id="10000" key="HSP-1" summary="a &lt; b"><description><![CDATA[line 1\r\nline <2>]]></description><environment/></Issue>'),
    );
    expect(record).toEqual({
      kind: 'jira',
      type: 'Issue',
      ordinal: 1,
      fields: new Map([
        ['id', '10000'],
        ['key', 'HSP-1'],
        ['summary', 'a < b'],
        ['description', 'line 1\nline <2>'],
        ['environment', ''],
      ]),
      extra: [],
    });
  });

  it('joins CDATA that was split to contain its own end', async () => {
    const [record] = await read(jiraXml('<Action><body><![CDATA[a]]]]><![CDATA[>b]]></body></Action>'));
    expect(jira(record).fields.get('body')).toBe('a]]>b');
  });

  it('keeps what has an unknown shape', async () => {
    const [record] = await read(jiraXml('<Odd a="1">loose<a>2</a><b x="y">t</b><c><d>deep</d></c></Odd>'));
    const { fields, extra } = jira(record);
    expect([...fields]).toEqual([['a', '1']]);
    expect(extra.map(({ name, text }) => [name, text])).toEqual([['#text', 'loose'], ['a', '2'], ['b', 't'], ['c', undefined]]);
    expect(extra[3]?.children).toMatchObject([{ name: 'd', text: 'deep' }]);
  });

  it('is safe with names that mean something to JavaScript', async () => {
    const [record] = await read(jiraXml('<constructor __proto__="1" toString="2"><hasOwnProperty>3</hasOwnProperty></constructor>'));
    expect([...jira(record).fields]).toEqual([['__proto__', '1'], ['toString', '2'], ['hasOwnProperty', '3']]);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});

describe('a Confluence record', () => {
  it('has scalars, nulls, references, enums, components and both kinds of collections', async () => {
    const [first] = await read(
      confluenceXml(`<object class="Page" package="com.atlassian.confluence.pages">
  <id name="id">123456789012345678</id>
  <property name="title"><![CDATA[A & B]]></property>
  <property name="empty"><![CDATA[]]></property>
  <property name="nothing"/>
  <property name="parent" class="Page" package="com.atlassian.confluence.pages"><id name="id">7</id>
  </property>
  <property name="noParent" class="Page" package="com.atlassian.confluence.pages"/>
  <property name="creator" class="ConfluenceUserImpl" package="u"><id name="key"><![CDATA[8a7f]]></id></property>
  <property name="status" enum-class="SpaceStatus" package="s">CURRENT</property>
  <property name="typed" type="long">12</property>
  <component name="credential"><property name="credential" type="string"><![CDATA[X]]></property></component>
  <collection name="children" class="java.util.Collection"><element class="Page" package="p"><id name="id">1</id></element>
    <element class="Page" package="p"><id name="id">2</id></element></collection>
  <collection name="attributes" class="java.util.Map"><element name="k" type="string"><![CDATA[v]]></element></collection>
  <collection name="none" class="java.util.Collection"/>
</object>`),
    );
    const record = confluence(first);
    expect(record).toMatchObject({ type: 'Page', package: 'com.atlassian.confluence.pages', ordinal: 1, extra: [] });
    expect(record.id).toEqual(new Map([['id', '123456789012345678']]));
    expect(Object.fromEntries(record.properties)).toEqual({
      title: { kind: 'scalar', text: 'A & B' },
      empty: { kind: 'scalar', text: '' },
      nothing: { kind: 'null' },
      parent: { kind: 'reference', class: 'Page', package: 'com.atlassian.confluence.pages', id: new Map([['id', '7']]) },
      noParent: { kind: 'null' },
      creator: { kind: 'reference', class: 'ConfluenceUserImpl', package: 'u', id: new Map([['key', '8a7f']]) },
      status: { kind: 'scalar', text: 'CURRENT', enumClass: 'SpaceStatus', package: 's' },
      typed: { kind: 'scalar', text: '12', type: 'long' },
      'credential.credential': { kind: 'scalar', text: 'X', type: 'string' },
    });
    expect(record.collections.get('attributes')?.elements).toEqual([{ name: 'k', value: { kind: 'scalar', text: 'v', type: 'string' } }]);
    expect(record.collections.get('none')).toEqual({ class: 'java.util.Collection', elements: [] });
    expect(referencesOf(record, 'children')).toEqual(['1', '2']);
    expect([idOf(record), textOf(record, 'title'), textOf(record, 'nothing'), textOf(record, 'empty')]).toEqual(['123456789012345678', 'A & B', undefined, '']);
    expect([referenceOf(record, 'creator'), referenceOf(record, 'noParent'), referenceOf(record, 'title')]).toEqual(['8a7f', undefined, undefined]);
  });

  it('has ids of several parts', async () => {
    const [record] = await read(
      confluenceXml(
        '<object class="P"><composite-id><property name="entityName" type="string"><![CDATA[CWD]]></property><property name="entityId" type="long">0</property></composite-id></object>',
      ),
    );
    expect(confluence(record).id).toEqual(new Map([['entityName', 'CWD'], ['entityId', '0']]));
    expect(idOf(confluence(record))).toBeUndefined();
  });

  it('keeps what has an unknown shape, and what stands where no object does', async () => {
    const records = await read(
      confluenceXml(`<object class="X"><id name="id">1</id><id name="id">2</id><property name="a">1</property><property name="a">2</property>
        <property>unnamed</property><property name="mixed">t<b/></property><collection name="c"><odd/></collection><new-thing v="1"/>loose</object>
        <strange a="b"><c>d</c></strange>`),
    );
    expect(confluence(records[0]).extra.map(({ name }) => name)).toEqual(['#text', 'id', 'property', 'property', 'property', 'collection', 'new-thing']);
    expect(records[1]).toMatchObject({ type: 'strange', ordinal: 2, extra: [{ name: 'strange', children: [{ name: 'c', text: 'd' }] }] });
  });
});

describe('a reading', () => {
  const xml = jiraXml(Array.from({ length: 3_000 }, (_, index) => `<Issue id="${index + 1}"/>`).join(''));

  it('goes on behind any record', async () => {
    const backup = await opened(xml);
    for (const after of [0, 1, 1_500, 2_999, 3_000, 9_999]) {
      const reading = backup.records({ after });
      const ordinals = (await recordsOf(reading)).map(({ ordinal }) => ordinal);
      expect(ordinals).toHaveLength(Math.max(0, 3_000 - after));
      expect(ordinals[0]).toBe(after < 3_000 ? after + 1 : undefined);
      expect(reading.report.records).toBe(3_000);
    }
  });

  it('may run beside another and may be left early', async () => {
    const backup = await opened(xml);
    const first = backup.records()[Symbol.asyncIterator]();
    await first.next();
    expect(await recordsOf(backup.records())).toHaveLength(3_000);
    expect((await first.next()).value).toMatchObject({ ordinal: 2 });
    await first.return?.(undefined);
    expect((await first.next()).done).toBe(true);
  });

  it('reports text that stands between records', async () => {
    const reading = (await opened(jiraXml('<A/>stray<B/>'))).records();
    expect(await recordsOf(reading)).toHaveLength(2);
    expect(reading.report.strayTextChars).toBe(5);
  });

  it('tells how far it is', async () => {
    const backup = await opened(xml);
    const reading = backup.records();
    await recordsOf(reading);
    expect(reading.report.bytesRead).toBe(backup.entitiesBytes);
  });
});

describe('a value', () => {
  const record: JiraRecord = {
    kind: 'jira',
    type: 'X',
    ordinal: 1,
    fields: new Map([['id', '0010'], ['big', '9007199254740993'], ['yes', 'Y'], ['no', 'false'], ['odd', 'maybe'], ['at', '2012-06-03 22:48:29.0']]),
    extra: [],
  };

  it('is read by kind, or not at all', () => {
    expect([idOf(record), integerOf(record, 'big'), integerOf(record, 'odd'), integerOf(record, 'absent')]).toEqual(['10', '9007199254740993', undefined, undefined]);
    expect([flagOf(record, 'yes'), flagOf(record, 'no'), flagOf(record, 'odd')]).toEqual([true, false, undefined]);
    expect(timestampOf(record, 'at')?.toISOString()).toBe('2012-06-03T22:48:29.000Z');
    expect(timestampOf(record, 'at', 'Europe/Berlin')?.toISOString()).toBe('2012-06-03T20:48:29.000Z');
  });

  it.each([
    ['2012-06-03 22:48:29.0', '2012-06-03T22:48:29.000Z'],
    ['2012-01-02 03:04:05.000', '2012-01-02T03:04:05.000Z'],
    ['2012-01-02 03:04:05.123456789', '2012-01-02T03:04:05.123Z'],
    ["'2025-03-07 20:18:37.247'", '2025-03-07T20:18:37.247Z'],
    ['2012-01-02', '2012-01-02T00:00:00.000Z'],
    ['2012-01-02T03:04:05+02:00', '2012-01-02T01:04:05.000Z'],
    ['2012-01-02T03:04:05.5Z', '2012-01-02T03:04:05.500Z'],
    ['1470358734392', '2016-08-05T00:58:54.392Z'],
    ['2012-02-30 00:00:00', undefined],
    ['2012-01-02 24:00:00', undefined],
    ['0001-01-01 00:00:00', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('%s is the time %s', (text, expected) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(expected);
  });

  it('restores what Confluence cannot write into CDATA', () => {
    expect(restoreCdataEnd('<![CDATA[code]] >')).toBe('<![CDATA[code]]>');
  });
});
