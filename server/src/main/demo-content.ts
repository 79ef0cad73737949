/** What the demo site holds, made through the same doors that people use. */
import type { FastifyInstance } from 'fastify';

interface DemoSite {
  readonly url: string;
  readonly site: string;
  readonly email: string;
  readonly password: string;
}

interface Doors {
  post(path: string, body: object): Promise<Record<string, unknown>>;
}

async function signedInDoors(http: FastifyInstance, demo: DemoSite): Promise<Doors> {
  const signIn = await http.inject({ method: 'POST', url: '/api/v1/session', payload: { email: demo.email, password: demo.password } });
  const cookie = String(signIn.headers['set-cookie']).split(';')[0] ?? '';
  const me = await http.inject({ method: 'GET', url: '/api/v1/me', headers: { cookie } });
  const csrf = String(me.json<{ csrfToken?: string }>().csrfToken);
  return {
    async post(path, body) {
      const reply = await http.inject({ method: 'POST', url: path, headers: { cookie, 'x-csrf-token': csrf }, payload: body });
      if (reply.statusCode >= 300) throw new Error(`demo content: ${path} answered ${String(reply.statusCode)} ${reply.payload.slice(0, 300)}`);
      return reply.payload === '' ? {} : reply.json();
    },
  };
}

const paragraph = (text: string): object => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const document = (...texts: string[]): object => ({ version: 1, type: 'doc', content: texts.map(paragraph) });

const issues: readonly { readonly type: string; readonly summary: string; readonly text: string; readonly labels?: readonly string[] }[] = [
  { type: 'Task', summary: 'Write down who is called when a shard is lost', text: 'Names and numbers, kept outside the systems that can be lost.', labels: ['recovery'] },
  { type: 'Bug', summary: 'The export button stays grey after the policy was lifted', text: 'Reload helps. It should not be needed.', labels: ['console'] },
  { type: 'Story', summary: 'As an administrator I see who can reach a page, and why', text: 'Per person: the role, the group, the grant that opens it.', labels: ['access'] },
  { type: 'Task', summary: 'Try the restore drill with last month\'s data', text: 'Measure it. Write the figure down even if it is not pretty.', labels: ['recovery', 'drill'] },
  { type: 'Bug', summary: 'Umlauts in attachment names were lost in the old system', text: 'Straße.pdf arrived as Stra_e.pdf. Compare after the import.', labels: ['import'] },
];

export async function fillDemoSite(platform: { readonly http: FastifyInstance }, demo: DemoSite): Promise<void> {
  const doors = await signedInDoors(platform.http, demo);
  const jira = `/ex/jira/${demo.site}/rest/api/3`;
  await doors.post(`${jira}/project`, { key: 'DEMO', name: 'Getting started', projectTypeKey: 'software', description: 'A few issues to look around with.' });
  for (const issue of issues) {
    const made = await doors.post(`${jira}/issue`, { fields: { project: { key: 'DEMO' }, issuetype: { name: issue.type }, summary: issue.summary, description: document(issue.text), labels: issue.labels ?? [] } });
    await doors.post(`${jira}/issue/${String(made['key'])}/comment`, { body: document('Added with the demo content.') });
  }
  const wiki = `/ex/confluence/${demo.site}/wiki/api/v2`;
  const space = await doors.post(`${wiki}/spaces`, { key: 'TEAM', name: 'Team handbook' });
  const page = async (title: string, parentId: string | undefined, ...texts: string[]): Promise<string> =>
    String((await doors.post(`${wiki}/pages`, { spaceId: String(space['id']), status: 'current', title, ...(parentId === undefined ? {} : { parentId }), body: { representation: 'atlas_doc_format', value: JSON.stringify(document(...texts)) } }))['id']);
  const handbook = await page('How we work', undefined, 'Short pages, plain words, one place for each thing.');
  await page('When something breaks', handbook, 'Say so early. Restore first, explain afterwards.', 'The restore page of the console shows every second of the last thirty days.');
  await page('Who may do what', handbook, 'Roles on the organization, roles on the site, grants on projects and spaces. Ask «why?» wherever something is missing.');
}
