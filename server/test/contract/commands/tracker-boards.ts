/** Commands on boards, ranks and sprints, in a project that the readers may read. */
import type { Scene } from './scene.ts';
import { made, scenario, type Scenario } from './scenario.ts';
import { newIssue, newProject } from './tracker.ts';

const agileOf = (scene: Scene): string => scene.jira.replace('/rest/api/3', '/rest/agile/1.0');
const ownOf = (scene: Scene): string => `/api/v1/sites/${scene.site}/tracker`;

async function newBoard(scene: Scene): Promise<{ readonly id: string; readonly name: string; readonly project: string; readonly issue: string }> {
  const issue = await newIssue(scene);
  const name = scene.text('board');
  const board = await made(scene.admin.post(`${agileOf(scene)}/board`, { name, type: 'scrum', jql: `project = ${issue.project.key}`, location: { projectKeyOrId: issue.project.key } }));
  return { id: String(board.id), name, project: issue.project.key, issue: issue.key };
}

async function newSprint(scene: Scene): Promise<{ readonly id: string; readonly name: string; readonly board: string; readonly issue: string }> {
  const board = await newBoard(scene);
  const name = scene.text('sprint');
  const sprint = await made(scene.admin.post(`${agileOf(scene)}/sprint`, { name, goal: scene.text('goal'), originBoardId: Number(board.id) }));
  return { id: String(sprint.id), name, board: board.id, issue: board.issue };
}

async function twoIssues(scene: Scene): Promise<readonly [string, string]> {
  return [(await newIssue(scene)).key, (await newIssue(scene)).key];
}

const agile = '/ex/jira/:site/rest/agile/1.0';
const own = '/api/v1/sites/:site/tracker';
const dates = { startDate: '2030-01-01T08:00:00.000Z', endDate: '2030-01-15T08:00:00.000Z' };

const boardScenarios: readonly Scenario[] = [
  scenario(`POST ${agile}/board`, async (scene) => {
    const project = await newProject(scene);
    const name = scene.text('board');
    return { url: `${agileOf(scene)}/board`, body: { name, type: 'kanban', location: { projectKeyOrId: project.key } }, again: 'another', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${agile}/board/:id`, async (scene) => {
    const { id, name } = await newBoard(scene);
    return { url: `${agileOf(scene)}/board/${id}`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${own}/boards/:id`, async (scene) => {
    const { id, project } = await newBoard(scene);
    const name = scene.text('board');
    return { url: `${ownOf(scene)}/boards/${id}`, body: { name, subQuery: `project = ${project}`, swimlanes: { strategy: 'query', lanes: [{ name: scene.text('lane'), jql: 'issuetype = Bug' }] } }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${own}/boards/:id/quickfilters`, async (scene) => {
    const { id } = await newBoard(scene);
    const name = scene.text('quick filter');
    return { url: `${ownOf(scene)}/boards/${id}/quickfilters`, body: { items: [{ name, jql: 'assignee is empty', description: scene.text('description') }] }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${own}/boards/:id/move`, async (scene) => {
    const { id, issue } = await newBoard(scene);
    return { url: `${ownOf(scene)}/boards/${id}/move`, body: { issue, toColumn: 2 }, again: 'nothing', refused: await scene.reader(), tells: issue };
  }),
  scenario(`PUT ${agile}/issue/rank`, async (scene) => {
    const [one, two] = await twoIssues(scene);
    return { url: `${agileOf(scene)}/issue/rank`, body: { issues: [two], rankBeforeIssue: one }, again: 'nothing', refused: await scene.reader(), tells: two };
  }),
];

const sprintScenarios: readonly Scenario[] = [
  scenario(`POST ${agile}/sprint`, async (scene) => {
    const { id } = await newBoard(scene);
    const name = scene.text('sprint');
    return { url: `${agileOf(scene)}/sprint`, body: { name, goal: scene.text('goal'), originBoardId: Number(id) }, again: 'another', refused: await scene.reader(), tells: name };
  }),
  scenario(`PUT ${agile}/sprint/:id`, async (scene) => {
    const name = scene.text('sprint');
    return { url: `${agileOf(scene)}/sprint/${(await newSprint(scene)).id}`, body: { name, goal: scene.text('goal') }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${agile}/sprint/:id`, async (scene) => {
    const { id, name } = await newSprint(scene);
    return { url: `${agileOf(scene)}/sprint/${id}`, body: { state: 'active', ...dates }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`DELETE ${agile}/sprint/:id`, async (scene) => {
    const { id, name } = await newSprint(scene);
    return { url: `${agileOf(scene)}/sprint/${id}`, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${own}/sprints/:id/complete`, async (scene) => {
    const { id, name, issue } = await newSprint(scene);
    await made(scene.admin.post(`${agileOf(scene)}/sprint/${id}/issue`, { issues: [issue] }));
    await made(scene.admin.post(`${agileOf(scene)}/sprint/${id}`, { state: 'active', ...dates }));
    return { url: `${ownOf(scene)}/sprints/${id}/complete`, body: { moveOpenIssuesTo: 'backlog' }, again: 'nothing', refused: await scene.reader(), tells: name };
  }),
  scenario(`POST ${agile}/sprint/:id/issue`, async (scene) => {
    const { id, issue } = await newSprint(scene);
    return { url: `${agileOf(scene)}/sprint/${id}/issue`, body: { issues: [issue] }, again: 'nothing', refused: await scene.reader(), tells: issue };
  }),
  ...(['issue', ':id/issue'] as const).map((tail) => scenario(`POST ${agile}/backlog/${tail}`, async (scene) => {
    const { id, issue, board } = await newSprint(scene);
    await made(scene.admin.post(`${agileOf(scene)}/sprint/${id}/issue`, { issues: [issue] }));
    return { url: `${agileOf(scene)}/backlog/${tail.replace(':id', board)}`, body: { issues: [issue] }, again: 'nothing', refused: await scene.reader(), tells: issue };
  })),
];

export const trackerBoardScenarios: readonly Scenario[] = [...boardScenarios, ...sprintScenarios];
