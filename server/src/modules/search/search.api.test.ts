/** Search over a site, as members use it: forms of words, phrases, filters, rights, changes, and an index that is lost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

const adf = (text: string): object => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
let platform: TestPlatform;
let acme: TestOrganization;
let guest: TestPerson;
let jira = '';
let wiki = '';
let spaceId = '';

const search = async (q: string, more: Record<string, string> = {}, by = acme.admin) => (await by.get(`/api/v1/sites/${acme.site}/search?${new URLSearchParams({ q, ...more }).toString()}`)).json;
const found = async (q: string, more: Record<string, string> = {}, by = acme.admin): Promise<string[]> => (await search(q, more, by)).results.map((one: { key: string | null; title: string }) => one.key ?? one.title);
const indexed = () => platform.products.search.indexer.drain();

async function issue(summary: string, description: string, more: object = {}): Promise<string> {
  const reply = await acme.admin.post(`${jira}/issue`, { fields: { project: { key: 'WEB' }, issuetype: { name: 'Task' }, summary, description: adf(description), ...more } });
  expect(reply.status, reply.text).toBe(201);
  return reply.json.key;
}

async function page(title: string, text: string): Promise<string> {
  const reply = await acme.admin.post(`${wiki}/api/v2/pages`, { spaceId, status: 'current', title, body: { representation: 'atlas_doc_format', value: JSON.stringify(adf(text)) } });
  expect(reply.status, reply.text).toBe(200);
  return reply.json.id;
}

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  acme = await platform.organization('acme');
  jira = `/ex/jira/${acme.site}/rest/api/3`;
  wiki = `/ex/confluence/${acme.site}/wiki`;
  const project = await acme.admin.post(`${jira}/project`, { key: 'WEB', name: 'Website relaunch', projectTypeKey: 'software', leadAccountId: acme.admin.account });
  expect(project.status, project.text).toBe(201);
  const space = await acme.admin.post(`${wiki}/api/v2/spaces`, { key: 'HAND', name: 'Handbook' });
  spaceId = space.json.id;
  guest = await platform.person(acme, 'guest', { organization: 'guest', site: 'guest' });
  await issue('Authentication fails after an upgrade', 'People cannot sign in with their security keys any more.');
  await issue('Slow list', 'The list of invoices takes long. Signing helps nobody.');
  await page('Réunions de l’équipe', 'Nous préparons la réunion avec les équipes et notons les décisions dans une page.');
  await page('Anmeldung', 'Die Anmeldungen der Häuser werden hier gesammelt und nicht gelöscht.');
  await page('Invoices', 'How the invoice list is made and who signs it.');
  await indexed();
}, 120_000);
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
});

describe('words', () => {
  it.each([
    ['another form of the word', 'authenticate', ['WEB-1']],
    ['a French plural', 'reunion', ['Réunions de l’équipe']],
    ['a German singular', 'Haus', ['Anmeldung']],
    ['all words, in any order', 'keys security', ['WEB-1']],
    ['a phrase', '"security keys"', ['WEB-1']],
    ['a phrase in the wrong order', '"keys security"', []],
    ['the beginning of a title’s word', 'auth*', ['WEB-1']],
    ['small words beside others', 'the security', ['WEB-1']],
    ['nothing at all', '', []],
    ['a word that is nowhere', 'zebra', []],
  ])('finds %s', async (_name, q, expected) => {
    expect(await found(q)).toEqual(expected);
  });

  it('puts what is about the word before what mentions it, over both products, and marks both', async () => {
    const answer = await search('invoices');
    expect(answer.results.map((one: { title: string }) => one.title)).toEqual(['Invoices', 'Slow list']);
    expect(answer.results[0].titleParts).toEqual([{ text: 'Invoices', hit: true }]);
    expect(answer.results[1].excerpt).toContainEqual({ text: 'invoices', hit: true });
    expect(answer).toMatchObject({ total: 2, totalIsLowerBound: false, nextCursor: null });
  });

  it('goes on page by page, each result once', async () => {
    const first = await search('invoices', { limit: '1' });
    const second = await search('invoices', { limit: '1', cursor: first.nextCursor });
    expect([...first.results, ...second.results].map((one: { title: string }) => one.title)).toEqual(['Invoices', 'Slow list']);
    expect((await acme.admin.get(`/api/v1/sites/${acme.site}/search?q=other&cursor=${String(first.nextCursor)}`)).json.code).toBe('search.cursor_invalid');
  });

  it('narrows by product, container, kind, person and time', async () => {
    expect(await found('invoices', { product: 'wiki' })).toEqual(['Invoices']);
    expect(await found('invoices', { container: 'WEB' })).toEqual(['WEB-2']);
    expect(await found('invoices', { type: 'page,blogpost' })).toEqual(['Invoices']);
    expect(await found('invoices', { person: guest.account })).toEqual([]);
    expect(await found('invoices', { person: acme.admin.account })).toHaveLength(2);
    expect(await found('invoices', { updatedAfter: '2999-01-01T00:00:00Z' })).toEqual([]);
  });
});

describe('what changes', () => {
  it('is found by its new words only, and not at all once it is in the trash', async () => {
    const key = await issue('Quokka sighting', 'A quokka was here.');
    await indexed();
    expect(await found('quokka')).toEqual([key]);
    await acme.admin.put(`${jira}/issue/${key}`, { fields: { summary: 'Wombat sighting', description: adf('It was a wombat.') } });
    expect(await found('quokka')).toEqual([]);
    await acme.admin.post(`${jira}/issue/${key}/comment`, { body: adf('Perhaps a numbat.') });
    await indexed();
    expect(await found('wombat numbat')).toEqual([key]);
    await acme.admin.delete(`${jira}/issue/${key}`);
    expect(await found('wombat')).toEqual([]);
  });

  it('is built again from nothing', async () => {
    const { pg } = { pg: platform.databases.system('lose the index', platform.catalogue.tenantsOf(acme.siteId)[0]?.shardId ?? platform.databases.shardIds[0] as never) };
    await pg.run([{ text: 'delete from search.posting', values: [] }, { text: 'delete from search.item', values: [] }, { text: 'delete from search.build', values: [] }]);
    expect(await found('authentication')).toEqual([]);
    const other = await platform.another();
    await other.catalogue.refresh();
    await other.products.search.indexer.drain();
    await other.close();
    expect(await found('authentication')).toEqual(['WEB-1']);
    expect(await found('reunion')).toEqual(['Réunions de l’équipe']);
  });
});

describe('rights', () => {
  it('shows nothing, and counts nothing, that the person may not see', async () => {
    expect(await search('invoices', {}, guest)).toMatchObject({ results: [], total: 0 });
    const stranger = await platform.organization('other');
    expect((await stranger.admin.get(`/api/v1/sites/${acme.site}/search?q=invoices`)).status).toBe(404);
  });
});

describe('the palette', () => {
  it('finds keys, beginnings of titles, places and people, and what was looked at last', async () => {
    const quick = async (q: string) => (await acme.admin.get(`/api/v1/sites/${acme.site}/search/quick?${new URLSearchParams({ q }).toString()}`)).json.items;
    expect((await quick('web-1'))[0]).toMatchObject({ kind: 'issue', key: 'WEB-1', link: '/tracker/issues/WEB-1' });
    expect((await quick('authentic'))[0]).toMatchObject({ kind: 'issue', title: 'Authentication fails after an upgrade' });
    expect((await quick('authentixx'))).toEqual([]);
    expect((await quick('hand'))[0]).toMatchObject({ kind: 'space', key: 'HAND', link: '/wiki/HAND' });
    expect((await quick('website rel'))[0]).toMatchObject({ kind: 'project', key: 'WEB' });
    const looked = async (kind: string, id: string) => acme.admin.post(`/api/v1/sites/${acme.site}/search/recent`, { product: kind === 'issue' ? 'tracker' : 'wiki', kind, id });
    const { id } = (await acme.admin.get(`${jira}/issue/WEB-1`)).json;
    expect((await looked('space', spaceId)).status).toBe(204);
    expect((await looked('issue', id)).status).toBe(204);
    expect((await looked('issue', 'WEB-1')).status).toBe(204);
    expect((await looked('issue', '999999')).json.code).toBe('search.item_not_found');
    const recent = (await acme.admin.get(`/api/v1/sites/${acme.site}/search/recent`)).json.items;
    expect(recent.map((one: { key: string }) => one.key).sort()).toEqual(['HAND', 'WEB-1']);
  });
});
