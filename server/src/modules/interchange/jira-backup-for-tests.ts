/**
 * A Jira backup of any size that can be imported: every issue with a description, comments, history, labels, a component, a
 * custom-field value, a watcher and a link. The same bytes for the same options; nothing of it is ever in memory at once.
 */
export interface JiraBackupOptions {
  readonly issues: number;
  readonly projects?: number;
  readonly users?: number;
  readonly commentsPerIssue?: number;
  readonly changesPerIssue?: number;
  /** Stands in every kind of content. */
  readonly word?: string;
}

const words = 'project review draft über release customer échec naïve backup restore tenant policy index 日本 audit *important* {{code}} [a link|https://example.org]'.split(' ');

export async function* generateJiraBackup(options: JiraBackupOptions): AsyncGenerator<Buffer, void, undefined> {
  const { issues, projects = 2, users = 20, commentsPerIssue = 2, changesPerIssue = 2, word = 'holdfast' } = options;
  let state = 7;
  const pick = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  const sentence = (length: number): string => Array.from({ length }, () => words[pick(words.length)]).join(' ');
  let text = `<?xml version="1.0" encoding="UTF-8"?>\n<entity-engine-xml date="1">\n`;
  const line = (element: string): void => {
    text += `${element}\n`;
  };
  const when = (index: number): string => `2021-0${1 + (index % 9)}-1${index % 10} 10:${String(index % 60).padStart(2, '0')}:00.0`;
  for (let user = 1; user <= users; user += 1) {
    line(`<User id="${user}" directoryId="1" userName="user${user}" lowerUserName="user${user}" active="1" displayName="User ${word} ${user}" emailAddress="user${user}.${word}@example.org"/>`);
    line(`<ApplicationUser id="${user}" userKey="JIRAUSER${user}" lowerUserName="user${user}"/>`);
  }
  line(`<Group id="1" groupName="jira-users" description="${word}"/><Membership id="1" parentName="jira-users" childName="user1" membershipType="GROUP_USER"/>`);
  line('<IssueType id="1" name="Imported bug" sequence="1"/><IssueType id="5" name="Imported sub-task" style="jira_subtask"/>');
  line('<Priority id="3" name="Imported major" sequence="3" statusColor="#009900"/><Resolution id="1" name="Imported fixed"/>');
  line('<Status id="1" name="Imported open" statuscategory="2"/><Status id="5" name="Imported resolved" statuscategory="3"/>');
  line('<IssueLinkType id="1" linkname="Imported relation" inward="is related to" outward="relates to"/>');
  line(`<CustomField id="10000" customfieldtypekey="com.atlassian.jira.plugin.system.customfieldtypes:textarea" name="Field ${word}"/>`);
  line('<PermissionScheme id="0" name="Default"/><SchemePermissions id="1" scheme="0" permission="10" type="group" parameter="jira-users" permissionKey="BROWSE_PROJECTS"/>');
  for (let project = 1; project <= projects; project += 1) {
    line(`<Project id="${project}" name="Project ${word} ${project}" lead="JIRAUSER1" key="GEN${project}" counter="${issues}" description="${word}"/>`);
    line(`<NodeAssociation sourceNodeId="${project}" sourceNodeEntity="Project" sinkNodeId="0" sinkNodeEntity="PermissionScheme" associationType="ProjectScheme"/>`);
    line(`<Component id="${project}" project="${project}" name="Component ${word} ${project}"/><Version id="${project}" project="${project}" name="1.${project}" sequence="1"/>`);
  }
  for (let index = 1; index <= issues; index += 1) {
    const project = 1 + (index % projects);
    const person = `JIRAUSER${1 + pick(users)}`;
    line(`<Issue id="${index}" number="${index}" project="${project}" reporter="${person}" assignee="${person}" creator="${person}" type="1" summary="${word} ${sentence(6)}" priority="3" status="${index % 2 === 0 ? 1 : 5}" created="${when(index)}" updated="${when(index)}"><description><![CDATA[h2. ${word}\n\n${sentence(40)}\n\n* ${sentence(10)}\n* ${sentence(10)}]]></description></Issue>`);
    line(`<Label id="${index}" issue="${index}" label="${word}-${index % 50}"/><CustomFieldValue id="${index}" issue="${index}" customfield="10000"><textvalue><![CDATA[${word} ${sentence(8)}]]></textvalue></CustomFieldValue>`);
    line(`<NodeAssociation sourceNodeId="${index}" sourceNodeEntity="Issue" sinkNodeId="${project}" sinkNodeEntity="Component" associationType="IssueComponent"/>`);
    line(`<UserAssociation sourceName="${person}" sinkNodeId="${index}" sinkNodeEntity="Issue" associationType="WatchIssue"/>`);
    if (index % 5 === 0) line(`<IssueLink id="${index}" linktype="1" source="${index}" destination="${index - 1}"/>`);
    for (let comment = 0; comment < commentsPerIssue; comment += 1) {
      const id = index * commentsPerIssue + comment;
      line(`<Action id="${id}" issue="${index}" author="${person}" type="comment" created="${when(index)}" updateauthor="${person}" updated="${when(index)}"><body><![CDATA[${word} ${sentence(25)}]]></body></Action>`);
    }
    for (let change = 0; change < changesPerIssue; change += 1) {
      const id = index * changesPerIssue + change;
      line(`<ChangeGroup id="${id}" issue="${index}" author="${person}" created="${when(index)}"/><ChangeItem id="${id}" group="${id}" fieldtype="jira" field="status" oldvalue="1" oldstring="Open ${word}" newvalue="5" newstring="Resolved"/>`);
    }
    line(`<OSCurrentStep id="${index}" entryId="${index}" stepId="1" owner="${word}"/>`);
    if (text.length > 65_536) {
      yield await Promise.resolve(Buffer.from(text));
      text = '';
    }
  }
  yield Buffer.from(`${text}</entity-engine-xml>\n`);
}

export async function jiraBackup(options: JiraBackupOptions): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of generateJiraBackup(options)) pieces.push(piece);
  return Buffer.concat(pieces);
}
