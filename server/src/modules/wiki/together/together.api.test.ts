/** Editing together: nobody loses a sign, whatever is cut off and whenever; rights that go end the stream; versions from elsewhere join in. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyUpdate, encodeStateAsUpdate, encodeStateVector, type Doc, type XmlElement, type XmlText } from 'yjs';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../../main/testing/test-platform.ts';
import { adfToText } from '../../richtext/index.ts';
import { documentFrom, pageTextOf } from './live-document.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let ada: TestPerson;
let ben: TestPerson;
let space: { id: string; key: string };
let own: string;
let v2: string;
let address: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  ada = await platform.person(acme, 'ada', { site: 'member' });
  ben = await platform.person(acme, 'ben', { site: 'member' });
  v2 = `/ex/confluence/${acme.site}/wiki/api/v2`;
  own = `/api/v1/sites/${acme.site}/wiki`;
  space = (await ada.post(`${v2}/spaces`, { key: 'TG', name: 'Together' })).json;
  address = await platform.listen();
});
afterAll(() => platform[Symbol.asyncDispose]());

const doc = (...lines: string[]) => ({ version: 1, type: 'doc', content: lines.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) });
let count = 0;

async function newPage(...lines: string[]): Promise<{ id: string; title: string; together: string }> {
  count += 1;
  const made = await ada.post(`${v2}/pages`, { spaceId: space.id, status: 'current', title: `Page ${String(count)}`, body: { representation: 'atlas_doc_format', value: JSON.stringify(doc(...lines)) } });
  expect(made.status, made.text).toBe(200);
  return { ...made.json, together: `${own}/contents/${String(made.json.id)}/together` };
}

/** An editor: a document, a session, and what it has not been able to send. */
class Editor {
  readonly doc: Doc;
  readonly #who: TestPerson;
  readonly #url: string;
  readonly #session: string;
  #sent: Uint8Array;

