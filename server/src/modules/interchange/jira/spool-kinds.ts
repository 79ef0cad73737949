/** Where each record of a Jira backup is spooled: a word of ours, and the id that decides the bucket. */
import { idOf, textOf, type JiraRecord } from '../reading/index.ts';

export interface SpoolPlace {
  readonly kind: string;
  readonly key: string;
}

const byOwnId: Readonly<Record<string, string>> = {
  IssueType: 'issuetype', Priority: 'priority', Resolution: 'resolution', Status: 'status', IssueLinkType: 'linktype', ProjectCategory: 'category', ProjectRole: 'role',
  Workflow: 'workflow', WorkflowScheme: 'workflowscheme', CustomField: 'customfield', CustomFieldOption: 'option', Project: 'project', Component: 'component', Version: 'version',
  ProjectRoleActor: 'roleactor', Issue: 'issue', CustomFieldValue: 'value', Label: 'label', MovedIssueKey: 'movedkey', Worklog: 'worklog', IssueLink: 'link',
  FileAttachment: 'attachment', ChangeGroup: 'change', SearchRequest: 'filter',
};
/** Read for what they say about other records, and kept whole. */
const alsoUsed: Readonly<Record<string, string>> = {
  OSPropertyEntry: 'osproperty', OSPropertyString: 'osproperty', OSPropertyText: 'osproperty', WorkflowSchemeEntity: 'workflowentry', ProjectKey: 'projectkey',
  SchemePermissions: 'schemepermission', SharePermissions: 'share', IssueSecurityScheme: 'securityscheme', SchemeIssueSecurityLevels: 'securitylevel', SchemeIssueSecurities: 'securitymember', FavouriteAssociations: 'favourite',
};
const issueAssociations = new Set(['IssueComponent', 'IssueFixVersion', 'IssueVersion']);

export function lower(text: string | undefined): string {
  return (text ?? '').toLowerCase();
}

export function placesOf(record: JiraRecord): readonly SpoolPlace[] {
  const { type, fields } = record;
  const whole: SpoolPlace = { kind: 'other', key: String(record.ordinal) };
  const own = byOwnId[type];
  if (own !== undefined) return [{ kind: own, key: idOf(record) ?? '' }];
  const used = alsoUsed[type];
  if (used !== undefined) return [{ kind: used, key: '' }, whole];
  switch (type) {
    case 'User': case 'OSUser': return [{ kind: 'user', key: lower(fields.get('lowerUserName') ?? fields.get('userName') ?? fields.get('name')) }];
    case 'ApplicationUser': return [{ kind: 'user', key: lower(fields.get('lowerUserName')) }];
    case 'Group': case 'OSGroup': return [{ kind: 'group', key: lower(fields.get('groupName') ?? fields.get('name')) }];
    case 'Membership': case 'OSMembership': return [{ kind: 'membership', key: lower(fields.get('parentName') ?? fields.get('groupName')) }, whole];
    case 'Action': return fields.get('type') === 'comment' ? [{ kind: 'comment', key: idOf(record) ?? '' }] : [whole];
    case 'ChangeItem': return [{ kind: 'changeitem', key: textOf(record, 'group') ?? '' }];
    case 'UserAssociation': return /^(Watch|Vote)Issue$/.test(fields.get('associationType') ?? '') ? [{ kind: 'userassociation', key: associationId(record) }] : [whole];
    case 'NodeAssociation': {
      if (fields.get('sourceNodeEntity') === 'Issue' && issueAssociations.has(fields.get('associationType') ?? '')) return [{ kind: 'issuenode', key: associationId(record) }];
      return fields.get('sourceNodeEntity') === 'Project' ? [{ kind: 'projectnode', key: '' }, whole] : [whole];
    }
    default: return [whole];
  }
}

/** These have no id of their own: what they connect is one. */
export function associationId({ fields }: JiraRecord): string {
  return ['sourceNodeId', 'sourceName', 'sinkNodeId', 'associationType'].map((name) => fields.get(name) ?? '').join(' ');
}
