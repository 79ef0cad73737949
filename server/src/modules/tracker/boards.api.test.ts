/** Boards, ranks and sprints through the real edge: what a team does with them all day, and two people at the same moment. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let member: TestPerson;
let guest: TestPerson;
let api: string;
let agile: string;
let own: string;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  member = await platform.person(acme, 'mia', { organization: 'member', site: 'member' });
  guest = await platform.person(acme, 'gus', { organization: 'guest', site: 'guest' });
  api = `/ex/jira/${acme.site}/rest/api/3`;
  agile = `/ex/jira/${acme.site}/rest/agile/1.0`;
  own = `/api/v1/sites/${acme.site}/tracker`;
});
afterAll(() => platform[Symbol.asyncDispose]());

let projects = 0;
interface Made { readonly project: string; readonly board: number; readonly keys: readonly string[] }

async function boardWith(count: number, type: 'scrum' | 'kanban' = 'scrum'): Promise<Made> {
  projects += 1;
  const project = `B${String(projects)}`;
  expect((await member.post(`${api}/project`, { key: project, name: `Board project ${String(projects)}`, projectTypeKey: 'software' })).status).toBe(201);
  const keys: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const made = await member.post(`${api}/issue`, { fields: { project: { key: project }, issuetype: { name: 'Task' }, summary: `Card ${String(index)}`, timetracking: { originalEstimate: '1h' } } });
    keys.push(String(made.json.key));
  }
  const board = await member.post(`${agile}/board`, { name: `Board of ${project}`, type, location: { type: 'project', projectKeyOrId: project } });
  expect(board.status, board.text).toBe(201);
  return { project, board: board.json.id, keys };
}

const keysOf = (issues: readonly { readonly key: string }[]): readonly string[] => issues.map(({ key }) => key);
const orderOf = async (board: number): Promise<readonly string[]> => keysOf((await member.get(`${agile}/board/${String(board)}/issue?fields=summary`)).json.issues);
async function statusIds(): Promise<Record<string, string>> {
  return Object.fromEntries((await member.get(`${api}/status`)).json.map(({ id, name }: { id: string; name: string }) => [name, id]));
}

describe('a board', () => {
  it('begins with a column for each status, and is set up by whoever made it', async () => {
    const { board, project } = await boardWith(1, 'kanban');
    const ids = await statusIds();
    const first = await member.get(`${agile}/board/${String(board)}/configuration`);
    expect(first.json).toMatchObject({ type: 'kanban', jql: `project = ${project}`, columnConfig: { columns: [{ name: 'To Do' }, { name: 'In Progress' }, { name: 'Done' }], constraintType: 'issueCount' }, unmappedStatuses: [] });
    const changed = await member.put(`${own}/boards/${String(board)}`, {
      columns: [{ name: 'Now', statuses: [ids['To Do'], ids['In Progress']], min: 1, max: 2 }, { name: 'Finished', statuses: [ids['Done']] }], swimlanes: { strategy: 'query', lanes: [{ name: 'Bugs', jql: 'issuetype = Bug' }, { name: 'Rest', jql: 'issuetype != Bug' }] },
      jql: `project = ${project} order by created`, estimation: { type: 'field', fieldId: 'timeoriginalestimate' },
    });
    expect(changed.status, changed.text).toBe(200);
    expect(changed.json).toMatchObject({ columnConfig: { columns: [{ name: 'Now', min: 1, max: 2 }, { name: 'Finished' }] }, swimlanes: { strategy: 'query', lanes: [{ name: 'Bugs' }, { name: 'Rest' }] } });
    const seen = await member.get(`${own}/boards/${String(board)}/view`);
    expect(seen.json.columns).toMatchObject([{ name: 'Now', count: 1, limitCount: 1, max: 2, issues: [{ laneId: changed.json.swimlanes.lanes[1].id, fields: { summary: 'Card 1', timeoriginalestimate: 3600 } }] }, { name: 'Finished', count: 0 }]);
    const bad = await member.put(`${own}/boards/${String(board)}`, { columns: [{ name: 'A', statuses: [ids['Done']] }, { name: 'B', statuses: [ids['Done']] }] });
    expect(bad.json).toMatchObject({ code: 'tracker.fields_invalid', errors: [{ field: 'columns', code: 'duplicate' }] });
    expect((await member.put(`${own}/boards/${String(board)}`, { jql: 'summary ~ "x"' })).json.code).toBe('tracker.board_query_text');
    expect((await member.put(`${own}/boards/${String(board)}`, { jql: 'nothing = 1' })).json.code).toBe('tracker.jql_invalid');
    expect((await guest.get(`${agile}/board/${String(board)}`)).status).toBe(404);
    expect((await guest.get(`${agile}/board`)).json.total).toBe(0);
  });

  it('shows its columns page by page, filtered as asked, with nothing twice and nothing left out', async () => {
    const { board, keys } = await boardWith(7, 'kanban');
    await member.put(`${api}/issue/${keys[1] ?? ''}`, { fields: { assignee: { accountId: member.account } } });
    const seen: string[] = [];
    let token = '';
    do {
      const page = await member.get(`${own}/boards/${String(board)}/columns/0?maxResults=3${token === '' ? '' : `&nextPageToken=${token}`}`);
      expect(page.status, page.text).toBe(200);
      seen.push(...keysOf(page.json.issues));
      token = page.json.nextPageToken ?? '';
      expect(page.json.isLast).toBe(token === '');
    } while (token !== '');
    expect(seen).toEqual(keys);
    const filters = await member.put(`${own}/boards/${String(board)}/quickfilters`, { items: [{ name: 'Mine', jql: 'assignee = currentUser()' }] });
    const mine = await member.get(`${own}/boards/${String(board)}/view?quickFilters=${String(filters.json.items[0].id)}`);
    expect(mine.json.columns.map(({ count }: { count: number }) => count)).toEqual([1, 0, 0]);
    expect(keysOf(mine.json.columns[0].issues)).toEqual([keys[1]]);
    expect((await member.get(`${own}/boards/${String(board)}/columns/0?nextPageToken=AAAA`)).json.code).toBe('tracker.page_token_invalid');
  });

  it('lets a card be dropped: the transition and the place in one step', async () => {
    const { board, keys: [one = '', two = '', three = ''] } = await boardWith(3, 'kanban');
    await member.post(`${own}/boards/${String(board)}/move`, { issue: two, toColumn: 2 });
    const moved = await member.post(`${own}/boards/${String(board)}/move`, { issue: one, toColumn: 2, rankAfterIssue: two });
    expect(moved.status, moved.text).toBe(200);
    expect(moved.json.issue).toMatchObject({ key: one, fields: { status: { name: 'Done' } } });
    const seen = (await member.get(`${own}/boards/${String(board)}/view`)).json;
    expect(seen.columns.map(({ issues }: { issues: { key: string }[] }) => keysOf(issues))).toEqual([[three], [], [two, one]]);
    expect((await member.post(`${own}/boards/${String(board)}/move`, { issue: one, toColumn: 9 })).json.code).toBe('tracker.fields_invalid');
  });
});

describe('ranks', () => {
  it('put issues before and behind others, and record nothing when they stand there already', async () => {
    const { board, keys: [a = '', b = '', c = '', d = ''] } = await boardWith(4, 'kanban');
    expect((await member.put(`${agile}/issue/rank`, { issues: [d, c], rankBeforeIssue: a })).status).toBe(204);
    expect(await orderOf(board)).toEqual([d, c, a, b]);
    expect((await member.put(`${agile}/issue/rank`, { issues: [d], rankAfterIssue: b })).status).toBe(204);
    expect(await orderOf(board)).toEqual([c, a, b, d]);
    expect((await guest.put(`${agile}/issue/rank`, { issues: [d], rankAfterIssue: b })).status).toBe(404);
    expect((await member.post(`${api}/search/jql`, { jql: `key in (${a}, ${b}, ${c}, ${d}) order by rank`, fields: ['summary'] })).json.issues.map(({ key }: { key: string }) => key)).toEqual([c, a, b, d]);
  });

  it('stay different when several people drop at the same place at once, and keep their order when keys have grown long', async () => {
    const { board, keys } = await boardWith(6, 'kanban');
    const [first = '', last = '', ...rest] = keys;
    const replies = await Promise.all(rest.map((key) => member.put(`${agile}/issue/rank`, { issues: [key], rankBeforeIssue: last })));
    expect(replies.map(({ status }) => status)).toEqual(rest.map(() => 204));
    const order = await orderOf(board);
    expect([order[0], order.at(-1), [...order].sort()]).toEqual([first, last, [...keys].sort()]);
    const [, second = '', third = ''] = order;
    // Every swap halves the gap; some dozens of them need new keys all round.
    for (let swap = 0; swap < 60; swap += 1) {
      const [moved, target] = swap % 2 === 0 ? [third, second] : [second, third];
      const reply = await member.put(`${agile}/issue/rank`, { issues: [moved], rankBeforeIssue: target });
      expect(reply.status, reply.text).toBe(204);
    }
    expect(await orderOf(board)).toEqual(order);
  });
});

describe('a sprint', () => {
  it('is planned, started, worked through and completed, and tells what came of it', async () => {
    const { board, keys: [a = '', b = '', c = '', d = ''] } = await boardWith(4);
    await member.put(`${own}/boards/${String(board)}`, { estimation: { type: 'field', fieldId: 'timeoriginalestimate' } });
    const made = await member.post(`${agile}/sprint`, { name: 'Sprint 7', originBoardId: board, goal: 'Ship it' });
    expect(made.status, made.text).toBe(201);
    const sprint = `${agile}/sprint/${String(made.json.id)}`;
    expect((await member.post(`${sprint}/issue`, { issues: [c, a, b], rankBeforeIssue: d })).status).toBe(204);
    const planned = (await member.get(`${own}/boards/${String(board)}/backlog`)).json;
    expect(planned).toMatchObject({ sprints: [{ name: 'Sprint 7', state: 'future', count: 3 }], backlog: { count: 1, issues: [{ key: d }] } });
    expect(keysOf(planned.sprints[0].issues)).toEqual([c, a, b]);
    expect((await member.post(sprint, { state: 'active' })).json.code).toBe('tracker.sprint_state_invalid');
    const started = await member.post(sprint, { state: 'active', startDate: '2030-01-01T08:00:00.000Z', endDate: '2030-01-15T08:00:00.000Z' });
    expect(started.json).toMatchObject({ state: 'active', goal: 'Ship it' });
    expect((await member.post(`${sprint}/issue`, { issues: [d] })).status).toBe(204);
    await member.post(`${agile}/backlog/issue`, { issues: [b] });
    await member.post(`${own}/boards/${String(board)}/move`, { issue: a, toColumn: 2 });
    expect((await member.get(`${own}/boards/${String(board)}/view`)).json).toMatchObject({ columns: [{ count: 2 }, { count: 0 }, { count: 1, issues: [{ key: a }] }], sprints: [{ name: 'Sprint 7' }] });
    const done = await member.post(`${own}/sprints/${String(made.json.id)}/complete`, { moveOpenIssuesTo: 'new' });
    expect(done.json).toMatchObject({ sprint: { state: 'closed' }, completed: 1, moved: 2 });
    expect((await member.get(`${agile}/sprint/${String(done.json.movedTo)}`)).json).toMatchObject({ name: 'Sprint 8', state: 'future' });
    expect(keysOf((await member.get(`${agile}/sprint/${String(done.json.movedTo)}/issue`)).json.issues).toSorted()).toEqual([c, d].sort());
    const report = (await member.get(`${own}/sprints/${String(made.json.id)}/report`)).json;
    expect(report).toMatchObject({ unit: 'seconds', totals: { committed: 3 * 3600, completed: 3600, added: 3600, removed: 3600 } });
    expect([keysOf(report.completed), keysOf(report.removed), keysOf(report.notCompleted).toSorted()]).toEqual([[a], [b], [c, d].sort()]);
    const burndown = (await member.get(`${own}/sprints/${String(made.json.id)}/burndown`)).json;
    expect(burndown.events.map(({ kind, issueKey, remaining }: { kind: string; issueKey: string | null; remaining: number }) => [kind, issueKey, remaining / 3600])).toEqual([['started', null, 3], ['added', d, 4], ['removed', b, 3], ['done', a, 2]]);
    expect((await member.get(`${own}/boards/${String(board)}/velocity`)).json).toMatchObject({ sprints: [{ name: 'Sprint 7', committed: 10_800, completed: 3600 }] });
    expect((await member.post(sprint, { name: 'Too late' })).json.code).toBe('tracker.sprint_state_invalid');
    const history = (await member.get(`${api}/issue/${d}/changelog`)).json.values.flatMap(({ items }: { items: { field: string; toString: string }[] }) => items);
    expect(history).toEqual([expect.objectContaining({ field: 'Sprint', fromString: null, toString: 'Sprint 7' })]);
  });
});
