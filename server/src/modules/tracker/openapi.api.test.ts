/** Answers about a real backup, against the public description of the API that they follow. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

const inputs = new URL('../../../../../shared/inputs/', import.meta.url);
const description = new URL('openapi/jira-platform-v3.json', inputs);
const absent = !existsSync(description);

let platform: TestPlatform;
let acme: TestOrganization;
let ajv: Ajv;

if (absent && process.env['CI'] !== 'true') console.warn('skipped: the public description of the API is not beside this checkout');

describe.skipIf(absent && process.env['CI'] !== 'true')('an answer has the shape that the public description gives', () => {
  beforeAll(async () => {
    platform = await createTestPlatform();
    acme = await platform.organization('acme');
    const file = await readFile(new URL('jira/cloud-with-filters.xml', inputs));
    const brought = await acme.admin.request('POST', `/api/v1/sites/${acme.site}/imports?name=backup.xml`, file, { 'content-type': 'application/octet-stream' });
    await vi.waitFor(async () => { expect((await acme.admin.get(`/api/v1/sites/${acme.site}/imports/${String(brought.json.id)}`)).json.state).toBe('done'); }, { timeout: 90_000, interval: 100 });
    const openapi: unknown = JSON.parse(await readFile(description, 'utf8'));
    ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema(relaxed(openapi) as object, 'jira');
  }, 120_000);
  afterAll(() => platform[Symbol.asyncDispose]());

  it.each([
    ['User', 'myself'], ['ServerInformation', 'serverInfo'], ['PageBeanProject', 'project/search?expand=description,lead,insight,issueTypes'], ['Project', 'project/TST'], ['PageBeanVersion', 'project/TST/version'], ['IssueBean', 'issue/TST-1?expand=renderedFields,names,schema,transitions,changelog'],
    ['IssueBean', 'issue/TST-2'], ['PageOfComments', 'issue/TST-2/comment?expand=renderedBody'], ['PageOfWorklogs', 'issue/TST-1/worklog'], ['Transitions', 'issue/TST-1/transitions'], ['PageBeanChangelog', 'issue/TST-2/changelog'], ['Watchers', 'issue/TST-1/watchers'], ['Votes', 'issue/TST-1/votes'],
    ['IssueLinkTypes', 'issueLinkType'], ['SearchResults', 'search?jql=project%20%3D%20TST%20order%20by%20key'], ['SearchResults', 'search?jql=text%20~%20test&fields=*all'], ['PageBeanString', 'label'], ['FoundGroups', 'groups/picker'], ['PageBeanFilterDetails', 'filter/search'], ['Permissions', 'mypermissions'], ['AttachmentMetadata', 'attachment/10000'], ['JQLReferenceData', 'jql/autocompletedata'], ['AutoCompleteSuggestions', 'jql/autocompletedata/suggestions?fieldName=status&fieldValue=o'],
    ['PageBeanWorkflow', 'workflow/search'], ['PageBeanWorkflowScheme', 'workflowscheme'], ['PageOfStatuses', 'statuses/search'], ['PageBeanField', 'field/search'], ['PageBeanPriority', 'priority/search'], ['PropertyKeys', 'issue/TST-1/properties'],
  ])('%s: %s', async (schema, path) => {
    const reply = await acme.admin.get(`/ex/jira/${acme.site}/rest/api/3/${path}`);
    expect(reply.status, reply.text).toBe(200);
    expect(faults(`jira#/components/schemas/${schema}`, reply.json)).toEqual([]);
  });

  it.each([['Project', 'project'], ['IssueTypeDetails', 'issuetype'], ['Priority', 'priority'], ['Resolution', 'resolution'], ['StatusDetails', 'status'], ['FieldDetails', 'field'], ['StatusCategory', 'statuscategory'], ['User', 'users/search'], ['ProjectComponent', 'project/TST/components'], ['IssueTypeWithStatus', 'project/TST/statuses'], ['Filter', 'filter'], ['ProjectRole', 'role'], ['JiraStatus', 'statuses'], ['ProjectType', 'project/type']])('list of %s: %s', async (schema, path) => {
    const reply = await acme.admin.get(`/ex/jira/${acme.site}/rest/api/3/${path}`);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.json.length).toBeGreaterThan(0);
    expect(reply.json.flatMap((item: unknown) => faults(`jira#/components/schemas/${schema}`, item))).toEqual([]);
  });
});

/** Values of the history: the description calls them texts, and its own examples have null where there is none. */
const nullable = new Set(['from', 'fromString', 'to', 'toString']);

/** Further members are allowed (the original adds some all the time); what is described must be as described. */
function relaxed(node: unknown, name?: string): unknown {
  if (Array.isArray(node)) return node.map((item) => relaxed(item));
  if (typeof node !== 'object' || node === null) return node;
  if (name !== undefined && nullable.has(name) && 'type' in node && node.type === 'string') return { type: ['string', 'null'] };
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => !(key === 'additionalProperties' && value === false) && key !== 'example' && key !== 'discriminator').map(([key, value]) => [key, relaxed(value, key)]));
}

function faults(schema: string, value: unknown): string[] {
  const validate = ajv.getSchema(schema);
  if (validate === undefined) return [`no schema ${schema}`];
  return validate(value) === true ? [] : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`);
}
