/**
 * A Jira backup with the content of one made-up tracker: projects, people, issues with text, comments, history, labels, components,
 * links and sub-tasks. Records come one by one; nothing but the names of people is held in memory.
 */
import type { Random } from './random.ts';
import { escapeXml, markup, paragraph, personName, sentence, summary } from './texts.ts';

export interface TrackerPlan {
  readonly issues: number;
  readonly attachments: number;
}

export interface PlannedAttachment {
  readonly id: number;
  readonly issueKey: string;
  readonly projectKey: string;
}

const day = 86_400_000;
const epochMs = Date.UTC(2024, 0, 1);
const projectKeys = ['WEB', 'APP', 'OPS', 'PAY', 'DOC'];
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
const when = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 21);

/** The head of the file: people, what the tracker is set up with, projects. */
function* trackerHead(random: Random, people: number, projects: number): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<entity-engine-xml date="1">\n';
  yield '<Group id="1" groupName="jira-users"/><IssueType id="1" name="Bug" sequence="1"/><IssueType id="2" name="Task" sequence="2"/><IssueType id="3" name="Story" sequence="3"/><IssueType id="5" name="Sub-task" style="jira_subtask"/>\n';
  yield '<Priority id="1" name="Highest" sequence="1"/><Priority id="2" name="High" sequence="2"/><Priority id="3" name="Medium" sequence="3"/><Priority id="4" name="Low" sequence="4"/><Resolution id="1" name="Done"/><Resolution id="2" name="Will not do"/>\n';
  yield '<Status id="1" name="To do" statuscategory="2"/><Status id="3" name="In progress" statuscategory="4"/><Status id="5" name="Done" statuscategory="3"/><IssueLinkType id="1" linkname="Blocks" inward="is blocked by" outward="blocks"/>\n';
  yield '<CustomField id="10000" customfieldtypekey="com.atlassian.jira.plugin.system.customfieldtypes:textarea" name="Steps to reproduce"/>\n';
  yield '<PermissionScheme id="0" name="Default"/><SchemePermissions id="1" scheme="0" permission="10" type="group" parameter="jira-users" permissionKey="BROWSE_PROJECTS"/>\n';
  for (let person = 1; person <= people; person += 1) {
    const name = personName(random);
    yield `<User id="${String(person)}" directoryId="1" userName="u${String(person)}" lowerUserName="u${String(person)}" active="1" displayName="${escapeXml(name)}" emailAddress="u${String(person)}@generated.example"/><ApplicationUser id="${String(person)}" userKey="U${String(person)}" lowerUserName="u${String(person)}"/>\n`;
  }
  for (let project = 1; project <= projects; project += 1) {
    yield `<Project id="${String(project)}" name="${escapeXml(`${projectName(project)} project`)}" lead="U1" key="${projectKey(project)}" counter="0" description="${escapeXml(sentence(random))}"/>\n`;
    yield `<NodeAssociation sourceNodeId="${String(project)}" sourceNodeEntity="Project" sinkNodeId="0" sinkNodeEntity="PermissionScheme" associationType="ProjectScheme"/><Component id="${String(project)}" project="${String(project)}" name="Core"/><Version id="${String(project)}" project="${String(project)}" name="1.${String(project)}" sequence="1"/>\n`;
  }
}

const projectKey = (project: number): string => `${projectKeys[(project - 1) % projectKeys.length] ?? 'GEN'}${project > projectKeys.length ? String(project) : ''}`;
const projectName = (project: number): string => ['Website', 'Mobile app', 'Operations', 'Payments', 'Documentation'][(project - 1) % 5] ?? 'Generated';

interface Numbering { comment: number; change: number; attachment: number }

