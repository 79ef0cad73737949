/** The audit log through its doors: what was done and refused is there, once, with names, filters and a feed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let other: TestOrganization;
beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('audited');
  other = await platform.organization('elsewhere');
});
afterAll(() => platform[Symbol.asyncDispose]());

const events = async (query: string) => (await acme.admin.get(`/admin/v1/orgs/${acme.id}/events?${query}`)).json;

describe('the audit log', () => {
  it('has one record of a command, with its actor, its target and both values', async () => {
    const group = await acme.admin.post(`/api/v1/orgs/${acme.id}/groups`, { name: 'Night shift' });
    await acme.admin.patch(`/api/v1/orgs/${acme.id}/groups/${group.json.id}`, { name: 'Day shift' });
    const found = await events('action=group_updated');
    expect(found.data).toHaveLength(1);
    expect(found.data[0].attributes).toMatchObject({
      action: 'group_updated', outcome: 'done', actor: { id: acme.admin.account, name: 'Admin of audited', auth: { authType: 'token', tokenLabel: 'first token' } },
      context: [{ type: 'group', attributes: { name: 'Day shift', before: { name: 'Night shift' }, after: { name: 'Day shift' } } }],
    });
  });

  it('names the person that a record is about, though it holds only the id', async () => {
    const person = await platform.person(acme, 'Nia Named', { site: null });
    await acme.admin.patch(`/api/v1/orgs/${acme.id}/people/${person.account}`, { role: 'guest' });
    expect((await events('action=user_role_changed')).data).toMatchObject([{ attributes: { context: [{ id: person.account, attributes: { name: 'Nia Named' } }] } }]);
  });

  it('has no record of a command that changed nothing', async () => {
    const before = (await events('action=org_settings_update')).data.length;
    await acme.admin.patch(`/api/v1/orgs/${acme.id}`, { name: 'Organization audited' });
    expect((await events('action=org_settings_update')).data).toHaveLength(before);
  });

  it('has refusals, with their code', async () => {
    const member = await platform.person(acme, 'Mia Member', { site: 'member' });
    expect((await member.post(`/api/v1/orgs/${acme.id}/groups`, { name: 'Mine' })).status).toBe(403);
    const found = await events('action=group_created&limit=10');
    expect(found.data.filter((event: { attributes: { outcome: string } }) => event.attributes.outcome === 'refused')).toMatchObject([{ attributes: { actor: { id: member.account }, context: [{ attributes: { code: 'access.forbidden' } }] } }]);
  });

  it('finds sealed names by text, and pages without a gap', async () => {
    for (const name of ['Alpha team', 'Beta team', 'Gamma team']) await acme.admin.post(`/api/v1/orgs/${acme.id}/groups`, { name });
    expect((await events('q=beta%20team')).data).toMatchObject([{ attributes: { action: 'group_created' } }]);
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { data: { id: string }[]; meta: { next: string | null } } = await events(`limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      ids.push(...page.data.map((event) => event.id));
      cursor = page.meta.next;
    } while (cursor !== null);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength((await events('limit=1000')).data.length);
  });

  it('feeds everything after a cursor, in the sequencer\'s order', async () => {
    await platform.audit.sequencer.run();
    const first = (await acme.admin.get(`/admin/v1/orgs/${acme.id}/events-stream?limit=1000`)).json;
    await acme.admin.post(`/api/v1/orgs/${acme.id}/groups`, { name: 'After the cursor' });
    await platform.audit.sequencer.run();
    const second = (await acme.admin.get(`/admin/v1/orgs/${acme.id}/events-stream?cursor=${first.meta.next}`)).json;
    expect(second.data.map((event: { attributes: { action: string } }) => event.attributes.action)).toEqual(['group_created']);
  });

  it('shows nothing to another organization', async () => {
    const [event] = (await events('limit=1')).data;
    expect((await other.admin.get(`/admin/v1/orgs/${acme.id}/events`)).status).toBe(404);
    expect((await other.admin.get(`/admin/v1/orgs/${other.id}/events/${event.id}`)).json).toMatchObject({ code: 'audit.event_not_found' });
  });
});
