/** The public client confluence.js, over a real port, as its users would write it. It checks every answer against its own schemas. */
import { createV1Client, createV2Client } from 'confluence.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let wiki: ReturnType<typeof createV2Client>;
let old: ReturnType<typeof createV1Client>;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  const host = `${await platform.listen()}/ex/confluence/${acme.site}`;
  const auth = { type: 'basic', email: acme.admin.email, apiToken: acme.admin.token } as const;
  wiki = createV2Client({ host, auth });
  old = createV1Client({ host, auth });
});
afterAll(() => platform[Symbol.asyncDispose]());

const storage = (value: string) => ({ representation: 'storage', value }) as const;
/** The client's types leave everything optional; what the server must give is said here. */
function given<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('the answer lacks something');
  return value;
}

describe('confluence.js', () => {
  it('creates, reads, changes, lists and deletes', async () => {
    const space = await wiki.space.createSpace({ body: { name: 'Client', key: 'CLIENT', description: { value: 'By a client', representation: 'plain' } } });
    const spaceId = given(space.id);
    const page = await wiki.page.createPage({ body: { spaceId, status: 'current', title: 'From outside', body: storage('<p>Hello</p>') } });
    const id = Number(page.id);
    const changed = await wiki.page.updatePage({ id, body: { id, status: 'current', title: 'From far outside', body: storage('<p>Hello again</p>'), version: { number: 2, message: 'second' } } });
    expect(changed.version?.number).toBe(2);
    const read = await wiki.page.getPageById({ id, bodyFormat: 'storage', includeLabels: true, includeVersions: true, includeOperations: true });
    expect(read).toMatchObject({ title: 'From far outside', body: { storage: { value: '<p>Hello again</p>' } } });
    expect((await wiki.page.getPagesInSpace({ id: Number(spaceId), sort: 'title' })).results?.map(({ title }) => title)).toEqual(['Client', 'From far outside']);
    expect((await wiki.version.getPageVersions({ id })).results).toHaveLength(2);
    expect((await wiki.children.getChildPages({ id: Number(space.homepageId) })).results).toMatchObject([{ id: page.id }]);
    const post = await wiki.blogPost.createBlogPost({ body: { spaceId, status: 'current', title: 'News', body: storage('<p>New</p>') } });
    expect((await wiki.blogPost.getBlogPosts({ spaceId: [Number(spaceId)] })).results).toMatchObject([{ id: post.id, title: 'News' }]);
    await wiki.page.deletePage({ id });
    await expect(wiki.page.getPageById({ id })).rejects.toMatchObject({ status: 404 });
  });

  it('comments, attaches, labels, searches and restricts', async () => {
    const space = await wiki.space.createSpace({ body: { name: 'Second', key: 'SECOND' } });
    const page = await wiki.page.createPage({ body: { spaceId: given(space.id), status: 'current', title: 'Turbine manual', body: storage('<p>Oil it weekly</p>') } });
    const id = given(page.id);
    const comment = await wiki.comment.createFooterComment({ pageId: id, body: storage('<p>Done</p>') });
    await wiki.comment.updateFooterComment({ commentId: Number(comment.id), body: { version: { number: 2 }, body: storage('<p>Done twice</p>') } });
    expect((await wiki.comment.getPageFooterComments({ id: Number(id), bodyFormat: 'storage' })).results).toMatchObject([{ id: comment.id, version: { number: 2 } }]);
    const attached = await old.contentAttachments.createAttachment({ id, attachments: { filename: 'oil.txt', content: Buffer.from('oil') } });
    expect(attached.results).toMatchObject([{ title: 'oil.txt', type: 'attachment' }]);
    expect((await wiki.attachment.getPageAttachments({ id: Number(id) })).results).toMatchObject([{ title: 'oil.txt', fileSize: 3 }]);
    await old.contentLabels.addLabelsToContent({ id, body: [{ prefix: 'global', name: 'oil' }] });
    expect((await wiki.label.getPageLabels({ id: Number(id) })).results).toMatchObject([{ name: 'oil', prefix: 'global' }]);
    const found = await old.search.searchByCQL({ cql: 'text ~ "weekly" and type = page' });
    expect(found.results).toMatchObject([{ title: 'Turbine manual', content: { id } }]);
    const restricted = await old.contentRestrictions.updateRestrictions({ id, body: [{ operation: 'update', restrictions: { user: [{ type: 'known', accountId: acme.admin.account }] } }] });
    expect(restricted.results.map(({ operation }) => operation)).toEqual(['read', 'update']);
    expect((await wiki.user.createBulkUserLookup({ body: { accountIds: [acme.admin.account] } })).results).toMatchObject([{ accountId: acme.admin.account }]);
  });
});
