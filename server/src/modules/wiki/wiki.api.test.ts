/** The wiki through the real edge: what people and clients do with it, and what they may not. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let member: TestPerson;
let guest: TestPerson;
let v2: string;
let v1: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  member = await platform.person(acme, 'mia', { organization: 'member', site: 'member' });
  guest = await platform.person(acme, 'gus', { organization: 'guest', site: 'guest' });
  v2 = `/ex/confluence/${acme.site}/wiki/api/v2`;
  v1 = `/ex/confluence/${acme.site}/wiki/rest/api`;
});
afterAll(() => platform[Symbol.asyncDispose]());

const adf = (text: string) => ({ representation: 'atlas_doc_format', value: JSON.stringify({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }) });
let spaces = 0;

async function newSpace(by: TestPerson, more: object = {}): Promise<{ id: string; key: string; homepageId: string }> {
  spaces += 1;
  const made = await by.post(`${v2}/spaces`, { key: `S${String(spaces)}`, name: `Space ${String(spaces)}`, description: { representation: 'plain', value: 'What it is for' }, ...more });
  expect(made.status, made.text).toBe(201);
  return made.json;
}

async function newPage(by: TestPerson, spaceId: string, title: string, more: object = {}): Promise<{ id: string; title: string; version: { number: number }; parentId: string | null }> {
  const made = await by.post(`${v2}/pages`, { spaceId, status: 'current', title, body: adf(`About ${title}`), ...more });
  expect(made.status, made.text).toBe(200);
  return made.json;
}

const multipart = (name: string, type: string, bytes: string, field = 'file') => ({
  body: Buffer.from(`--x\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${bytes}\r\n--x--\r\n`),
  headers: { 'content-type': 'multipart/form-data; boundary=x', 'x-atlassian-token': 'no-check' },
});

describe('spaces', () => {
  it('are made with a homepage and a description, found by key, and listed by name', async () => {
    const space = await newSpace(member, { key: 'Handbook', name: 'Handbook' });
    expect(space.homepageId).toMatch(/^\d+$/);
    const found = await member.get(`${v2}/spaces?keys=HANDBOOK&description-format=plain&sort=name`);
    expect(found.json.results).toMatchObject([{ id: space.id, key: 'Handbook', name: 'Handbook', status: 'current', description: { plain: { value: 'What it is for' } } }]);
    expect((await member.post(`${v2}/spaces`, { key: 'handbook', name: 'Other' })).json.errors[0]).toMatchObject({ status: 409, code: 'wiki.space_key_taken' });
    const names = (await member.get(`${v2}/spaces?sort=-name&limit=250`)).json.results.map((one: { name: string }) => one.name);
    expect(names).toEqual([...names].sort((a: string, b: string) => b.localeCompare(a, 'en', { numeric: true })));
  });

  it('page through a list by cursor, whatever the order', async () => {
    for (let index = 0; index < 3; index += 1) await newSpace(member);
    for (const sort of ['id', '-key', 'name']) {
      const seen: string[] = [];
      let next: string | undefined = `/wiki/api/v2/spaces?limit=2&sort=${sort}`;
      while (next !== undefined) {
        const reply = await member.get(`/ex/confluence/${acme.site}${next}`);
        expect(reply.status, reply.text).toBe(200);
        seen.push(...reply.json.results.map((one: { id: string }) => one.id));
        next = reply.json._links.next;
        expect(next === undefined).toBe(reply.headers['link'] === undefined);
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.length).toBeGreaterThanOrEqual(4);
    }
  });

  it('are not there for whoever has no grant, private ones not for other members', async () => {
    const open = await newSpace(member);
    const own = await newSpace(member, { createPrivateSpace: true });
    expect((await guest.get(`${v2}/spaces/${open.id}`)).json.errors[0]).toMatchObject({ status: 404, code: 'wiki.space_not_found' });
    const other = await platform.person(acme, 'olaf', { organization: 'member', site: 'member' });
    expect((await other.get(`${v2}/spaces/${open.id}`)).status).toBe(200);
    expect((await other.get(`${v2}/spaces/${own.id}`)).status).toBe(404);
    expect((await other.get(`${v2}/pages/${own.homepageId}`)).status).toBe(404);
    expect((await acme.admin.get(`${v2}/spaces/${own.id}`)).status).toBe(200);
  });

  it('give and take access, and keep an administrator', async () => {
    const space = await newSpace(member);
    const access = `/api/v1/sites/${acme.site}/wiki/containers/${space.key}/access`;
    const before = (await member.get(access)).json.items;
    expect(before).toEqual(expect.arrayContaining([{ subject: { kind: 'everyone' }, level: 'write' }, expect.objectContaining({ subject: expect.objectContaining({ kind: 'account', id: member.account }), level: 'admin' })]));
    const changed = await member.put(access, { items: [{ subject: { kind: 'account', id: member.account }, level: 'admin' }, { subject: { kind: 'account', id: guest.account }, level: 'read' }] });
    expect(changed.status, changed.text).toBe(200);
    expect((await guest.get(`${v2}/spaces/${space.id}`)).status).toBe(200);
    expect((await guest.post(`${v2}/pages`, { spaceId: space.id, title: 'No', status: 'current' })).json.errors[0]).toMatchObject({ status: 403, code: 'access.forbidden' });
    expect((await member.put(access, { items: [{ subject: { kind: 'everyone' }, level: 'read' }] })).json).toMatchObject({ status: 409, code: 'wiki.last_space_admin' });
    expect((await guest.put(access, { items: before })).status).toBe(403);
  });
});

describe('pages', () => {
  it('are created below the homepage, read in three formats, and listed', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'First', { body: { representation: 'storage', value: '<p>Hello <strong>there</strong></p>' } });
    expect(page).toMatchObject({ title: 'First', status: 'current', parentId: space.homepageId, parentType: 'page', authorId: member.account, version: { number: 1 } });
    expect((await member.get(`${v2}/pages/${page.id}?body-format=storage`)).json.body.storage.value).toBe('<p>Hello <strong>there</strong></p>');
    expect((await member.get(`${v2}/pages/${page.id}?body-format=view`)).json.body.view.value).toContain('<strong>there</strong>');
    expect(JSON.parse((await member.get(`${v2}/pages/${page.id}?body-format=atlas_doc_format`)).json.body.atlas_doc_format.value)).toMatchObject({ type: 'doc' });
    expect((await member.get(`${v2}/pages?title=first&space-id=${space.id}`)).json.results).toMatchObject([{ id: page.id }]);
    expect((await member.get(`${v2}/spaces/${space.id}/pages?depth=root`)).json.results).toMatchObject([{ id: space.homepageId }]);
    expect((await member.get(`${v2}/pages?id=${page.id}&id=${space.homepageId}&sort=-title`)).json.results).toHaveLength(2);
  });

  it('refuse a title that is taken, also when it is written differently, and a stale version', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Straße nach Rom');
    expect((await member.post(`${v2}/pages`, { spaceId: space.id, title: '  STRASSE'.replace('SS', 'ß').toLowerCase() + '  nach rom ', status: 'current' })).json.errors[0]).toMatchObject({ code: 'wiki.title_taken' });
    const change = (number: number, title = 'New title') => member.put(`${v2}/pages/${page.id}`, { id: page.id, status: 'current', title, body: adf('two'), version: { number, message: 'why' } });
    expect((await change(1)).json.errors[0]).toMatchObject({ status: 409, code: 'wiki.version_conflict' });
    expect((await change(3)).status).toBe(409);
    expect((await change(2)).json).toMatchObject({ title: 'New title', version: { number: 2, message: 'why', authorId: member.account } });
    expect((await change(2)).status).toBe(409);
    await newPage(member, space.id, 'Straße nach Rom');
  });

  it('keep every version, show old ones, and tell their neighbours', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Versions');
    for (const number of [2, 3]) await member.put(`${v2}/pages/${page.id}`, { id: page.id, status: 'current', title: `Versions ${String(number)}`, body: adf(`text ${String(number)}`), version: { number } });
    expect((await member.get(`${v2}/pages/${page.id}/versions`)).json.results.map((one: { number: number }) => one.number)).toEqual([3, 2, 1]);
    expect((await member.get(`${v2}/pages/${page.id}/versions?limit=1`)).json._links.next).toBeDefined();
    expect((await member.get(`${v2}/pages/${page.id}?version=1&body-format=view`)).json).toMatchObject({ title: 'Versions', status: 'historical', body: { view: { value: expect.stringContaining('About Versions') } } });
    expect((await member.get(`${v2}/pages/${page.id}/versions/2`)).json).toMatchObject({ number: 2, prevVersion: 1, nextVersion: 3 });
    expect((await member.get(`${v2}/pages/${page.id}?version=9`)).json.errors[0]).toMatchObject({ code: 'wiki.version_not_found' });
  });

  it('form a tree in an order that people choose, without circles', async () => {
    const space = await newSpace(member);
    const [a, b, c] = [await newPage(member, space.id, 'A'), await newPage(member, space.id, 'B'), await newPage(member, space.id, 'C')];
    const children = async (id: string) => (await member.get(`${v2}/pages/${id}/children`)).json.results.map((one: { title: string }) => one.title);
    expect(await children(space.homepageId)).toEqual(['A', 'B', 'C']);
    expect((await member.put(`${v1}/content/${c.id}/move/before/${a.id}`)).json).toEqual({ pageId: c.id });
    await member.put(`${v1}/content/${a.id}/move/after/${b.id}`);
    expect(await children(space.homepageId)).toEqual(['C', 'B', 'A']);
    await member.put(`${v1}/content/${b.id}/move/append/${c.id}`);
    expect(await children(c.id)).toEqual(['B']);
    expect((await member.get(`${v2}/pages/${space.homepageId}/children?limit=1`)).json.results[0]).toMatchObject({ title: 'C', hasChildren: true });
    expect((await member.get(`${v2}/pages/${b.id}/ancestors`)).json.results).toMatchObject([{ id: space.homepageId }, { id: c.id }]);
    expect((await member.put(`${v1}/content/${c.id}/move/append/${b.id}`)).json.errors[0]).toMatchObject({ code: 'wiki.parent_invalid' });
    expect((await member.put(`${v2}/pages/${c.id}`, { id: c.id, status: 'current', title: 'C', body: adf('x'), parentId: b.id, version: { number: 2 } })).status).toBe(400);
  });

  it('go to the trash, come back as they were, and are purged only by administrators', async () => {
    const space = await newSpace(acme.admin);
    const parent = await newPage(member, space.id, 'Parent');
    const child = await newPage(member, space.id, 'Child', { parentId: parent.id });
    expect((await member.delete(`${v2}/pages/${parent.id}`)).status).toBe(204);
    expect((await member.get(`${v2}/pages/${parent.id}`)).status).toBe(404);
    expect((await member.get(`${v2}/pages/${parent.id}?status=trashed`)).json).toMatchObject({ status: 'trashed' });
    expect((await member.get(`${v2}/pages/${child.id}`)).json.parentId).toBe(space.homepageId);
    await newPage(member, space.id, 'Parent');
    expect((await member.put(`${v2}/pages/${parent.id}`, { id: parent.id, status: 'current', title: 'Parent', body: adf('x'), version: { number: 2 } })).json.errors[0]).toMatchObject({ code: 'wiki.title_taken' });
    expect((await member.delete(`${v2}/pages/${parent.id}?purge=true`)).status).toBe(403);
    expect((await acme.admin.delete(`${v2}/pages/${child.id}?purge=true`)).json.errors[0]).toMatchObject({ code: 'wiki.not_in_trash' });
    expect((await acme.admin.delete(`${v2}/pages/${parent.id}?purge=true`)).status).toBe(204);
    expect((await acme.admin.get(`${v2}/pages/${parent.id}?status=trashed`)).status).toBe(404);
  });

  it('are drafts for their author only, until they are published', async () => {
    const space = await newSpace(member);
    const draft = (await member.post(`${v2}/pages`, { spaceId: space.id, status: 'draft', title: '', body: adf('half') })).json;
    expect(draft).toMatchObject({ status: 'draft', version: { number: 1 } });
    const savedAgain = await member.put(`${v2}/pages/${draft.id}`, { id: draft.id, status: 'draft', title: '', body: adf('half'), version: { number: 1 } });
    expect([savedAgain.status, savedAgain.json.version.createdAt]).toEqual([200, draft.version.createdAt]);
    const other = await platform.person(acme, 'otto', { organization: 'member', site: 'member' });
    expect((await other.get(`${v2}/pages/${draft.id}`)).status).toBe(404);
    expect((await member.put(`${v2}/pages/${draft.id}`, { id: draft.id, status: 'current', title: 'Done', body: adf('whole'), version: { number: 1 } })).json).toMatchObject({ status: 'current', version: { number: 1 } });
    expect((await other.get(`${v2}/pages/${draft.id}`)).status).toBe(200);
    await other.put(`${v2}/pages/${draft.id}`, { id: draft.id, status: 'draft', title: 'Done better', body: adf('under way'), version: { number: 1 } });
    expect((await member.get(`${v2}/pages/${draft.id}?body-format=view`)).json).toMatchObject({ title: 'Done', body: { view: { value: expect.stringContaining('whole') } } });
    expect((await member.get(`${v2}/pages/${draft.id}?get-draft=true`)).json).toMatchObject({ title: 'Done', status: 'current' });
    expect((await other.get(`${v2}/pages/${draft.id}?get-draft=true&body-format=view`)).json).toMatchObject({ title: 'Done better', status: 'draft', body: { view: { value: expect.stringContaining('under way') } } });
    expect((await other.delete(`${v2}/pages/${draft.id}?draft=true`)).status).toBe(204);
    expect((await other.get(`${v2}/pages/${draft.id}?get-draft=true`)).json).toMatchObject({ title: 'Done', status: 'current' });
  });

  it('lose no page below a draft that is deleted, and refuse a circle however deep it is', async () => {
    const space = await newSpace(member);
    const draft = (await member.post(`${v2}/pages`, { spaceId: space.id, status: 'draft', title: 'Draft', body: adf('half') })).json;
    const child = await newPage(member, space.id, 'Below a draft', { parentId: draft.id });
    expect((await member.delete(`${v2}/pages/${draft.id}?draft=true`)).status).toBe(204);
    expect((await member.get(`${v2}/pages/${child.id}`)).json.parentId).toBe(space.homepageId);
    const connection = new pg.Client(platform.databaseOf.shard.connection());
    await connection.connect();
    // A chain deeper than anybody builds by hand: each page below the one before.
    await connection.query(
      `insert into wiki.content (tenant_id, id, type, space_id, page_id, parent_id, rank, status, version, version_id, created_at, modified_at)
       select tenant_id, 900000 + n, 'page', space_id, 900000 + n, case n when 1 then $1::bigint else 900000 + n - 1 end, 'V', 'current', 1, version_id, created_at, modified_at
         from wiki.content, generate_series(1, 260) as n where id = $1::bigint and tenant_id = (select tenant_id from wiki.space where key = $2)`, [child.id, space.key]);
    await connection.end();
    expect((await member.put(`${v1}/content/${child.id}/move/append/900260`)).json.errors[0]).toMatchObject({ code: 'wiki.parent_invalid' });
  });

  it('stay hidden below a restricted page when they come back from the trash', async () => {
    const space = await newSpace(member);
    const [top, below] = [await newPage(member, space.id, 'Top'), await newPage(member, space.id, 'Loose')];
    await member.put(`${v1}/content/${below.id}/move/append/${top.id}`);
    await member.delete(`${v2}/pages/${below.id}`);
    await member.put(`${v1}/content/${top.id}/restriction`, [{ operation: 'read', restrictions: { user: [{ accountId: member.account }] } }]);
    expect((await member.put(`${v2}/pages/${below.id}`, { id: below.id, status: 'current', title: 'Loose', body: adf('x'), version: { number: 2 } })).status).toBe(200);
    const other = await platform.person(acme, 'uwe', { organization: 'member', site: 'member' });
    expect((await other.get(`${v2}/pages/${below.id}`)).status).toBe(404);
  });

  it('refuse bodies that are no document, and say where', async () => {
    const space = await newSpace(member);
    const refused = async (body: object) => (await member.post(`${v2}/pages`, { spaceId: space.id, title: 'Bad', status: 'current', body })).json.errors[0].code;
    expect(await refused({ representation: 'atlas_doc_format', value: '{' })).toBe('wiki.body_invalid');
    expect(await refused({ representation: 'atlas_doc_format', value: '{"version":1,"type":"doc","content":[{"type":"script"}]}' })).toBe('richtext.node_unknown');
    expect(await refused({ representation: 'word', value: '' })).toBe('wiki.body_invalid');
  });
});

describe('restrictions', () => {
  it('hide a page and all below it in every list, search and direct read, and let in whom they name', async () => {
    const space = await newSpace(member);
    const top = await newPage(member, space.id, 'Secret plans');
    const below = await newPage(member, space.id, 'Details', { parentId: top.id });
    const comment = (await member.post(`${v2}/footer-comments`, { pageId: below.id, body: adf('secret remark') })).json;
    const file = multipart('secret.txt', 'text/plain', 'secret bytes');
    await member.request('POST', `${v1}/content/${below.id}/child/attachment`, file.body, file.headers);
    const other = await platform.person(acme, 'rita', { organization: 'member', site: 'member' });
    const seenBy = async (who: TestPerson) => ({
      direct: (await who.get(`${v2}/pages/${below.id}`)).status, top: (await who.get(`${v2}/pages/${top.id}`)).status, comment: (await who.get(`${v2}/footer-comments/${comment.id}`)).status,
      children: (await who.get(`${v2}/pages/${space.homepageId}/children`)).json.results.length, listed: (await who.get(`${v2}/pages?space-id=${space.id}`)).json.results.length,
      found: (await who.get(`${v1}/search?cql=${encodeURIComponent(`text ~ "details" and space = ${space.key}`)}`)).json.totalSize, file: (await who.get(`/ex/confluence/${acme.site}/wiki/download/attachments/${below.id}/secret.txt`)).status,
      attachments: (await who.get(`${v2}/attachments?filename=secret.txt`)).json.results.length,
    });
    const open = { direct: 200, top: 200, comment: 200, children: 1, listed: 3, found: 1, file: 200, attachments: 1 };
    const closed = { direct: 404, top: 404, comment: 404, children: 0, listed: 1, found: 0, file: 404, attachments: 0 };
    expect(await seenBy(other)).toEqual(open);
    const set = await member.put(`${v1}/content/${top.id}/restriction`, [{ operation: 'read', restrictions: { user: [{ type: 'known', accountId: member.account }] } }]);
    expect(set.status, set.text).toBe(200);
    expect(await seenBy(other)).toEqual(closed);
    expect(await seenBy(member)).toEqual(open);
    expect(await seenBy(acme.admin)).toEqual(open);
    const moved = await newPage(member, space.id, 'Was open');
    expect((await other.get(`${v2}/pages/${moved.id}`)).status).toBe(200);
    await member.put(`${v1}/content/${moved.id}/move/append/${below.id}`);
    expect((await other.get(`${v2}/pages/${moved.id}`)).status).toBe(404);
    await member.post(`${v1}/content/${top.id}/restriction`, [{ operation: 'read', restrictions: { user: [{ accountId: other.account }] } }]);
    expect((await other.get(`${v2}/pages/${moved.id}`)).status).toBe(200);
    expect((await member.get(`${v1}/content/${top.id}/restriction`)).json.results[0].restrictions.user.results.map((one: { accountId: string }) => one.accountId)).toEqual([member.account, other.account]);
    await member.delete(`${v1}/content/${top.id}/restriction`);
    expect((await seenBy(await platform.person(acme, 'sven', { organization: 'member', site: 'member' }))).direct).toBe(200);
  });

  it('keep a page from being changed by others', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Only mine');
    await member.put(`${v1}/content/${page.id}/restriction`, [{ operation: 'update', restrictions: { user: [{ accountId: member.account }] } }]);
    const other = await platform.person(acme, 'tina', { organization: 'member', site: 'member' });
    expect((await other.get(`${v2}/pages/${page.id}`)).status).toBe(200);
    expect((await other.put(`${v2}/pages/${page.id}`, { id: page.id, status: 'current', title: 'Mine', body: adf('x'), version: { number: 2 } })).status).toBe(403);
    expect((await other.delete(`${v2}/pages/${page.id}`)).status).toBe(403);
    expect((await other.post(`${v2}/footer-comments`, { pageId: page.id, body: adf('but I may comment') })).status).toBe(201);
    expect((await other.get(`${v2}/pages/${page.id}/operations`)).json.operations).not.toContainEqual({ operation: 'update', targetType: 'page' });
  });
});

describe('comments', () => {
  it('are written, answered, changed by their author, resolved and deleted', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Talk');
    const comment = (await member.post(`${v2}/footer-comments`, { pageId: page.id, body: adf('first') })).json;
    expect(comment).toMatchObject({ pageId: page.id, status: 'current', version: { number: 1, authorId: member.account } });
    const answer = (await acme.admin.post(`${v2}/footer-comments`, { parentCommentId: comment.id, body: { storage: { representation: 'storage', value: '<p>answer</p>' } } })).json;
    expect((await member.get(`${v2}/pages/${page.id}/footer-comments?body-format=view`)).json.results).toMatchObject([{ id: comment.id, body: { view: { value: expect.stringContaining('first') } } }]);
    expect((await member.get(`${v2}/footer-comments/${comment.id}/children`)).json.results).toMatchObject([{ id: answer.id, parentCommentId: comment.id }]);
    const other = await platform.person(acme, 'cora', { organization: 'member', site: 'member' });
    expect((await other.put(`${v2}/footer-comments/${answer.id}`, { version: { number: 2 }, body: adf('not mine') })).status).toBe(403);
    expect((await other.delete(`${v2}/footer-comments/${answer.id}`)).status).toBe(403);
    expect((await member.put(`${v2}/footer-comments/${comment.id}`, { version: { number: 2 }, body: adf('better') })).json).toMatchObject({ version: { number: 2 } });
    const inline = await member.post(`${v2}/inline-comments`, { pageId: page.id, body: adf('here'), inlineCommentProperties: { textSelection: 'About', textSelectionMatchCount: 1, textSelectionMatchIndex: 0 } });
    expect(inline.json).toMatchObject({ resolutionStatus: 'open', properties: { inlineOriginalSelection: 'About' } });
    expect((await acme.admin.put(`${v2}/inline-comments/${inline.json.id}`, { resolved: true })).json).toMatchObject({ resolutionStatus: 'resolved', resolutionLastModifierId: acme.admin.account });
    expect((await member.get(`${v2}/pages/${page.id}/inline-comments`)).json.results).toHaveLength(1);
    expect((await member.delete(`${v2}/footer-comments/${comment.id}`)).status).toBe(204);
    expect((await member.get(`${v2}/pages/${page.id}/footer-comments`)).json.results).toMatchObject([{ id: answer.id }]);
    expect((await member.post(`${v2}/footer-comments`, { body: adf('on nothing') })).json.errors[0]).toMatchObject({ code: 'wiki.container_invalid' });
  });
});

describe('attachments', () => {
  it('keep what the form says beside the files, before them or after, one word for all or one for each', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Said');
    const field = (name: string, value: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const file = (name: string) => `--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\nbytes\r\n`;
    const send = (...parts: readonly string[]) => member.request('PUT', `${v1}/content/${page.id}/child/attachment`, Buffer.from(`${parts.join('')}--x--\r\n`), multipart('', '', '').headers);
    const told = async (...parts: readonly string[]) => ((await send(...parts)).json.results as readonly { title: string; version: { message: string; minorEdit: boolean } }[]).map(({ title, version }) => `${title}: ${version.message}, ${String(version.minorEdit)}`);
    expect(await told(field('comment', 'first'), field('minorEdit', 'true'), file('a.txt'))).toEqual(['a.txt: first, true']);
    expect(await told(file('a.txt'), file('b.txt'), field('comment', 'for both'))).toEqual(['a.txt: for both, false', 'b.txt: for both, false']);
    expect(await told(file('c.txt'), field('comment', 'of c'), file('d.txt'), field('comment', 'of d'), field('minorEdit', 'false'))).toEqual(['c.txt: of c, false', 'd.txt: of d, false']);
    expect((await send(file('e.txt'), field('comment', 'x'.repeat(2_001)))).json.errors[0]).toMatchObject({ status: 400, code: 'request.invalid' });
    expect((await member.get(`${v2}/attachments?filename=e.txt`)).json.results).toEqual([]);
  });

  it('are stored once, versioned by name, downloaded whole and in parts, and never shown as pages', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Files');
    const send = (method: 'POST' | 'PUT', bytes: string, name = 'Übersicht "1".txt', type = 'text/plain') => {
      const { body, headers } = multipart(name.replaceAll('"', '%22'), type, bytes);
      return member.request(method, `${v1}/content/${page.id}/child/attachment`, body, headers);
    };
    const stored = await send('POST', '0123456789', 'notes.txt');
    expect(stored.status, stored.text).toBe(200);
    expect(stored.json.results).toMatchObject([{ type: 'attachment', title: 'notes.txt', version: { number: 1 }, extensions: { fileSize: 10, mediaType: 'text/plain' } }]);
    expect((await send('POST', 'again', 'notes.txt')).json.errors[0]).toMatchObject({ code: 'wiki.file_taken' });
    expect((await send('PUT', 'second', 'notes.txt')).json.results[0].version.number).toBe(2);
    const [listed] = (await member.get(`${v2}/pages/${page.id}/attachments`)).json.results;
    expect(listed).toMatchObject({ title: 'notes.txt', fileSize: 6, pageId: page.id, mediaType: 'text/plain' });
    expect((await member.get(`${v2}/attachments/${listed.id}?version=1`)).json.fileSize).toBe(10);
    const at = `/ex/confluence/${acme.site}/wiki`;
    const whole = await member.get(`${at}${listed.downloadLink}`);
    expect([whole.status, whole.text, whole.headers['content-disposition'], whole.headers['x-content-type-options']]).toEqual([200, 'second', "attachment; filename*=UTF-8''notes.txt", 'nosniff']);
    const part = await member.get(`${at}/download/attachments/${page.id}/notes.txt?version=1`, { range: 'bytes=2-4' });
    expect([part.status, part.text, part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await member.get(`${at}/download/attachments/${page.id}/notes.txt?version=1`, { range: 'bytes=10-' })).status).toBe(416);
    await send('POST', '<script>alert(1)</script>', 'evil.html', 'text/html');
    const evil = await member.get(`${at}/download/attachments/${page.id}/evil.html`);
    expect([evil.headers['content-type'], String(evil.headers['content-disposition']).startsWith('attachment'), evil.headers['content-security-policy']]).toEqual(['application/octet-stream', true, "default-src 'none'; sandbox"]);
    expect((await member.delete(`${v2}/attachments/${listed.id}`)).status).toBe(204);
    expect((await member.get(`${at}/download/attachments/${page.id}/notes.txt`)).status).toBe(404);
    expect((await member.request('POST', `${v1}/content/${page.id}/child/attachment`, multipart('a.txt', 'text/plain', 'x', 'other').body, multipart('a', 'b/c', 'd').headers)).json.errors[0]).toMatchObject({ code: 'wiki.file_missing' });
  });

  it('are shown in the page that names them, and pages link to pages that the reader may see', async () => {
    const space = await newSpace(member);
    const target = await newPage(member, space.id, 'Target page');
    const page = await newPage(member, space.id, 'With picture', {
      body: { representation: 'storage', value: '<p><ac:image><ri:attachment ri:filename="pic.png" /></ac:image><ac:link><ri:page ri:content-title="Target page" /></ac:link></p>' },
    });
    const { body, headers } = multipart('pic.png', 'image/png', 'PNG');
    await member.request('POST', `${v1}/content/${page.id}/child/attachment`, body, headers);
    const view = (await member.get(`${v2}/pages/${page.id}?body-format=view`)).json.body.view.value;
    expect(view).toContain(`/ex/confluence/${acme.site}/wiki/download/attachments/${page.id}/pic.png`);
    expect(view).toContain(`/wiki/spaces/${space.key}/pages/${target.id}`);
  });
});

describe('labels, properties, people', () => {
  it('carry labels that are found again', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Labelled');
    expect((await member.post(`${v1}/content/${page.id}/label`, [{ prefix: 'global', name: 'Red' }, { name: 'blue' }])).json.results).toMatchObject([{ name: 'red' }, { name: 'blue' }]);
    await member.post(`${v1}/content/${page.id}/label`, [{ prefix: 'global', name: 'red' }]);
    const labels = (await member.get(`${v2}/pages/${page.id}/labels`)).json.results;
    expect(labels).toHaveLength(2);
    expect((await member.get(`${v2}/labels/${labels[0].id}/pages`)).json.results).toMatchObject([{ id: page.id }]);
    expect((await member.delete(`${v1}/content/${page.id}/label?name=red`)).status).toBe(204);
    expect((await member.delete(`${v1}/content/${page.id}/label/red`)).status).toBe(404);
    expect((await member.post(`${v1}/content/${page.id}/label`, [{ name: 'two words' }])).json.errors[0]).toMatchObject({ code: 'wiki.label_invalid' });
  });

  it('keep properties with versions', async () => {
    const space = await newSpace(member);
    const made = (await member.post(`${v2}/pages/${space.homepageId}/properties`, { key: 'k', value: { deep: [1] } })).json;
    expect(made).toMatchObject({ key: 'k', value: { deep: [1] }, version: { number: 1 } });
    expect((await member.post(`${v2}/pages/${space.homepageId}/properties`, { key: 'k', value: 2 })).json.errors[0]).toMatchObject({ code: 'wiki.property_key_taken' });
    expect((await member.put(`${v2}/pages/${space.homepageId}/properties/${made.id}`, { key: 'k', value: 2, version: { number: 2 } })).json).toMatchObject({ value: 2, version: { number: 2 } });
    expect((await member.put(`${v2}/pages/${space.homepageId}/properties/${made.id}`, { key: 'k', value: 3, version: { number: 2 } })).status).toBe(409);
    expect((await member.get(`${v2}/pages/${space.homepageId}/properties?key=k`)).json.results).toHaveLength(1);
    expect((await member.delete(`${v2}/pages/${space.homepageId}/properties/${made.id}`)).status).toBe(204);
  });

  it('tell names of people by id, and who is asking', async () => {
    expect((await member.post(`${v2}/users-bulk`, { accountIds: [member.account, 'acc_00000000000000000000000000', 'nonsense'] })).json.results).toMatchObject([{ accountId: member.account, displayName: expect.any(String) }]);
    expect((await member.get(`${v1}/user/current`)).json).toMatchObject({ accountId: member.account, type: 'known' });
  });
});

describe('search', () => {
  it('finds by text, title, type, label, creator, ancestor and date, and points at mistakes', async () => {
    const space = await newSpace(member);
    const page = await newPage(member, space.id, 'Deployment guide', { body: adf('Restart the turbine before lunch') });
    const child = await newPage(member, space.id, 'Rollback', { parentId: page.id, body: adf('Undo the deployment') });
    await member.post(`${v1}/content/${child.id}/label`, [{ name: 'urgent' }]);
    await member.post(`${v2}/footer-comments`, { pageId: page.id, body: adf('turbine is loud') });
    const titles = async (cql: string) => (await member.get(`${v1}/search?cql=${encodeURIComponent(`space = ${space.key} and (${cql}) order by created asc`)}`)).json.results.map((one: { title: string }) => one.title);
    expect(await titles('text ~ "turbin"')).toEqual(['Deployment guide', 'Re: Deployment guide']);
    expect(await titles('text ~ turbine and type = page')).toEqual(['Deployment guide']);
    expect(await titles('title ~ "deploy*"')).toEqual(['Deployment guide']);
    expect(await titles('text ~ "\\"before lunch\\""')).toEqual(['Deployment guide']);
    expect(await titles('type = page and not text ~ deployment')).toEqual([expect.stringMatching(/^Space/)]);
    expect(await titles('label = urgent')).toEqual(['Rollback']);
    expect(await titles(`ancestor = ${page.id}`)).toEqual(['Rollback']);
    expect(await titles('title = "deployment GUIDE" or label in (urgent, other)')).toEqual(['Deployment guide', 'Rollback']);
    expect(await titles('creator = currentUser() and created >= startOfDay() and lastmodified < now("1d")')).toHaveLength(4);
    expect(await titles('created < "2001-01-01"')).toEqual([]);
    const wrong = await member.get(`${v1}/search?cql=${encodeURIComponent('type = page and colour = red')}`);
    expect(wrong.json.errors[0]).toMatchObject({ status: 400, code: 'wiki.query_invalid', detail: expect.stringContaining('Column 17') });
  });
});
