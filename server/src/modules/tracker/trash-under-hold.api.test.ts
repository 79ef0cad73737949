/** The trash under a legal hold: people throw away and bring back as always, nothing is purged, and what comes back is byte for byte what it was. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noAccess, systemActor, systemFacts } from '../../kernel/service/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { purgeExpired } from './purge-trash.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let shard: pg.Client;

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  acme = await platform.organization('acme');
  shard = new pg.Client(platform.databaseOf.shard.connection());
  await shard.connect();
});
afterAll(async () => {
  await shard.end();
  await platform[Symbol.asyncDispose]();
});

/** Rows of the issues and of what hangs on them, but what throwing away itself writes. */
async function stored(tenantId: string, issues: readonly string[]): Promise<readonly string[]> {
  const rows: string[] = [];
  for (const [table, column] of [['issue', 'id'], ['comment', 'issue_id'], ['attachment', 'issue_id'], ['worklog', 'issue_id']] as const) {
    const { rows: found } = await shard.query<{ row: string }>(`select (to_jsonb(t) - '{trashed_at,trashed_by,trashed_with,updated_at,version}'::text[])::text as row from tracker.${table} t where tenant_id = $1 and ${column} = any($2::bigint[]) order by 1`, [tenantId, issues]);
    rows.push(...found.map(({ row }) => `${table} ${row}`));
  }
  const { rows: links } = await shard.query<{ row: string }>('select t::text as row from tracker.issue_link t where tenant_id = $1 order by 1', [tenantId]);
  return [...rows, ...links.map(({ row }) => `link ${row}`)];
}

it('keeps everything that is thrown away until the hold is opened, and gives it back as it was', async () => {
  const jira = `/ex/jira/${acme.site}/rest/api/3`;
  const project = await acme.admin.post(`${jira}/project`, { key: 'HELD', name: 'Held', projectTypeKey: 'software', leadAccountId: acme.admin.account });
  const types = (await acme.admin.get(`${jira}/issuetype`)).json as readonly { id: string; subtask: boolean }[];
  const typeOf = (subtask: boolean) => ({ id: types.find((type) => type.subtask === subtask)?.id });
  const make = async (fields: object) => String((await acme.admin.post(`${jira}/issue`, { fields: { project: { key: 'HELD' }, summary: 'Evidence', ...fields } })).json.id);
  const issue = await make({ issuetype: typeOf(false) });
  const child = await make({ issuetype: typeOf(true), parent: { id: issue } });
  const beside = await make({ issuetype: typeOf(false) });
  const [linkType] = (await acme.admin.get(`${jira}/issueLinkType`)).json.issueLinkTypes;
  expect((await acme.admin.post(`${jira}/issueLink`, { type: { name: linkType.name }, inwardIssue: { id: issue }, outwardIssue: { id: beside } })).status).toBe(201);
  await acme.admin.post(`${jira}/issue/${issue}/comment`, { body: { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Seen' }] }] } });
  const boundary = 'holdfast-trash';
  const upload = await acme.admin.post(`${jira}/issue/${issue}/attachments`, Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="proof.txt"\r\nContent-Type: text/plain\r\n\r\nthe bytes\r\n--${boundary}--\r\n`),
    { 'content-type': `multipart/form-data; boundary=${boundary}`, 'x-atlassian-token': 'no-check' });
  const file = String(upload.json[0].id);
  const tenant = platform.catalogue.tenantsOf(acme.siteId).find(({ product }) => product === 'tracker');
  if (tenant === undefined) throw new Error('the site has a tracker');
  const before = await stored(tenant.tenantId, [issue, child]);
  expect(before.length).toBeGreaterThan(3);
  await acme.admin.post(`/api/v1/orgs/${acme.id}/holds`, { kind: 'legal_hold', target: { kind: 'container', site: acme.site, product: 'tracker', container: Number(project.json.id) }, reason: 'case 20' });
  expect((await acme.admin.delete(`${jira}/issue/${issue}?deleteSubtasks=true`)).status).toBe(204);
  expect((await acme.admin.delete(`${jira}/issue/${beside}`)).status).toBe(204);
  const later = platform.contexts.tenant('tracker', systemFacts(systemActor, new Date(Date.now() + 400 * 86_400_000), new AbortController().signal), tenant, noAccess);
  expect(await purgeExpired(later)).toBe(0);
  for (const id of [issue, beside]) expect((await acme.admin.post(`/api/v1/sites/${acme.site}/tracker/trash/issues/${id}/restore`)).status).toBe(200);
  expect(await stored(tenant.tenantId, [issue, child])).toEqual(before);
  // A file alone: thrown away, listed, and back with its bytes.
  expect((await acme.admin.delete(`${jira}/attachment/${file}`)).status).toBe(204);
  const listed = await acme.admin.get(`/api/v1/sites/${acme.site}/tracker/trash/attachments`);
  expect(listed.json.items).toMatchObject([{ id: file, filename: 'proof.txt', issue: 'HELD-1' }]);
  expect((await acme.admin.post(`/api/v1/sites/${acme.site}/tracker/trash/attachments/${file}/restore`)).json).toEqual({ issue: 'HELD-1', fileName: 'proof.txt' });
  expect((await acme.admin.get(`${jira}/attachment/content/${file}`)).text).toBe('the bytes');
  expect(await stored(tenant.tenantId, [issue, child])).toEqual(before);
});