/** All of one issue; the attachments that it promises go into `attached`. */
function issueRecords(random: Random, index: number, project: number, numberInProject: number, people: number, numbering: Numbering, attachments: number, attached: PlannedAttachment[]): string {
  const id = String(index);
  const created = epochMs + random.below(700) * day + random.below(day);
  const person = (): string => `U${String(1 + random.below(people))}`;
  const status = random.pick(['1', '1', '3', '5', '5']);
  const parent = index > 10 && random.chance(0.08);
  const out = [
    `<Issue id="${id}" number="${String(numberInProject)}" project="${String(project)}" reporter="${person()}" assignee="${person()}" creator="${person()}" type="${parent ? '5' : random.pick(['1', '2', '3'])}" summary="${escapeXml(`${summary(random)} (${id})`)}" priority="${random.pick(['1', '2', '3', '3', '4'])}" status="${status}"${status === '5' ? ` resolution="1" resolutiondate="${when(created + 40 * day)}"` : ''} created="${when(created)}" updated="${when(created + random.below(60) * day)}"><description>${cdata(markup(random))}</description></Issue>`,
  ];
  if (random.chance(0.6)) out.push(`<Label id="${id}" issue="${id}" label="${random.pick(['customer', 'backend', 'frontend', 'quick-win', 'überfällig', 'sécurité'])}"/>`);
  if (random.chance(0.5)) out.push(`<NodeAssociation sourceNodeId="${id}" sourceNodeEntity="Issue" sinkNodeId="${String(project)}" sinkNodeEntity="Component" associationType="IssueComponent"/>`);
  if (random.chance(0.3)) out.push(`<CustomFieldValue id="${id}" issue="${id}" customfield="10000"><textvalue>${cdata(paragraph(random))}</textvalue></CustomFieldValue>`);
  if (random.chance(0.3)) out.push(`<UserAssociation sourceName="${person()}" sinkNodeId="${id}" sinkNodeEntity="Issue" associationType="WatchIssue"/>`);
  for (let count = random.skewed(2); count > 0; count -= 1) {
    const at = when(created + random.below(60) * day);
    const author = person();
    out.push(`<Action id="${String((numbering.comment += 1))}" issue="${id}" author="${author}" type="comment" created="${at}" updateauthor="${author}" updated="${at}"><body>${cdata(markup(random))}</body></Action>`);
  }
  for (let count = status === '1' ? 0 : 1 + random.below(2); count > 0; count -= 1) {
    const change = String((numbering.change += 1));
    out.push(`<ChangeGroup id="${change}" issue="${id}" author="${person()}" created="${when(created + random.below(30) * day)}"/><ChangeItem id="${change}" group="${change}" fieldtype="jira" field="status" oldvalue="1" oldstring="To do" newvalue="${status}" newstring="${status === '5' ? 'Done' : 'In progress'}"/>`);
  }
  for (let count = attachments; count > 0; count -= 1) attached.push({ id: (numbering.attachment += 1), issueKey: `${projectKey(project)}-${String(numberInProject)}`, projectKey: projectKey(project) });
  return `${out.join('\n')}\n`;
}

/** The whole XML; `fileRecord` makes an attachment's own record once its name and size are known. */
export function* trackerRecords(random: Random, plan: TrackerPlan, fileRecord: (attachment: PlannedAttachment, issueId: number) => string): Generator<string> {
  const people = Math.max(3, Math.min(400, Math.round(plan.issues / 12)));
  const projects = Math.max(1, Math.min(40, Math.round(plan.issues / 60)));
  yield* trackerHead(random.branch('head'), people, projects);
  const numbering: Numbering = { comment: 0, change: 0, attachment: 0 };
  const counters = new Map<number, number>();
  let given = 0;
  for (let index = 1; index <= plan.issues; index += 1) {
    const one = random.branch(`issue ${String(index)}`);
    const project = 1 + Math.min(projects - 1, one.skewed(projects / 3));
    const number = (counters.get(project) ?? 0) + 1;
    counters.set(project, number);
    const share = Math.round((plan.attachments * index) / plan.issues) - given;
    given += share;
    const attached: PlannedAttachment[] = [];
    yield issueRecords(one, index, project, number, people, numbering, share, attached);
    for (const attachment of attached) yield fileRecord(attachment, index);
    if (index > 3 && one.chance(0.12)) yield `<IssueLink id="${String(index)}" linktype="1" source="${String(index)}" destination="${String(index - 1 - one.below(3))}"/>\n`;
  }
  yield '</entity-engine-xml>\n';
}
