/** Imports end to end through their doors: what is seen afterwards, by whom, and what is left when they do not come to their end. */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';
import { systemClock } from '../../kernel/time/index.ts';
import { createFolderStore } from '../media/index.ts';
import { bring, bringAndWait, ended, type ShownImport } from './import-files-for-tests.ts';
import { jiraBackup } from './jira-backup-for-tests.ts';
import { createImportFiles } from './sealed-file.ts';
import { sweepUploads } from './sweep-uploads.ts';

let platform: TestPlatform;
let shard: pg.Client;
let serial = 0;
beforeAll(async () => {
  platform = await createTestPlatform();
  shard = new pg.Client(platform.databaseOf.shard.connection());
  await shard.connect();
});
afterAll(async () => {
  await shard.end();
  await platform[Symbol.asyncDispose]();
});

async function fresh(): Promise<{ acme: TestOrganization; member: TestPerson }> {
  const acme = await platform.organization(`imports-${(serial += 1)}`);
  return { acme, member: await platform.person(acme, 'Member', { site: 'member' }) };
}

async function zip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [path, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), path);
  archive.end();
  const pieces: Buffer[] = [];
  for await (const piece of archive.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function rows(acme: TestOrganization, table: string): Promise<number> {
  return (await rowsOf(acme, [table])).get(table) ?? 0;
}

async function rowsOf(acme: TestOrganization, tables: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const tenants = platform.catalogue.tenantsOf(acme.siteId).map(({ tenantId }) => tenantId);
  const { rows: counted } = await shard.query<{ name: string; count: string }>(tables.map((table) => `select '${table}' as name, count(*) from ${table} where tenant_id = any($1::uuid[])`).join(' union all '), [tenants]);
  return new Map(counted.map(({ name, count }) => [name, Number(count)]));
}

const leftTables = ['tracker.project', 'tracker.issue', 'tracker.comment', 'tracker.import_map', 'tracker.import_record', 'tracker.person', 'tracker.custom_field', 'wiki.space', 'wiki.content', 'wiki.import_map', 'interchange.run', 'interchange.spool'];
async function whatIsLeft(acme: TestOrganization): Promise<Record<string, number>> {
  return Object.fromEntries([...(await rowsOf(acme, leftTables))].filter(([, count]) => count > 0));
}

const jiraPart = (elements: string): string => `<entity-engine-xml>
<User id="1" userName="ada" lowerUserName="ada" active="1" displayName="Ada" emailAddress="ada@backup.example"/><Group id="1" groupName="staff"/>
<IssueType id="1" name="Imported"/><Status id="1" name="Imported open" statuscategory="2"/><Priority id="1" name="Imported high"/>
<IssueLinkType id="7" linkname="Part" inward="part" outward="whole" style="jira_subtask"/>
<PermissionScheme id="0" name="All"/><SchemePermissions id="1" scheme="0" permission="10" type="group"/>
<Project id="1" key="OPEN" name="Open" lead="ada" counter="9"/><NodeAssociation sourceNodeId="1" sourceNodeEntity="Project" sinkNodeId="0" sinkNodeEntity="PermissionScheme" associationType="ProjectScheme"/>
<Project id="2" key="SHUT" name="Shut" lead="ada" counter="9"/>
${elements}</entity-engine-xml>`;
const issue = (id: number, more = ''): string => `<Issue id="${id}" number="${id}" project="1" type="1" status="1" priority="1" reporter="ada" summary="Issue ${id}" created="2020-01-02 03:04:05.0" updated="2020-01-02 03:04:05.0"${more}/>`;

const confluencePart = (objects: string): string => `<hibernate-generic datetime="2024-01-01 00:00:00">
<object class="Space" package="p"><id name="id">1</id><property name="key">DOC</property><property name="name">Documents</property><property name="homePage" class="Page"><id name="id">10</id></property></object>
${objects}</hibernate-generic>`;
const page = (id: number, more = '', space = '<property name="space" class="Space"><id name="id">1</id></property>'): string =>
  `<object class="Page" package="p"><id name="id">${id}</id><property name="title">Page ${id}</property><property name="version">1</property><property name="creationDate">2020-01-01 00:00:00</property>${space}${more}</object>`;
const bodyOf = (id: number, text: string, owner = 'Page'): string =>
  `<object class="BodyContent" package="p"><id name="id">${id + 5000}</id><property name="body"><![CDATA[${text}]]></property><property name="content" class="${owner}"><id name="id">${id}</id></property><property name="bodyType">2</property></object>`;

function lines(shown: ShownImport): string[] {
  return (shown.report?.skipped ?? []).map(({ kind, count, reason }) => `${count} ${kind}: ${reason}`);
}

describe('an import of a Jira backup', () => {
  it('shows its issues to the people of the site, counts every record, and doubles nothing the second time', async () => {
    const { acme, member } = await fresh();
    const file = await jiraBackup({ issues: 60 });
    const first = await bringAndWait(acme.admin, acme.site, file, 'export.xml');
    expect(first.error).toBeNull();
    expect(first).toMatchObject({ name: 'export.xml', kind: 'jira', state: 'done', progress: { phase: 'done' }, report: { skipped: [], existing: {} } });
    expect(first.report?.imported).toEqual({ projects: 2, issues: 60, comments: 120, attachments: 0, users: 20, worklogs: 0, links: 12 });
    expect(first.report?.other).toMatchObject({ ChangeGroup: 120, ChangeItem: 120, Label: 60, CustomFieldValue: 60, OSCurrentStep: 60, UserAssociation: 60 });

    const seen = await member.get(`/ex/jira/${acme.site}/rest/api/3/issue/GEN2-1`);
    expect(seen.status).toBe(200);
    expect(seen.json.fields.labels).toEqual(['holdfast-1']);
    expect(JSON.stringify(seen.json.fields.description)).toContain('"heading"');

    const before = { issues: await rows(acme, 'tracker.issue'), changes: await rows(acme, 'tracker.change_item'), kept: await rows(acme, 'tracker.import_record'), people: await rows(acme, 'tracker.person') };
    const second = await bringAndWait(acme.admin, acme.site, file, 'again.xml');
    expect(second.id).not.toBe(first.id);
    expect(second.report?.imported).toEqual(first.report?.imported);
    expect(second.report?.existing).toMatchObject({ projects: 2, issues: 60, comments: 120, users: 20, links: 12 });
    expect({ issues: await rows(acme, 'tracker.issue'), changes: await rows(acme, 'tracker.change_item'), kept: await rows(acme, 'tracker.import_record'), people: await rows(acme, 'tracker.person') }).toEqual(before);
    expect(await rows(acme, 'interchange.spool')).toBe(0);
  });

  it('opens a project to nobody but administrators when not everybody could browse it', async () => {
    const { acme, member } = await fresh();
    const shown = await bringAndWait(acme.admin, acme.site, Buffer.from(jiraPart(`${issue(1)}${issue(2).replace('project="1"', 'project="2"')}`)));
    expect(shown.report?.notes.map(({ kind }) => kind)).toContain('Project');
    const jira = `/ex/jira/${acme.site}/rest/api/3/issue`;
    expect([(await member.get(`${jira}/OPEN-1`)).status, (await member.get(`${jira}/SHUT-2`)).status, (await acme.admin.get(`${jira}/SHUT-2`)).status]).toEqual([200, 404, 200]);
  });

  it('shows an issue with a security level to those who belong to it, and lets nobody choose a level that is not theirs', async () => {
    const { acme, member } = await fresh();
    const other = await platform.person(acme, 'Other', { site: 'member' });
    const base = `/ex/jira/${acme.site}/rest/api/3`;
    await bringAndWait(acme.admin, acme.site, Buffer.from(jiraPart([
      `<User id="2" userName="mia" lowerUserName="mia" active="1" displayName="Mia" emailAddress="${member.email}"/><Membership id="1" parentName="staff" childName="mia" membershipType="GROUP_USER"/>`,
      '<IssueSecurityScheme id="1" name="Levels"/><SchemeIssueSecurityLevels id="10000" scheme="1" name="Staff"/><SchemeIssueSecurityLevels id="10001" scheme="1" name="Board"/>',
      '<SchemeIssueSecurities id="1" scheme="1" security="10000" type="group" parameter="staff"/><SchemeIssueSecurities id="2" scheme="1" security="10001" type="userCF" parameter="customfield_1"/>',
      '<NodeAssociation sourceNodeId="1" sourceNodeEntity="Project" sinkNodeId="1" sinkNodeEntity="IssueSecurityScheme" associationType="ProjectScheme"/>',
      issue(1), issue(2, ' security="10000"'), issue(3, ' security="10001"'), issue(4, ' security="777"'), issue(5, ' security="10000"').replace('reporter="ada"', 'reporter="mia"'),
      '<Action id="1" issue="2" type="comment" author="ada" body="kept among staff" created="2020-01-02 03:04:05.0"/><IssueLink id="1" linktype="7" source="1" destination="2"/>',
    ].join(''))));
    const seen = async (person: TestPerson) => Promise.all([1, 2, 3, 4, 5].map(async (number) => (await person.get(`${base}/issue/OPEN-${number}`)).status));
    const found = async (person: TestPerson) => ((await person.get(`${base}/search/jql?jql=project=OPEN&fields=summary`)).json.issues as readonly { key: string }[]).map(({ key }) => key).sort();
    expect(await seen(acme.admin)).toEqual([200, 200, 200, 200, 200]);
    expect([await seen(member), await seen(other)]).toEqual([[200, 200, 404, 404, 200], [200, 404, 404, 404, 404]]);
    expect([await found(member), await found(other)]).toEqual([['OPEN-1', 'OPEN-2', 'OPEN-5'], ['OPEN-1']]);
    expect((await other.get(`${base}/issue/OPEN-2/comment`)).status).toBe(404);
    expect([(await member.get(`${base}/issue/OPEN-1`)).text.includes('Issue 2'), (await other.get(`${base}/issue/OPEN-1`)).text.includes('Issue 2')]).toEqual([true, false]);

    const levels = async (person: TestPerson) => ((await person.get(`${base}/project/OPEN/securitylevel`)).json.levels as readonly { id: string; name: string }[]).map(({ id, name }) => `${id} ${name}`);
    expect([await levels(acme.admin), await levels(member), await levels(other)]).toEqual([['10000 Staff', '10001 Board'], ['10000 Staff'], []]);
    expect([(await member.get(`${base}/issue/OPEN-2`)).json.fields.security, (await member.get(`${base}/issue/OPEN-1`)).json.fields.security]).toMatchObject([{ id: '10000', name: 'Staff', description: '' }, null]);
    expect((await other.put(`${base}/issue/OPEN-1`, { fields: { security: { id: '10000' } } })).status).toBe(400);
    expect((await member.put(`${base}/issue/OPEN-1`, { fields: { security: { id: '10001' } } })).status).toBe(400);
    expect((await member.put(`${base}/issue/OPEN-1`, { fields: { security: { id: '777' } } })).status).toBe(400);
    expect((await other.get(`${base}/issue/OPEN-1`)).status).toBe(200);
    expect((await member.put(`${base}/issue/OPEN-1`, { fields: { security: { name: 'Staff' } } })).status).toBe(204);
    expect((await other.get(`${base}/issue/OPEN-1`)).status).toBe(404);
    expect((await member.put(`${base}/issue/OPEN-1`, { fields: { security: null } })).status).toBe(204);
    const create = (person: TestPerson, level: string) => person.post(`${base}/issue`, { fields: { project: { key: 'OPEN' }, issuetype: { name: 'Imported' }, summary: 'New', security: { id: level } } });
    expect([(await create(other, '10000')).status, (await create(member, '10001')).status]).toEqual([400, 400]);
    const made = await create(member, '10000');
    expect([made.status, (await other.get(`${base}/issue/${made.json.key}`)).status]).toEqual([201, 404]);
  });

  it('keeps a restricted comment restricted', async () => {
    const { acme, member } = await fresh();
    const comment = (id: number, more: string): string => `<Action id="${id}" issue="1" type="comment" author="ada" body="words ${id}" created="2020-01-02 03:04:05.0"${more}/>`;
    await bringAndWait(acme.admin, acme.site, Buffer.from(jiraPart(`${issue(1)}${comment(1, '')}${comment(2, ' level="staff"')}${comment(3, ' level="gone"')}${comment(4, ' rolelevel="99"')}`)));
    const seen = await member.get(`/ex/jira/${acme.site}/rest/api/3/issue/OPEN-1/comment`);
    expect(seen.text).toContain('words 1');
    for (const hidden of ['words 2', 'words 3', 'words 4']) expect(seen.text).not.toContain(hidden);
  });

  it('reports what is twice, dangling or impossible, and imports the rest', async () => {
    const { acme } = await fresh();
    const shown = await bringAndWait(acme.admin, acme.site, Buffer.from(jiraPart([
      issue(1), issue(2), issue(2), issue(3).replace('project="1"', 'project="77"'), issue(4).replace('created="2020-01-02 03:04:05.0"', '').replace('updated="2020-01-02 03:04:05.0"', ''),
      '<Action id="1" issue="404" type="comment" body="x" created="2020-01-02 03:04:05.0"/>', '<ChangeItem id="1" group="404" field="x"/>', '<Label id="1" issue="1" label=""/>',
      '<IssueLink id="1" linktype="7" source="1" destination="2"/><IssueLink id="2" linktype="7" source="2" destination="1"/>', '<Issue number="9" project="1"/>', '<Strange a="1"/>',
    ].join('\n'))));
    expect(shown.state).toBe('done');
    expect(shown.report?.imported).toMatchObject({ issues: 2, comments: 0, links: 1 });
    expect(lines(shown).sort()).toEqual([
      '1 Action: It refers to a issue that the file does not contain, or that was not imported.',
      '1 ChangeItem: It refers to a change that the file does not contain.',
      '1 Issue: It has no id.',
      '1 Issue: It refers to a project that the file does not contain, or that was not imported.',
      '1 Issue: Its time is missing or not usable.',
      '1 Issue: The same id came before in the file.',
      '1 IssueLink: The sub-task would be its own ancestor.',
      '1 Label: Its label is missing or not usable.',
    ]);
    expect(shown.report?.other['Strange']).toBe(1);
  });

  it('takes somebody whose e-mail has an account for that account', async () => {
    const { acme, member } = await fresh();
    const file = jiraPart(issue(1, ' assignee="ada"')).replace('ada@backup.example', member.email);
    await bringAndWait(acme.admin, acme.site, Buffer.from(file));
    expect(JSON.stringify((await acme.admin.get(`/ex/jira/${acme.site}/rest/api/3/issue/OPEN-1`)).json.fields.assignee)).toContain(member.account);
  });

  it('stores the files of a zip and names those that are missing', async () => {
    const { acme, member } = await fresh();
    const attachment = (id: number): string => `<FileAttachment id="${id}" issue="1" filename="a${id}.txt" mimetype="text/plain" filesize="5" created="2020-01-02 03:04:05.0"/>`;
    const file = await zip({ 'entities.xml': jiraPart(`${issue(1)}${attachment(1)}${attachment(2)}`), 'data/attachments/OPEN/OPEN-1/1': 'hello' });
    const shown = await bringAndWait(acme.admin, acme.site, file, 'backup.zip');
    expect(shown.report).toMatchObject({ imported: { attachments: 2 }, notes: expect.arrayContaining([{ kind: 'AttachmentFile', count: 1, reason: 'The backup does not contain the file; its record is kept.' }]) as unknown });
    expect((await member.get(`/ex/jira/${acme.site}/rest/api/3/attachment/content/1`)).text).toBe('hello');
  });
});

describe('an import of a Confluence export', () => {
  it('shows pages with their bodies, older versions and threads', async () => {
    const { acme } = await fresh();
    const shown = await bringAndWait(acme.admin, acme.site, await zip({
      'entities.xml': confluencePart([
        page(10), bodyOf(10, '<p>home words</p>'), page(11, '<property name="parent" class="Page"><id name="id">10</id></property>'), bodyOf(11, '<p>child</p>'), bodyOf(404, '<p>nobody</p>'),
        page(12, '<property name="originalVersion" class="Page"><id name="id">11</id></property>', '').replace('<property name="version">1</property>', '<property name="version">1</property>'),
        '<object class="Comment" package="p"><id name="id">20</id><property name="containerContent" class="Page"><id name="id">10</id></property><property name="version">1</property><property name="creationDate">2020-01-01 00:00:00</property></object>', bodyOf(20, '<p>said</p>', 'Comment'),
        '<object class="Attachment" package="p"><id name="id">30</id><property name="title">a.txt</property><property name="version">1</property><property name="creationDate">2020-01-01 00:00:00</property><property name="containerContent" class="Page"><id name="id">10</id></property></object>',
        '<object class="OutgoingLink" package="p"><id name="id">1</id></object>',
      ].join('')).replace('<property name="title">Page 11</property><property name="version">1</property>', '<property name="title">Page 11</property><property name="version">2</property>'),
      'exportDescriptor.properties': 'exportType=space\n', 'attachments/10/30/1': 'bytes',
    }), 'space.zip');
    expect(shown).toMatchObject({ kind: 'confluence', state: 'done', error: null });
    expect(shown.report?.imported).toEqual({ spaces: 1, pages: 2, pageVersions: 1, blogPosts: 0, comments: 1, attachments: 1, users: 0 });
    expect(shown.report?.other).toEqual({ BodyContent: 3, OutgoingLink: 1 });
    expect(lines(shown)).toEqual(['1 BodyContent: What it is the body of is not in the file.']);
    const seen = await acme.admin.get(`/ex/confluence/${acme.site}/wiki/api/v2/pages/10?body-format=storage`);
    expect([seen.status, seen.text.includes('home words')]).toEqual([200, true]);
  });

  it('never shows a restricted page, or a space that not everybody could see, to more people than before', async () => {
    const { acme, member } = await fresh();
    const view = (id: number, who: string): string => `<object class="SpacePermission" package="p"><id name="id">${id}</id><property name="type">VIEWSPACE</property><property name="space" class="Space"><id name="id">1</id></property>${who}</object>`;
    const set = (id: number, content: number, listed: string): string => `<object class="ContentPermissionSet" package="p"><id name="id">${id}</id><property name="type">View</property><property name="owningContent" class="Page"><id name="id">${content}</id></property><collection name="contentPermissions" class="c">${listed}</collection></object>`;
    const objects = [
      page(10), page(11), page(12), page(13, '<collection name="contentPermissionSets" class="c"><element class="ContentPermissionSet"><id name="id">777</id></element></collection>'),
      set(1, 11, ''), '<object class="ContentPermission" package="p"><id name="id">1</id><property name="type">View</property><property name="userName">somebody</property><property name="owningSet" class="ContentPermissionSet"><id name="id">1</id></property></object>',
      set(2, 12, '<element class="ContentPermission"><id name="id">99</id></element>'),
    ].join('');
    await bringAndWait(acme.admin, acme.site, Buffer.from(confluencePart(`${objects}${view(1, '<property name="group">confluence-users</property>')}`)));
    const wiki = `/ex/confluence/${acme.site}/wiki/api/v2/pages`;
    const statuses = await Promise.all([10, 11, 12, 13].map(async (id) => (await member.get(`${wiki}/${id}`)).status));
    expect(statuses).toEqual([200, 404, 404, 404]);

    const other = await fresh();
    await bringAndWait(other.acme.admin, other.acme.site, Buffer.from(confluencePart(`${page(10)}${view(1, '<property name="group">board</property>')}`)));
    expect((await other.member.get(`/ex/confluence/${other.acme.site}/wiki/api/v2/pages/10`)).status).toBe(404);
    expect((await other.acme.admin.get(`/ex/confluence/${other.acme.site}/wiki/api/v2/pages/10`)).status).toBe(200);
  });
});

describe('an import that does not come to its end', () => {
  const bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><entity-engine-xml><Issue id="1" summary="&b;"/></entity-engine-xml>';
  it.each([
    ['cut off in the middle', async () => Buffer.from((await jiraBackup({ issues: 400 })).subarray(0, 400_000)), 'interchange.xml_truncated'],
    ['entities that expand', () => Promise.resolve(Buffer.from(bomb)), 'interchange.xml_doctype_forbidden'],
    ['nesting without end', () => Promise.resolve(Buffer.from(jiraPart(`${issue(1)}${'<a>'.repeat(100_000)}`))), 'interchange.xml_too_deep'],
    ['no backup at all', () => Promise.resolve(Buffer.from('just words')), 'interchange.backup_unrecognized'],
    ['a zip without records', () => zip({ 'readme.txt': 'words' }), 'interchange.backup_unrecognized'],
  ])('%s: a refusal with its reason, and nothing left', async (_what, content, code) => {
    const { acme } = await fresh();
    const before = await whatIsLeft(acme);
    const shown = await bringAndWait(acme.admin, acme.site, await content());
    expect(shown).toMatchObject({ state: 'failed', report: null, resumable: false, error: { code } });
    expect(shown.error?.title).not.toBe('');
    expect(await whatIsLeft(acme)).toEqual(before);
  });

  it('leaves nothing when it is cancelled, and can be brought again', async () => {
    const { acme } = await fresh();
    const before = await whatIsLeft(acme);
    const file = await jiraBackup({ issues: 3_000 });
    const { id } = await bring(acme.admin, acme.site, file);
    expect((await bring(acme.admin, acme.site, file)).id).toBe(id);
    await expect.poll(async () => ((await acme.admin.get(`/api/v1/sites/${acme.site}/imports/${id}`)).json as ShownImport).state, { timeout: 30_000 }).toBe('building');
    expect((await acme.admin.get(`/ex/jira/${acme.site}/rest/api/3/issue/GEN2-1`)).status).toBe(404);
    expect((await acme.admin.post(`/api/v1/sites/${acme.site}/imports/${id}/cancel`)).status).toBe(200);
    expect((await ended(acme.admin, acme.site, id)).state).toBe('cancelled');
    expect(await whatIsLeft(acme)).toEqual(before);
    expect((await acme.admin.post(`/api/v1/sites/${acme.site}/imports/${id}/cancel`)).json).toMatchObject({ state: 'cancelled' });
    const done = await bringAndWait(acme.admin, acme.site, Buffer.from(jiraPart(issue(1))));
    expect((await acme.admin.post(`/api/v1/sites/${acme.site}/imports/${done.id}/cancel`)).json).toMatchObject({ status: 409, code: 'interchange.import_ended' });
    expect((await acme.admin.post(`/api/v1/sites/${acme.site}/imports/${id}/resume`)).json).toMatchObject({ status: 409, code: 'interchange.import_ended' });
  });
});

describe('while somebody imports', () => {
  it('other tenants are answered', async () => {
    const { acme } = await fresh();
    const other = await fresh();
    await bringAndWait(other.acme.admin, other.acme.site, Buffer.from(jiraPart(issue(1))));
    const { id } = await bring(acme.admin, acme.site, await jiraBackup({ issues: 600 }));
    let over = false;
    const importing = ended(acme.admin, acme.site, id).finally(() => { over = true; });
    const statuses = await answersUntil(other.member, other.acme.site, () => over);
    expect((await importing).state).toBe('done');
    expect(new Set(statuses)).toEqual(new Set([200]));
    // Nobody waits for a whole batch, let alone for the import: there are far fewer batches than answers.
    expect(statuses.length).toBeGreaterThan(20);
  });
});

async function answersUntil(person: TestPerson, site: string, isOver: () => boolean): Promise<readonly number[]> {
  const statuses: number[] = [];
  while (!isOver() && statuses.length < 2_000) statuses.push((await person.get(`/ex/jira/${site}/rest/api/3/issue/OPEN-1`)).status);
  return statuses;
}

describe('an upload that no import will read', () => {
  it('is removed after a day; one that an import waits for stays', async () => {
    const { acme } = await fresh();
    const day = 24 * 3_600_000;
    const store = await createFolderStore({ root: join(platform.dataFolder, 'import'), clock: systemClock });
    const files = createImportFiles({ store, sealerFor: (scopeId) => platform.keys.mediaForScope(scopeId), fileBytesMax: 1_000, now: () => new Date() });
    const [left, waited] = [await files.receive(acme.organizationId, Readable.from([Buffer.from('left')]), new AbortController().signal), await files.receive(acme.organizationId, Readable.from([Buffer.from('waited for')]), new AbortController().signal)];
    const control = new pg.Client(platform.databaseOf.control.connection());
    await control.connect();
    await control.query(`insert into interchange.import_job (organization_id, id, site_id, requested_by, source_id, name, state, object_id, size_bytes, sealed_bytes, total, created_at, ended_at, resumable)
      values ($1, gen_random_uuid(), $2, $3, gen_random_uuid(), '\\x00', 'failed', $4, 1, 1, 1, now(), now(), true)`, [acme.organizationId, acme.siteId, acme.admin.accountId, waited.objectId]);
    const there = async () => (await Array.fromAsync(files.list(acme.organizationId))).map(({ objectId }) => objectId).sort();
    const sweep = (afterMs: number) => sweepUploads({ databases: platform.databases, files, clock: { ...systemClock, now: () => new Date(Date.now() + afterMs) } }, [acme.organizationId]);
    expect([await sweep(day / 2), await there()]).toEqual([0, [left.objectId, waited.objectId].sort()]);
    expect([await sweep(2 * day), await there()]).toEqual([1, [waited.objectId]]);
    await control.query('delete from interchange.import_job where object_id = $1', [waited.objectId]);
    await control.end();
    expect([await sweep(2 * day), await there()]).toEqual([1, []]);
  });
});

describe('the doors of imports', () => {
  it('open to administrators of the site only, and leave records', async () => {
    const { acme, member } = await fresh();
    const stranger = await fresh();
    const url = `/api/v1/sites/${acme.site}/imports`;
    const octets = { 'content-type': 'application/octet-stream' };
    expect((await member.request('POST', url, Buffer.from('x'), octets)).status).toBe(403);
    expect((await stranger.acme.admin.request('POST', url, Buffer.from('x'), octets)).status).toBe(404);
    expect((await platform.anonymous.get(url)).status).toBe(401);
    expect((await acme.admin.request('POST', url, Buffer.alloc(0), octets)).json).toMatchObject({ code: 'interchange.import_empty' });
    const { id } = await bringAndWait(acme.admin, acme.site, Buffer.from(jiraPart(issue(1))));
    expect((await stranger.acme.admin.get(`${url}/${id}`)).status).toBe(404);
    expect((await acme.admin.get(url)).json).toMatchObject({ items: [{ id, state: 'done' }] });
    const events = (await acme.admin.get(`/admin/v1/orgs/${acme.id}/events`)).text;
    for (const action of ['import_started', 'import_finished', 'tracker_import_published']) expect(events).toContain(action);
  });
});
