/** Roles held by people and groups, on the organization, a site and a product: what each opens, and who may give which (R60). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let org: string;
let site: string;
beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  acme = await platform.organization('roles');
  org = `/api/v1/orgs/${acme.id}`;
  site = `/api/v1/sites/${acme.site}`;
});
afterAll(() => platform[Symbol.asyncDispose]());

const person = (name: string, siteRole: 'admin' | 'member' | 'guest' | null = null): Promise<TestPerson> => platform.person(acme, name, { site: siteRole });
const code = (expected: string) => ({ json: expect.objectContaining({ code: expected }) as unknown });
async function group(name: string): Promise<string> {
  const made = await acme.admin.post(`${org}/groups`, { name });
  expect(made.status, made.text).toBe(201);
  return String(made.json.id);
}

describe('a role on one product', () => {
  it('opens that product and not the other, and shows the site', async () => {
    const pia = await person('Pia Product');
    expect((await pia.get(`/ex/jira/${acme.site}/rest/api/3/myself`)).status).toBe(404);
    expect((await acme.admin.put(`${site}/products/tracker/access/${pia.account}`, { role: 'member' })).status).toBe(204);
    expect((await pia.get(`/ex/jira/${acme.site}/rest/api/3/myself`)).status).toBe(200);
    expect((await pia.get(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`)).status).toBe(404);
    expect((await pia.get(site)).status).toBe(200);
    // The wiki's first space is open to everybody on the site: not to who has the other product only.
    const quick = (by: TestPerson) => by.get(`${site}/search/quick?q=TEST`);
    await acme.admin.post(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`, { key: 'TEST', name: 'Test space' });
    expect((await quick(acme.admin)).text).toContain('Test space');
    const found = await quick(pia);
    expect(found.status).toBe(200);
    expect(found.text).not.toContain('Test space');
    const me = await pia.get('/api/v1/me');
    expect(me.json.organizations[0].sites[0]).toMatchObject({ role: 'member', products: expect.arrayContaining([expect.objectContaining({ type: 'tracker', role: 'member' }), expect.objectContaining({ type: 'wiki', role: null })]) as unknown });
  });

  it('of admin administers what is in the product and who has access to it, and nothing of the site', async () => {
    const paul = await person('Paul Productadmin');
    await acme.admin.put(`${site}/products/wiki/access/${paul.account}`, { role: 'admin' });
    const other = await person('Otto Other');
    expect((await paul.put(`${site}/products/wiki/access/${other.account}`, { role: 'member' })).status).toBe(204);
    expect((await paul.get(`${site}/products/wiki/access`)).json.items.map((row: { role: string }) => row.role).sort()).toEqual(['admin', 'member']);
    expect(await paul.put(`${site}/products/tracker/access/${other.account}`, { role: 'member' })).toMatchObject({ status: 404, ...code('tenant.context_missing') });
    expect(await paul.put(`${site}/access/${other.account}`, { role: 'member' })).toMatchObject({ status: 403, ...code('access.forbidden') });
  });
});

describe('duties', () => {
  it('of an auditor show people, roles and the log, change nothing and open no content', async () => {
    const ada = await person('Ada Auditor');
    await acme.admin.put(`${org}/roles/auditor/${ada.account}`);
    for (const path of [`${org}/people`, `${org}/roles`, `${org}/groups`, `${org}/invitations`, `${site}/access`, `/admin/v1/orgs/${acme.id}/events`]) expect((await ada.get(path)).status, path).toBe(200);
    expect(await ada.post(`${org}/groups`, { name: 'nope' })).toMatchObject({ status: 403, json: { rule: { needs: 'organization:manage-access' }, askWhom: [{ name: 'Admin of roles' }] } });
    expect((await ada.get(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`)).status).toBe(404);
  });

  it('of a user-access administrator give members and guests access, and never reach further', async () => {
    const uma = await person('Uma Access');
    const friend = await person('Fred Friend');
    await acme.admin.put(`${org}/roles/user-access-admin/${uma.account}`);
    const plain = await group('plain');
    const powerful = await group('powerful');
    const outer = await group('outer of power');
    await acme.admin.put(`${site}/access/${outer}`, { role: 'admin' });
    await acme.admin.put(`${org}/groups/${outer}/groups/${powerful}`);
    expect((await uma.put(`${org}/groups/${plain}/members/${friend.account}`)).status).toBe(204);
    expect((await uma.put(`${site}/access/${friend.account}`, { role: 'member' })).status).toBe(204);
    const above: readonly (readonly [string, Promise<unknown>])[] = [
      ['a site administrator', uma.put(`${site}/access/${friend.account}`, { role: 'admin' })],
      ['an auditor of a site', uma.put(`${site}/access/${friend.account}`, { role: 'auditor' })],
      ['an administrator of the organization', uma.patch(`${org}/people/${friend.account}`, { role: 'admin' })],
      ['a member of a group that reaches further through another', uma.put(`${org}/groups/${powerful}/members/${friend.account}`)],
      ['a group in such a group', uma.put(`${org}/groups/${powerful}/groups/${plain}`)],
      ['an invited administrator', uma.post(`${org}/invitations`, { emails: ['x@example.test'], role: 'admin' })],
      ['an invited member of such a group', uma.post(`${org}/invitations`, { emails: ['x@example.test'], groups: [powerful] })],
      ['a suspended administrator', uma.patch(`${org}/people/${acme.admin.account}`, { state: 'suspended' })],
      ['an administrator without their group', uma.delete(`${org}/groups/${outer}`)],
    ];
    for (const [what, answer] of above) expect(await answer, what).toMatchObject({ status: 403, ...code('directory.above_you') });
    expect(await uma.put(`${org}/roles/admin/${friend.account}`)).toMatchObject({ status: 403, ...code('access.forbidden') });
  });
});

describe('nobody promotes themselves', () => {
  it('neither by role, nor by group, nor by a group in a group', async () => {
    const uma = await person('Ursula Access');
    await acme.admin.put(`${org}/roles/user-access-admin/${uma.account}`);
    const mine = await group('mine');
    const readers = await group('readers of the site');
    await acme.admin.put(`${org}/groups/${mine}/members/${uma.account}`);
    await acme.admin.put(`${site}/access/${readers}`, { role: 'member' });
    const ways = [
      uma.put(`${site}/access/${uma.account}`, { role: 'member' }), uma.put(`${org}/groups/${readers}/members/${uma.account}`), uma.put(`${org}/groups/${readers}/groups/${mine}`),
      uma.put(`${site}/access/${mine}`, { role: 'member' }), uma.put(`${site}/products/wiki/access/${mine}`, { role: 'guest' }),
    ];
    for (const way of ways) expect(await way).toMatchObject({ status: 403, ...code('directory.not_yourself') });
    expect((await uma.get(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`)).status).toBe(404);
  });
});

describe('the last administrator', () => {
  it('stays, whether by suspension, removal, role, group, or a group in a group, and also when two act at once', async () => {
    const rival = await platform.organization('last');
    const there = `/api/v1/orgs/${rival.id}`;
    const one = await platform.person(rival, 'One', { site: null });
    const two = await platform.person(rival, 'Two', { site: null });
    const [inner, outer] = await Promise.all(['inner', 'outer'].map(async (name) => String((await rival.admin.post(`${there}/groups`, { name })).json.id)));
    await rival.admin.put(`${there}/groups/${inner ?? ''}/members/${one.account}`);
    await rival.admin.put(`${there}/groups/${inner ?? ''}/members/${two.account}`);
    await rival.admin.put(`${there}/groups/${outer ?? ''}/groups/${inner ?? ''}`);
    await rival.admin.put(`${there}/roles/admin/${outer ?? ''}`);
    // The site goes to the group as well, then the founder leaves.
    await rival.admin.put(`/api/v1/sites/${rival.site}/access/${outer ?? ''}`, { role: 'admin' });
    expect((await one.delete(`${there}/people/${rival.admin.account}`)).status).toBe(204);
    expect((await one.patch(`${there}/people/${two.account}`, { state: 'suspended' })).status).toBe(200);
    const ways = [one.delete(`${there}/groups/${inner ?? ''}/members/${one.account}`), one.delete(`${there}/groups/${outer ?? ''}/groups/${inner ?? ''}`), one.delete(`${there}/groups/${outer ?? ''}`), one.delete(`${there}/groups/${inner ?? ''}`), one.delete(`${there}/roles/admin/${outer ?? ''}`), one.delete(`/api/v1/sites/${rival.site}/access/${outer ?? ''}`)];
    for (const way of ways) expect(await way).toMatchObject({ status: 409, ...code('directory.last_admin') });
    await one.patch(`${there}/people/${two.account}`, { state: 'active' });
    const both = await Promise.all([one.patch(`${there}/people/${two.account}`, { state: 'suspended' }), two.patch(`${there}/people/${one.account}`, { state: 'suspended' })]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, expect.toSatisfy((status: number) => status >= 403)]);
  });
});

describe('groups in groups', () => {
  it('give their people the roles of the outer one, refuse a circle, and take it all away at once', async () => {
    const nina = await person('Nina Nested');
    const [a, b, c] = [await group('ring a'), await group('ring b'), await group('ring c')];
    await acme.admin.put(`${org}/groups/${a}/members/${nina.account}`);
    await acme.admin.put(`${org}/groups/${b}/groups/${a}`);
    await acme.admin.put(`${org}/groups/${c}/groups/${b}`);
    await acme.admin.put(`${site}/access/${c}`, { role: 'member' });
    expect((await nina.get(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`)).status).toBe(200);
    expect(await acme.admin.put(`${org}/groups/${a}/groups/${c}`)).toMatchObject({ status: 409, ...code('directory.group_cycle') });
    expect((await acme.admin.get(`${org}/groups/${b}`)).json).toMatchObject({ groups: [{ name: 'ring a' }], partOf: [{ name: 'ring c' }], allMembers: 1, roles: [{ role: 'member', through: { name: 'ring c' } }] });
    expect((await acme.admin.get(`${org}/people/${nina.account}`)).json.roles).toEqual(expect.arrayContaining([expect.objectContaining({ role: 'member', through: expect.objectContaining({ name: 'ring c' }) as unknown })]));
    await acme.admin.delete(`${org}/groups/${c}/groups/${b}`);
    expect((await nina.get(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`)).status).toBe(404);
  });

  it('cannot be closed into a circle by two who act at once', async () => {
    const [a, b] = [await group('race a'), await group('race b')];
    const both = await Promise.all([acme.admin.put(`${org}/groups/${a}/groups/${b}`), acme.admin.put(`${org}/groups/${b}/groups/${a}`)]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 409]);
  });
});
