/** Fills a site through its doors with at least one row of everything that the walks look for. */
import { bringAndWait } from '../../src/modules/interchange/import-files-for-tests.ts';
import { jiraBackup } from '../../src/modules/interchange/jira-backup-for-tests.ts';
import type { TestReply } from '../../src/main/testing/test-client.ts';
import type { TestOrganization, TestPlatform } from '../../src/main/testing/test-platform.ts';

export async function fillWithContent(platform: TestPlatform, organization: TestOrganization): Promise<void> {
  const { admin } = organization;
  const group = await admin.post(`/api/v1/orgs/${organization.id}/groups`, { name: 'Everyone here', description: 'For the walk' });
  const person = await platform.person(organization, 'Paula Person', { site: 'member' });
  await admin.put(`/api/v1/orgs/${organization.id}/groups/${String(group.json.id)}/members/${person.account}`);
  await admin.put(`/api/v1/sites/${organization.site}/access/${String(group.json.id)}`, { role: 'member' });
  await admin.post(`/api/v1/orgs/${organization.id}/invitations`, { emails: ['somebody@example.test'], sites: [{ site: organization.site, role: 'member' }] });
  await bringAndWait(admin, organization.site, await jiraBackup({ issues: 3 }), 'export.xml');
  await fillTracker(organization);
  await fillWiki(organization);
}

function checked(reply: TestReply): TestReply {
  if (reply.status >= 300) throw new Error(`content for the walk: ${String(reply.status)} ${reply.text.slice(0, 300)}`);
  return reply;
}

const document = { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'For the walk' }] }] };
const file = Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="walk.txt"\r\nContent-Type: text/plain\r\n\r\nFor the walk\r\n--x--\r\n');
const upload = { 'content-type': 'multipart/form-data; boundary=x', 'x-atlassian-token': 'no-check' };

async function fillTracker({ admin, site }: TestOrganization): Promise<void> {
  const api = `/ex/jira/${site}/rest/api/3`;
  checked(await admin.post(`${api}/project`, { key: 'WALK', name: 'Walked', projectTypeKey: 'software' }));
  checked(await admin.post(`${api}/component`, { project: 'WALK', name: 'Engine' }));
  checked(await admin.post(`${api}/version`, { project: 'WALK', name: '1.0' }));
  const fields = { project: { key: 'WALK' }, issuetype: { name: 'Task' }, summary: 'For the walk', description: document, labels: ['walk'], components: [{ name: 'Engine' }], fixVersions: [{ name: '1.0' }] };
  const first = checked(await admin.post(`${api}/issue`, { fields }));
  const second = checked(await admin.post(`${api}/issue`, { fields }));
  const issue = `${api}/issue/${String(first.json.key)}`;
  checked(await admin.post(`${issue}/comment`, { body: document }));
  checked(await admin.post(`${issue}/worklog`, { timeSpentSeconds: 60, comment: document }));
  checked(await admin.post(`${issue}/votes`));
  checked(await admin.post(`${issue}/attachments`, file, upload));
  checked(await admin.post(`${api}/issueLink`, { type: { name: 'Blocks' }, inwardIssue: { key: first.json.key }, outwardIssue: { key: second.json.key } }));
  checked(await admin.post(`${api}/filter`, { name: 'For the walk', jql: 'project = WALK' }));
}

async function fillWiki({ admin, site }: TestOrganization): Promise<void> {
  const api = `/ex/confluence/${site}/wiki/api/v2`;
  const body = { representation: 'atlas_doc_format', value: JSON.stringify(document) };
  const space = checked(await admin.post(`${api}/spaces`, { key: 'WALK', name: 'Walked' }));
  const page = checked(await admin.post(`${api}/pages`, { spaceId: String(space.json.id), status: 'current', title: 'For the walk', body }));
  const pageId = String(page.json.id);
  checked(await admin.put(`${api}/pages/${pageId}`, { id: pageId, status: 'current', title: 'For the walk', body, version: { number: 2 } }));
  checked(await admin.post(`${api}/footer-comments`, { pageId, body }));
  checked(await admin.post(`/ex/confluence/${site}/wiki/rest/api/content/${pageId}/child/attachment`, file, upload));
  checked(await admin.post(`/ex/confluence/${site}/wiki/rest/api/content/${pageId}/label`, [{ prefix: 'global', name: 'walk' }]));
}
