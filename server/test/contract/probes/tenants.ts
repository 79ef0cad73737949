/**
 * Several organizations with content that is alike in everything but its canaries: the same kinds of things under the
 * same numbers, so that whatever mixes them up shows it.
 */
import type { TestClient } from '../../../src/main/testing/test-client.ts';
import type { TestOrganization, TestPlatform } from '../../../src/main/testing/test-platform.ts';
import { createCanaries, type Canaries } from '../commands/canaries.ts';
import { adfOf, made, upload } from '../commands/scenario.ts';

export interface ProbedTenant {
  readonly organization: TestOrganization;
  readonly canaries: Canaries;
  readonly projectKey: string;
  readonly spaceKey: string;
  /** Administrator, member and guest. */
  readonly people: readonly TestClient[];
  /** Ids, keys and cursors that its own people were shown. */
  readonly vocabulary: readonly string[];
}

export async function createProbedTenants(platform: TestPlatform, slugs: readonly string[]): Promise<readonly ProbedTenant[]> {
  const tenants: ProbedTenant[] = [];
  for (const slug of slugs) tenants.push(await createProbedTenant(platform, slug));
  return tenants;
}

async function createProbedTenant(platform: TestPlatform, slug: string): Promise<ProbedTenant> {
  const canaries = createCanaries();
  const organization = await platform.organization(slug);
  const { admin } = organization;
  const member = await platform.person(organization, canaries.text('member'), { organization: 'member', site: 'member' });
  const guest = await platform.person(organization, canaries.text('guest'), { organization: 'guest', site: 'guest' });
  await made(admin.post(`/api/v1/orgs/${organization.id}/groups`, { name: canaries.text('group'), description: canaries.text('description') }));
  const projectKey = slug.slice(0, 3).toUpperCase();
  await fillTracker(admin, organization.site, projectKey, canaries);
  const spaceKey = `${projectKey}SPACE`;
  await fillWiki(admin, organization.site, spaceKey, canaries);
  // A canary inside a longer text might come back cut; whole ones can be told from an echo.
  const vocabulary = (await harvest(admin, organization)).filter((word) => !word.includes(canaries.prefix) || /^[a-z]{8}\d{4}[a-z]*(?:\.txt)?$/.test(word));
  return { organization, canaries, projectKey, spaceKey, people: [admin, member, guest], vocabulary };
}