  private constructor(who: TestPerson, url: string, opened: { document: string; session: string }) {
    [this.#who, this.#url, this.#session] = [who, url, opened.session];
    this.doc = documentFrom([Buffer.from(opened.document, 'base64')]);
    this.#sent = encodeStateVector(this.doc);
  }

  static async open(who: TestPerson, url: string): Promise<Editor> {
    const opened = await who.post(url, {});
    expect(opened.status, opened.text).toBe(200);
    return new Editor(who, url, opened.json);
  }

  type(at: number, words: string): void {
    const text = (this.doc.getXmlFragment('adf').get(0) as XmlElement).get(0) as XmlText;
    text.insert(Math.min(at, text.length), words);
  }

  async send(): Promise<void> {
    const update = Buffer.from(encodeStateAsUpdate(this.doc, this.#sent)).toString('base64');
    const reply = await this.#who.post(`${this.#url}/updates`, { session: this.#session, updates: [update] });
    expect(reply.status, reply.text).toBe(200);
    this.#sent = encodeStateVector(this.doc);
  }

  async catchUp(): Promise<void> {
    applyUpdate(this.doc, Buffer.from((await this.#who.post(this.#url, {})).json.document, 'base64'));
  }

  get words(): string {
    return adfToText(pageTextOf(this.doc).adf);
  }
}

interface StreamEvent {
  readonly name: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads whatever the event holds
  readonly data: any;
}

/** Reads the stream until `enough` says so; then the connection is cut. */
async function listen(who: TestPerson, url: string, enough: (events: readonly StreamEvent[]) => boolean, meanwhile?: () => Promise<unknown>): Promise<readonly StreamEvent[]> {
  const cut = new AbortController();
  const reply = await fetch(`${address}${url}`, { headers: { authorization: `Bearer ${who.token}` }, signal: cut.signal });
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const events: StreamEvent[] = [];
  let text = '';
  const began = meanwhile?.();
  for await (const chunk of reply.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(part) ?? [];
      if (name !== undefined && data !== undefined) events.push({ name, data: JSON.parse(data) as unknown });
    }
    if (enough(events)) break;
  }
  await began;
  cut.abort();
  return events;
}

describe('editing together', () => {
  it('loses no sign in any order of typing, sending, cutting off and coming back', async () => {
    const step = fc.record({ who: fc.nat(1), at: fc.nat(30), does: fc.constantFrom('type', 'type', 'send', 'catch up') });
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const page = await newPage('start');
      const editors = [await Editor.open(ada, page.together), await Editor.open(ben, page.together)];
      const typed: string[] = [];
      for (const { who, at, does } of steps) {
        const editor = editors[who];
        if (does === 'type') {
          typed.push(String.fromCodePoint(0x4e00 + typed.length));
          editor?.type(at, typed.at(-1) ?? '');
        } else await (does === 'send' ? editor?.send() : editor?.catchUp());
      }
      for (const editor of editors) await editor.send();
      for (const editor of editors) await editor.catchUp();
      const [one, other] = editors.map(({ words }) => words);
      expect(one).toBe(other);
      expect(Array.from(one ?? '').sort()).toEqual([...Array.from('start'), ...typed].sort());
      expect((await ben.post(`${page.together}/publish`, { baseVersion: 1 })).json.version).toBe(typed.length === 0 ? 1 : 2);
      const view = await ada.get(`${v2}/pages/${page.id}?body-format=atlas_doc_format`);
      expect(adfToText(JSON.parse(view.json.body.atlas_doc_format.value))).toBe(one);
    }), { numRuns: 6 });
  }, 120_000);

  it('relays changes, presence and versions to whoever listens, from the number last seen', async () => {
    const page = await newPage('hello');
    const editor = await Editor.open(ben, page.together);
    editor.type(5, ' world');
    await editor.send();
    const events = await listen(ada, `${page.together}/stream?after=0`, (seen) => seen.some(({ name }) => name === 'version'), async () => {
      const { session } = (await ben.post(page.together, {})).json;
      await ben.post(`${page.together}/presence`, { session, state: { at: 3 } });
      editor.type(0, 'Oh, ');
      await editor.send();
      await ben.post(`${page.together}/publish`, { baseVersion: 1, title: 'Renamed together' });
    });
    const kinds = events.map(({ name }) => name);
    expect(kinds.slice(0, 1)).toEqual(['update']);
    expect(events.find(({ name, data }) => name === 'presence' && data.people.length > 0)?.data.people).toMatchObject([{ person: { accountId: ben.account, name: 'ben' }, state: { at: 3 }, colour: expect.any(Number) }]);
    expect(events.find(({ name }) => name === 'version')?.data).toMatchObject({ version: 2, author: ben.account });
    expect(events.filter(({ name }) => name === 'update').map(({ data }) => data.sequence)).toEqual([1, 2, 3]);
  });

  it('goes on from a snapshot after many changes, and ends for whoever may no longer edit', async () => {
    const page = await newPage('x');
    const editor = await Editor.open(ada, page.together);
    for (let index = 0; index < 105; index += 1) {
      editor.type(0, 'a');
      await editor.send();
    }
    const restricted = Promise.withResolvers<unknown>();
    const events = await listen(ben, `${page.together}/stream?after=3`, (seen) => {
      // Not before ben has seen the state: a restriction that is there earlier closes the stream at once.
      if (seen.some(({ data }) => data.sequence === 105)) restricted.resolve(undefined);
      return seen.some(({ name }) => name === 'closed');
    }, () => restricted.promise.then(() =>
      ada.put(`/ex/confluence/${acme.site}/wiki/rest/api/content/${page.id}/restriction`, [{ operation: 'update', restrictions: { user: [{ accountId: ada.account }] } }])));
    expect(events[0]).toMatchObject({ name: 'snapshot', data: { sequence: 100 } });
    expect(events.filter(({ name }) => name === 'update').map(({ data }) => data.sequence)).toEqual([101, 102, 103, 104, 105]);
    expect(events.at(-1)).toMatchObject({ name: 'closed', data: { reason: 'forbidden' } });
    expect((await ben.post(page.together, {})).status).toBe(403);
  });

  it('takes in a version that came from elsewhere, and shows it before publishing over the same words', async () => {
    const page = await newPage('one two three', 'four');
    const editor = await Editor.open(ada, page.together);
    editor.type(3, ' and');
    await editor.send();
    expect((await ben.post(`${own}/contents/${page.id}/publish`, { title: page.title, adf: doc('one two three', 'four of Ben'), baseVersion: 1 })).json.version).toBe(2);
    await editor.catchUp();
    expect(editor.words).toBe('one and two three\n\nfour of Ben');
    expect((await ben.post(`${own}/contents/${page.id}/publish`, { title: page.title, adf: doc('1 2 3', 'four of Ben'), baseVersion: 2 })).json.version).toBe(3);
    const met = await ada.post(`${page.together}/publish`, { baseVersion: 2 });
    expect([met.status, met.json.conflict.conflicts.length]).toEqual([409, 1]);
    expect((await ada.post(`${page.together}/publish`, { baseVersion: 3 })).json).toMatchObject({ version: 4, changed: true });
    const view = await ada.get(`${v2}/pages/${page.id}?body-format=atlas_doc_format`);
    expect(adfToText(JSON.parse(view.json.body.atlas_doc_format.value))).toBe('1 2 3\n\none and two three\n\nfour of Ben');
  });

  it('refuses what is no update, and lets shared changes be thrown away', async () => {
    const page = await newPage('kept');
    const opened = (await ada.post(page.together, {})).json;
    expect((await ada.post(`${page.together}/updates`, { session: opened.session, updates: [Buffer.from('nonsense').toString('base64')] })).json.code).toBe('wiki.update_invalid');
    const editor = await Editor.open(ada, page.together);
    editor.type(0, 'not ');
    await editor.send();
    expect((await ben.delete(page.together)).status).toBe(204);
    await editor.catchUp();
    expect(editor.words).toBe('kept');
  });
});
