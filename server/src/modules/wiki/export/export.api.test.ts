/** Pages leave as files that say what the page says, with its pictures, in three formats, and with nothing that runs. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inflateRawSync, inflateSync } from 'node:zlib';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let own: string;
let page: string;
let greedy: string;
let space: { id: string; key: string };

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
/** The same with rows that are not compressed: the writer of PDF must never see it. */
const brokenPng = Buffer.from(png);
brokenPng.fill(0xff, 43, 50);
const macro = (extensionKey: string, parameters: object) => ({ type: 'extension', attrs: { extensionType: 'com.holdfast.wiki', extensionKey, parameters } });
const text = (words: string, ...marks: object[]) => ({ type: 'text', text: words, ...(marks.length > 0 ? { marks } : {}) });
const paragraph = (...content: object[]) => ({ type: 'paragraph', content });
const rich = {
  version: 1, type: 'doc', content: [
    { type: 'extension', attrs: { extensionType: 'com.holdfast.wiki', extensionKey: 'toc' } },
    { type: 'heading', attrs: { level: 2 }, content: [text('Ελληνικά und Кириллица')] },
    paragraph(text('bold', { type: 'strong' }), text(' and '), text('a link', { type: 'link', attrs: { href: 'https://example.test/' } }), text(' <script>alert(1)</script>')),
    { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('first item')), { type: 'orderedList', content: [{ type: 'listItem', content: [paragraph(text('nested item'))] }] }] }] },
    { type: 'taskList', attrs: { localId: 'a' }, content: [{ type: 'taskItem', attrs: { localId: 'b', state: 'DONE' }, content: [text('a task')] }] },
    { type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [paragraph(text('Head'))] }, { type: 'tableCell', content: [paragraph(text('Cell'))] }] }] },
    { type: 'panel', attrs: { panelType: 'info' }, content: [paragraph(text('in a panel'))] },
    { type: 'codeBlock', content: [text('let x = 1;')] }, { type: 'rule' },
    { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', id: 'dot.png', collection: '', alt: 'a dot' } }] },
  ],
};

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  own = `/api/v1/sites/${acme.site}/wiki`;
  const v2 = `/ex/confluence/${acme.site}/wiki/api/v2`;
  space = (await acme.admin.post(`${v2}/spaces`, { key: 'EX', name: 'Exports' })).json;
  const make = async (title: string, adf: object, parentId?: string) => {
    const made = await acme.admin.post(`${v2}/pages`, { spaceId: space.id, status: 'current', title, ...(parentId === undefined ? {} : { parentId }), body: { representation: 'atlas_doc_format', value: JSON.stringify(adf) } });
    expect(made.status, made.text).toBe(200);
    return String(made.json.id);
  };
  const included = await make('Included', { version: 1, type: 'doc', content: [paragraph(text('words of the other page')), { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', id: 'dot.png', collection: '', alt: 'their dot' } }] }] });
  page = await make('Whole: page', { ...rich, content: [...rich.content, { type: 'expand', attrs: { title: 'More' }, content: [paragraph(text('in an expand')), macro('issues', { jql: 'project = AB' })] }, macro('include', { pageId: included })] });
  await make('Child', { version: 1, type: 'doc', content: [paragraph(text('words of the child'))] }, page);
  const attach = async (to: string, bytes: Buffer): Promise<void> => {
    const body = Buffer.concat([Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="dot.png"\r\nContent-Type: image/png\r\n\r\n'), bytes, Buffer.from('\r\n--x--\r\n')]);
    expect((await acme.admin.request('POST', `/ex/confluence/${acme.site}/wiki/rest/api/content/${to}/child/attachment`, body, { 'content-type': 'multipart/form-data; boundary=x', 'x-atlassian-token': 'no-check' })).status).toBe(200);
  };
  await attach(page, png);
  await attach(included, brokenPng);
  greedy = await make('Greedy', { version: 1, type: 'doc', content: Array.from({ length: 301 }, () => macro('include', { pageId: '999999999' })) });
  const project = await acme.admin.post(`/ex/jira/${acme.site}/rest/api/3/project`, { key: 'AB', name: 'Listed', projectTypeKey: 'software' });
  expect(project.status, project.text).toBe(201);
  await acme.admin.post(`/ex/jira/${acme.site}/rest/api/3/issue`, { fields: { project: { key: 'AB' }, issuetype: { name: 'Task' }, summary: 'a listed issue' } });
});
afterAll(() => platform[Symbol.asyncDispose]());

/** The bytes as they are: the test client reads text. */
async function exported(format: string, more: object = {}, by = acme.admin.token): Promise<{ bytes: Buffer; type: string }> {
  const reply = await platform.http.inject({ method: 'POST', url: `${own}/contents/${page}/exports`, headers: { authorization: `Bearer ${by}` }, payload: { format, ...more } });
  expect(reply.statusCode, reply.payload.slice(0, 300)).toBe(200);
  expect(reply.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''Whole_%20page.${format}`);
  return { bytes: reply.rawPayload, type: String(reply.headers['content-type']) };
}

it('as HTML: everything inside, nothing that runs, children in order', async () => {
  const html = (await exported('html', { descendants: true, locale: 'fr' })).bytes.toString();
  for (const words of ['Ελληνικά und Кириллица', '<strong>bold</strong>', 'first item', 'nested item', 'in a panel', 'let x = 1;', 'words of the other page', 'in an expand', 'a listed issue', 'Résumé', 'words of the child', `data:image/png;base64,${brokenPng.toString('base64')}`, `data:image/png;base64,${png.toString('base64')}`, 'lang="fr"', 'aria-label="Sommaire"']) expect(html).toContain(words);
  expect(html).not.toContain('<script');
  expect(html).toContain('default-src &#39;none&#39;'.replaceAll('&#39;', '\''));
});

it('as Word: a document whose text and picture are the page\'s', async () => {
  const { bytes, type } = await exported('docx');
  expect(type).toContain('wordprocessingml');
  const files = entriesOf(bytes);
  const xml = files.get('word/document.xml')?.toString() ?? '';
  for (const words of ['Ελληνικά und Кириллица', 'bold', 'first item', 'nested item', '☑ ', 'a task', 'Head', 'Cell', 'in a panel', 'let x = 1;', 'words of the other page', 'in an expand', 'a listed issue', 'Summary', '&lt;script&gt;']) expect(xml).toContain(words);
  expect([...files].some(([name, content]) => name.startsWith('word/media/') && content.equals(png))).toBe(true);
  expect(files.get('word/_rels/document.xml.rels')?.toString()).toContain('https://example.test/');
});

it('as PDF: pages with embedded fonts, a picture and a link', async () => {
  const { bytes } = await exported('pdf', { descendants: true });
  const raw = bytes.toString('latin1');
  expect(raw.startsWith('%PDF-')).toBe(true);
  expect(raw).toMatch(/FontFile2|FontFile3/);
  expect(raw).toContain('/Subtype /Image');
  expect(raw).toContain('https://example.test/');
  expect((raw.match(/\/Type \/Page\b/g) ?? []).length).toBeGreaterThanOrEqual(2);
  // Which letters stand for which glyphs: Greek and Cyrillic must be among them.
  const maps = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap(([, body = '']) => {
    try {
      return [inflateSync(Buffer.from(body, 'latin1')).toString('latin1')];
    } catch {
      return []; // not every stream is compressed
    }
  }).filter((stream) => stream.includes('beginbfrange') || stream.includes('beginbfchar')).join('');
  expect(maps).toContain('03bb'); // λ
  expect(maps).toContain('0438'); // и
});

it('lists issues with the rights of whoever asks', async () => {
  const jql = encodeURIComponent('project = AB');
  expect((await acme.admin.get(`${own}/issues?jql=${jql}`)).json).toMatchObject({ error: null, items: [{ key: 'AB-1', summary: 'a listed issue', status: expect.any(String) }] });
  expect((await acme.admin.get(`${own}/issues?jql=${encodeURIComponent('nonsense ===')}`)).json).toMatchObject({ items: [], error: expect.stringMatching(/^tracker\./) });
  const guest = await platform.person(acme, 'gus', { organization: 'guest', site: 'guest' });
  const asked = (await guest.get(`${own}/issues?jql=${jql}`)).json;
  expect(asked.items).toEqual([]);
});

it('leaves out what whoever exports may not see', async () => {
  const mia = await platform.person(acme, 'mia', { organization: 'member', site: 'member' });
  const child = (await acme.admin.get(`/ex/confluence/${acme.site}/wiki/api/v2/pages/${page}/children`)).json.results[0].id as string;
  const closed = await acme.admin.put(`/ex/confluence/${acme.site}/wiki/rest/api/content/${child}/restriction`, [{ operation: 'read', restrictions: { user: { results: [{ type: 'known', accountId: acme.admin.account }] } } }]);
  expect(closed.status, closed.text).toBe(200);
  const html = (await exported('html', { descendants: true }, mia.token)).bytes.toString();
  expect(html).toContain('words of the other page');
  expect(html).not.toContain('words of the child');
  expect((await mia.post(`${own}/contents/${child}/exports`, { format: 'pdf' })).json).toMatchObject({ code: 'wiki.content_not_found' });
});

it('refuses what would cost too much, and formats that there are not', async () => {
  const refused = await acme.admin.post(`${own}/contents/${greedy}/exports`, { format: 'pdf' });
  expect([refused.status, refused.json.code]).toEqual([413, 'wiki.export_too_large']);
  expect((await acme.admin.post(`${own}/contents/${page}/exports`, { format: 'exe' })).status).toBe(400);
});

/** Entries of a zip, read from its directory. */
function entriesOf(zip: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size, nameLength, extra, comment, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const body = zip.subarray(start, start + size);
    files.set(name, method === 0 ? Buffer.from(body) : inflateRawSync(body));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}