async function fillTracker(admin: TestClient, site: string, key: string, canaries: Canaries): Promise<void> {
  const jira = `/ex/jira/${site}/rest/api/3`;
  await made(admin.post(`${jira}/project`, { key, name: canaries.text('project'), description: canaries.text('description'), projectTypeKey: 'software' }));
  await made(admin.post(`${jira}/component`, { project: key, name: canaries.text('component') }));
  await made(admin.post(`${jira}/version`, { project: key, name: canaries.text('version') }));
  await made(admin.post(`${jira}/filter`, { name: canaries.text('filter'), jql: `project = ${key}` }));
  for (let number = 1; number <= 8; number += 1) {
    const issue = await made(admin.post(`${jira}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary: canaries.text('summary'), description: adfOf(canaries.text('description')), labels: [canaries.text('label')] } }));
    await made(admin.post(`${jira}/issue/${String(issue.key)}/comment`, { body: adfOf(canaries.text('comment')) }));
    await made(admin.post(`${jira}/issue/${String(issue.key)}/worklog`, { timeSpentSeconds: 60, comment: adfOf(canaries.text('worklog')) }));
    const { body, headers } = upload(`${canaries.text('file')}.txt`, canaries.text('bytes'));
    await made(admin.post(`${jira}/issue/${String(issue.key)}/attachments`, body, headers));
  }
  await made(admin.post(`${jira}/issueLink`, { type: { name: 'Blocks' }, inwardIssue: { key: `${key}-1` }, outwardIssue: { key: `${key}-2` } }));
}

async function fillWiki(admin: TestClient, site: string, key: string, canaries: Canaries): Promise<void> {
  const wiki = `/ex/confluence/${site}/wiki/api/v2`;
  const old = `/ex/confluence/${site}/wiki/rest/api`;
  const body = (): object => ({ representation: 'atlas_doc_format', value: JSON.stringify(adfOf(canaries.text('body'))) });
  const space = await made(admin.post(`${wiki}/spaces`, { key, name: canaries.text('space'), description: { representation: 'plain', value: canaries.text('description') } }));
  for (let number = 1; number <= 6; number += 1) {
    const collection = number % 3 === 0 ? 'blogposts' : 'pages';
    const page = await made(admin.post(`${wiki}/${collection}`, { spaceId: String(space.id), status: 'current', title: canaries.text('title'), body: body() }));
    await made(admin.post(`${wiki}/footer-comments`, { [collection === 'pages' ? 'pageId' : 'blogPostId']: String(page.id), body: body() }));
    await made(admin.post(`${wiki}/${collection}/${String(page.id)}/properties`, { key: canaries.text('property'), value: canaries.text('value') }));
    await made(admin.post(`${old}/content/${String(page.id)}/label`, [{ prefix: 'global', name: canaries.text('label') }]));
    const file = upload(`${canaries.text('file')}.txt`, canaries.text('bytes'));
    await made(admin.post(`${old}/content/${String(page.id)}/child/attachment`, file.body, file.headers));
  }
}

/** Lists whose answers are full of ids, keys and cursors. */
async function harvest(admin: TestClient, { id, site }: TestOrganization): Promise<readonly string[]> {
  const jira = `/ex/jira/${site}/rest/api/3`;
  const wiki = `/ex/confluence/${site}/wiki/api/v2`;
  const key = String((await made(admin.get(`${jira}/project/search`))).values[0].key);
  const lists = [
    '/api/v1/me', `/api/v1/orgs/${id}/people?limit=1`, `/api/v1/orgs/${id}/people`, `/api/v1/orgs/${id}/groups`, `/api/v1/orgs/${id}/sites?limit=1`, `/api/v1/sites/${site}`, `/api/v1/sites/${site}/access`,
    `/admin/v1/orgs/${id}/events?limit=20`, `/admin/v1/orgs/${id}/events-stream?limit=20`,
    `${jira}/project/search`, `${jira}/issue/${key}-1?expand=changelog,transitions`, `${jira}/issue/${key}-2?expand=renderedFields`, `${jira}/search/jql?jql=${encodeURIComponent(`project = ${key}`)}&maxResults=2&fields=*all`, `${jira}/issue/${key}-1/comment`,
    `${jira}/issue/${key}-1/worklog`, `${jira}/project/${key}`, `${jira}/filter/search`, `${jira}/users/search`,
    `${wiki}/spaces?limit=1`, `${wiki}/pages?limit=2`, `${wiki}/pages?limit=2&sort=-modified-date`, `${wiki}/blogposts`, `${wiki}/attachments?limit=2`, `${wiki}/footer-comments?limit=2`, `${wiki}/labels?limit=2`,
  ];
  const found = new Set<string>();
  for (const url of lists) collect(await made(admin.get(url)), found);
  return [...found];
}

const worthTrying = /^(?:id|key|.*Id|.*Key|.*[cC]ursor|next|nextPageToken|self|fileId|content|thumbnail|downloadLink|name|slug)$/;

function collect(value: unknown, found: Set<string>, name = ''): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found, name);
  else if (typeof value === 'object' && value !== null) for (const [inner, item] of Object.entries(value)) collect(item, found, inner);
  else if ((typeof value === 'string' || typeof value === 'number') && worthTrying.test(name)) addWord(String(value), found);
}

/** Whole values, and of addresses their last part and their cursor. */
function addWord(text: string, found: Set<string>): void {
  if (text === '' || text.length > 600) return;
  if (!text.includes('/')) return void found.add(text);
  const cursor = /[?&](?:cursor|nextPageToken)=([^&]+)/.exec(text)?.[1];
  if (cursor !== undefined) found.add(decodeURIComponent(cursor));
  const last = /\/([^/?]+)(?:\?.*)?$/.exec(text)?.[1];
  if (last !== undefined) found.add(decodeURIComponent(last));
}
