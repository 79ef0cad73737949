/** Who reaches what, and why: the answers are what the doors do, and nobody learns from them what they may not see (R60). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let site: string;
let jira: string;
let wiki: string;
let people: Readonly<Record<string, TestPerson>>;
let items: readonly { readonly query: string; readonly door: string }[];
let closedPage: string;

async function made(reply: Promise<{ status: number; text: string; json: { id: string | number; key: string } }>): Promise<{ id: string; key: string }> {
  const { status, text, json } = await reply;
  expect(status, text).toBeLessThan(300);
  return { id: String(json?.id), key: String(json?.key) };
}

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  acme = await platform.organization('reach');
  const { admin } = acme;
  site = `/api/v1/sites/${acme.site}`;
  jira = `/ex/jira/${acme.site}/rest/api/3`;
  wiki = `/ex/confluence/${acme.site}/wiki`;
  people = {
    member: await platform.person(acme, 'Mona Member', { site: 'member' }), guest: await platform.person(acme, 'Gus Guest', { organization: 'guest', site: 'guest' }),
    grouped: await platform.person(acme, 'Greta Grouped', { organization: 'guest', site: 'guest' }), trackerOnly: await platform.person(acme, 'Tina Tracker', { site: null }),
    nobody: await platform.person(acme, 'Nora Nobody', { site: null }), suspended: await platform.person(acme, 'Sue Suspended', { site: 'member' }), keeper: await platform.person(acme, 'Karl Keeper', { site: 'member' }),
  };
  const { grouped, trackerOnly, suspended, keeper } = people;
  if (keeper === undefined) throw new Error('nobody keeps the restricted page');
  const org = `/api/v1/orgs/${acme.id}`;
  const [inner, outer] = [await made(admin.post(`${org}/groups`, { name: 'inner' })), await made(admin.post(`${org}/groups`, { name: 'outer' }))];
  await admin.put(`${org}/groups/${inner.id}/members/${grouped?.account ?? ''}`);
  await admin.put(`${org}/groups/${outer.id}/groups/${inner.id}`);
  await admin.put(`${site}/products/tracker/access/${trackerOnly?.account ?? ''}`, { role: 'member' });
  await admin.patch(`${org}/people/${suspended?.account ?? ''}`, { state: 'suspended' });
  const access = (level: string) => ({ items: [{ subject: { kind: 'account', id: keeper.account }, level: 'admin' }, { subject: { kind: 'group', id: outer.id }, level }] });
  await made(admin.post(`${jira}/project`, { key: 'OPEN', name: 'Open', projectTypeKey: 'software', leadAccountId: admin.account }));
  await made(admin.post(`${jira}/project`, { key: 'SHUT', name: 'Shut', projectTypeKey: 'software', leadAccountId: admin.account }));
  await admin.put(`${site}/tracker/containers/SHUT/access`, access('write'));
  const issue = await made(admin.post(`${jira}/issue`, { fields: { project: { key: 'SHUT' }, issuetype: { name: 'Task' }, summary: 'secret' } }));
  const space = await made(admin.post(`${wiki}/api/v2/spaces`, { key: 'DOCS', name: 'Docs' }));
  const closed = await made(admin.post(`${wiki}/api/v2/spaces`, { key: 'VAULT', name: 'Vault' }));
  await admin.put(`${site}/wiki/containers/VAULT/access`, access('read'));
  const page = (spaceId: string, title: string, parentId?: string) => made(admin.post(`${wiki}/api/v2/pages`, { spaceId, status: 'current', title, ...(parentId === undefined ? {} : { parentId }), body: { representation: 'storage', value: '<p>x</p>' } }));
  const restricted = await page(space.id, 'Restricted');
  const below = await page(space.id, 'Below', restricted.id);
  const inVault = await page(closed.id, 'In the vault');
  await made(keeper.put(`${wiki}/rest/api/content/${restricted.id}/restriction`, [{ operation: 'read', restrictions: { user: [{ accountId: keeper.account }] } }]));
  closedPage = below.id;
  items = [
    { query: 'kind=project&id=OPEN', door: `${jira}/project/OPEN` }, { query: 'kind=project&id=SHUT', door: `${jira}/project/SHUT` }, { query: `kind=issue&id=${issue.key}`, door: `${jira}/issue/${issue.key}` },
    { query: 'kind=space&id=DOCS', door: `${wiki}/api/v2/spaces/${space.id}` }, { query: 'kind=space&id=VAULT', door: `${wiki}/api/v2/spaces/${closed.id}` },
    { query: `kind=page&id=${restricted.id}`, door: `${wiki}/api/v2/pages/${restricted.id}` }, { query: `kind=page&id=${below.id}`, door: `${wiki}/api/v2/pages/${below.id}` }, { query: `kind=page&id=${inVault.id}`, door: `${wiki}/api/v2/pages/${inVault.id}` },
  ];
});
afterAll(() => platform[Symbol.asyncDispose]());

const everybody = (): readonly TestPerson[] => [acme.admin, ...Object.values(people)];

describe('why, or why not', () => {
  it('says of every person and thing what the thing\'s own door says', async () => {
    const wrong: string[] = [];
    const verdicts = new Set<string>();
    for (const { query, door } of items) {
      const list = await acme.admin.get(`${site}/reach?${query}&limit=200`);
      for (const person of everybody()) {
        const why = await acme.admin.get(`${site}/reach/${person.account}?${query}`);
        const opens = (await person.get(door)).status === 200;
        const listed = list.json.items.some((item: { person: { id: string } }) => item.person.id === person.account);
        if ((why.json.level !== null) !== opens || listed !== opens) wrong.push(`${query} × ${person.email}: why says ${String(why.json.level)}, listed ${String(listed)}, the door ${opens ? 'opens' : 'is shut'}`);
        verdicts.add(`${String(why.json.level)} by ${String(why.json.steps[why.json.decidedBy].rule)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect([...verdicts].sort()).toEqual(['admin by administers', 'admin by grant', 'null by account-active', 'null by grant', 'null by restriction', 'null by role', 'read by grant', 'write by grant']);
  });

  it('names the rule, the group that it comes through, who set it, and whom to ask', async () => {
    const { grouped, member, keeper } = people;
    const through = (await acme.admin.get(`${site}/reach/${grouped?.account ?? ''}?kind=project&id=SHUT`)).json;
    expect(through).toMatchObject({ level: 'write', steps: expect.arrayContaining([expect.objectContaining({ rule: 'grant', level: 'write', through: [expect.objectContaining({ kind: 'group', name: 'outer' })], setBy: { id: acme.admin.account, name: 'Admin of reach' } })]) as unknown });
    const stopped = (await acme.admin.get(`${site}/reach/${member?.account ?? ''}?kind=page&id=${closedPage}`)).json;
    expect(stopped.steps[stopped.decidedBy]).toMatchObject({ rule: 'restriction', holds: false, inherited: true, closes: 'read', setBy: { name: 'Karl Keeper' } });
    expect((await acme.admin.get(`${site}/reach/${member?.account ?? ''}?kind=project&id=SHUT`)).json.askWhom).toEqual([{ id: keeper?.account, name: 'Karl Keeper' }]);
  });

  it('is answered to who administers the thing, and to nobody who only sees it or does not', async () => {
    const { keeper, member, guest, nobody } = people;
    expect((await keeper?.get(`${site}/reach?kind=project&id=SHUT`))?.status).toBe(200);
    expect(await member?.get(`${site}/reach?kind=project&id=OPEN`)).toMatchObject({ status: 403, json: { code: 'access.forbidden', askWhom: expect.any(Array) as unknown } });
    expect(await member?.get(`${site}/reach/${member.account}?kind=project&id=OPEN`)).toMatchObject({ status: 200, json: { level: 'write' } });
    const strip = (text: string | undefined): string | undefined => text?.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
    const hidden = await guest?.get(`${site}/reach/${guest.account}?kind=project&id=SHUT`);
    const absent = await guest?.get(`${site}/reach/${guest.account}?kind=project&id=NONE`);
    expect(hidden).toMatchObject({ status: 404, json: { code: 'directory.item_not_found' } });
    expect(strip(hidden?.text)).toBe(strip(absent?.text));
    expect((await nobody?.get(`${site}/reach?kind=project&id=OPEN`))?.status).toBe(404);
  });

  it('is answered to auditors, who do not get in', async () => {
    const ada = await platform.person(acme, 'Ada Auditor', { site: null });
    await acme.admin.put(`/api/v1/orgs/${acme.id}/roles/auditor/${ada.account}`);
    const answer = await ada.get(`${site}/reach?kind=page&id=${closedPage}`);
    expect(answer.json.items.map((item: { person: { name: string } }) => item.person.name).sort()).toEqual(['Admin of reach', 'Karl Keeper']);
    expect(answer.text).not.toContain('Below');
    expect((await ada.get(`${wiki}/api/v2/pages/${closedPage}`)).status).toBe(404);
  });
});
