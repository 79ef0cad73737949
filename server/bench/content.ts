/** The same content for both servers, sent through the same doors: a project with issues, each with a text and comments. */
import { load, requestText, type Helper, type Server, type Shape } from './drive.ts';

const words = 'isolation boundary sealed column fence epoch tenant restore journal vault audit region policy token session release import editor attachment comment worklog sprint board filter label version component search index cache lease rotation'.split(' ');

/** The same words for the same number, always. */
export function sentence(seed: number, length: number): string {
  let state = seed * 2_654_435_761 % 4_294_967_296;
  const picked: string[] = [];
  for (let index = 0; index < length; index += 1) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    picked.push(words[Math.floor(state / 65_536) % words.length] ?? '');
  }
  return picked.join(' ');
}

export const paragraph = (text: string) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
export const base = (site: string): string => `/ex/jira/${site}/rest/api/3`;

export async function fill(generator: Helper, server: Server, site: string, account: string, key: string, issueCount: number): Promise<void> {
  const send = async (requests: readonly string[], connections: number): Promise<void> => void await load(generator, { port: server.port, requests, connections, durationMs: 'one pass' });
  await send([requestText(server, 'POST', `${base(site)}/project`, { key, name: `Project ${key}`, projectTypeKey: 'software', leadAccountId: account })], 1);
  const issues = Array.from({ length: issueCount }, (_, index) => ({ fields: { project: { key }, issuetype: { name: 'Task' }, summary: sentence(index + 1, 8), description: paragraph(sentence(index + 7, 90)) } }));
  const bulks: string[] = [];
  for (let from = 0; from < issues.length; from += 50) bulks.push(requestText(server, 'POST', `${base(site)}/issue/bulk`, { issueUpdates: issues.slice(from, from + 50) }));
  await send(bulks, 1); // in order, so that a number has the same text on both servers
  await send(Array.from({ length: issueCount }, (_, index) => requestText(server, 'POST', `${base(site)}/issue/${key}-${String(index + 1)}/comment`, { body: paragraph(sentence(index + 3, 40)) })), 8);
}

const listFields = 'summary,status,issuetype,priority,assignee,reporter,created,updated';

/** The four shapes of R52. */
export function shapes(site: (server: Server) => string, key: string, issueCount: number): readonly Shape[] {
  const at = (server: Server): string => base(site(server));
  const jql = (text: string): string => encodeURIComponent(text);
  return [
    { name: 'read one', requests: (server) => Array.from({ length: issueCount }, (_, index) => requestText(server, 'GET', `${at(server)}/issue/${key}-${String(1 + (index * 619) % issueCount)}`)) },
    { name: 'list of 50', requests: (server) => Array.from({ length: 30 }, (_, index) => requestText(server, 'GET', `${at(server)}/search?jql=${jql(`project = ${key} order by created desc`)}&startAt=${String((index * 50) % issueCount)}&maxResults=50&fields=${listFields}`)) },
    { name: 'search', requests: (server) => words.slice(0, 20).map((word) => requestText(server, 'GET', `${at(server)}/search/jql?jql=${jql(`project = ${key} and summary ~ "${word}" order by created desc`)}&maxResults=50&fields=${listFields}`)) },
    { name: 'write', requests: (server) => Array.from({ length: issueCount }, (_, index) => requestText(server, 'POST', `${at(server)}/issue/${key}-${String(1 + (index * 619) % issueCount)}/comment`, { body: paragraph(sentence(index, 40)) })) },
  ];
}
