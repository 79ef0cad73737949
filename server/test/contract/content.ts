/** Fills a site through its doors with at least one row of everything that the walks look for. */
import type { TestOrganization, TestPlatform } from '../../src/main/testing/test-platform.ts';

export async function fillWithContent(platform: TestPlatform, organization: TestOrganization): Promise<void> {
  const { admin } = organization;
  const group = await admin.post(`/api/v1/orgs/${organization.id}/groups`, { name: 'Everyone here', description: 'For the walk' });
  const person = await platform.person(organization, 'Paula Person', { site: 'member' });
  await admin.put(`/api/v1/orgs/${organization.id}/groups/${String(group.json.id)}/members/${person.account}`);
  await admin.put(`/api/v1/sites/${organization.site}/access/${String(group.json.id)}`, { role: 'member' });
  await admin.post(`/api/v1/orgs/${organization.id}/invitations`, { emails: ['somebody@example.test'], sites: [{ site: organization.site, role: 'member' }] });
}
