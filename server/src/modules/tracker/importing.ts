/**
 * What an importer may ask of Tracker: batches of rows that are mapped already, with the ids of their source. Rows that
 * refer to each other do so by source id; Tracker finds or makes the local ids and keeps the originals where they are
 * free. Every call is one transaction and may be repeated: what is there already is counted as `existing` and not touched.
 *
 * The order: people and groups → configuration → projects (with components, versions) → issues → everything that hangs
 * on issues, in any order → `publish`. Until then nothing of it is visible to anybody; `discard` removes it all.
 */
import type { Ctx } from '../../kernel/service/index.ts';
import type { AdfDocument } from '../richtext/index.ts';

/** The id that a record has in its source: a number as text, or a name (user keys, group names). */
export type SourceId = string;

/** How many rows one call takes at most; about 500 is quickest. */
export const importBatchMax = 2_000;

/** One for each source (not for each run): the same id brings in the same backup again without doubling it. */
export type ImportId = string;

export type SkipReason =
  /** Refers to something (named in `refersTo`) that was never put. */
  | 'dangling'
  /** The same source id or the same unique name came before with other content. */
  | 'duplicate'
  /** Lacks what its kind cannot be without, or has it in a form that cannot be kept. */
  | 'invalid';

export interface Skipped {
  readonly source: SourceId;
  readonly reason: SkipReason;
  /** `issue 10042`, `key TST`: what was missing, taken or wrong. */
  readonly refersTo?: string;
}

export interface PutResult {
  readonly added: number;
  readonly existing: number;
  readonly skipped: readonly Skipped[];
}

/** Rich text: the canonical document and what it was made from. */
export interface ImportedText {
  readonly adf: AdfDocument;
  readonly source: string;
  readonly format: 'jira-markup' | 'adf';
}

export interface ImportedPerson {
  readonly source: SourceId;
  /** Further names under which records refer to this person (user key and user name differ in newer backups). */
  readonly aliases?: readonly SourceId[];
  readonly name: string;
  readonly email?: string;
  readonly active: boolean;
  /** An account of this platform that this is known to be (UUID); without it a placeholder is made. */
  readonly accountId?: string;
}

export interface ImportedGroup {
  readonly source: SourceId;
  readonly name: string;
  readonly description?: string;
  readonly members: readonly SourceId[];
}

interface Named {
  readonly source: SourceId;
  readonly name: string;
  readonly description?: string;
  readonly sequence?: number;
}

export interface ImportedIssueType extends Named { readonly subtask: boolean; readonly hierarchyLevel?: number }
export interface ImportedPriority extends Named { readonly color?: string }
export type ImportedResolution = Named;
export type StatusCategory = 'undefined' | 'new' | 'indeterminate' | 'done';
/** Without a category (old backups have none) it is derived from the well-known ids and names. */
export interface ImportedStatus extends Named { readonly category?: StatusCategory }
export interface ImportedLinkType { readonly source: SourceId; readonly name: string; readonly inward: string; readonly outward: string; readonly style?: string }
export type ImportedCategory = Named;
export type ImportedRole = Named;
/** `descriptor` is the workflow's XML; Tracker reads its statuses (by `jira.status.id`) and transitions. Without one it is the classic workflow over the source's statuses 1, 3, 4, 5, 6. */
export interface ImportedWorkflow extends Named { readonly descriptor?: string }
export interface ImportedWorkflowScheme extends Named {
  /** `issueType` '0' is the default; `workflow` is the source id under which the workflow was put. */
  readonly entries: readonly { readonly issueType: SourceId; readonly workflow: SourceId }[];
}
export interface ImportedCustomField extends Named {
  /** `com.atlassian.jira.plugin.system.customfieldtypes:float` … */
  readonly typeKey: string;
  readonly searcherKey?: string;
}
export interface ImportedOption {
  readonly source: SourceId;
  readonly field: SourceId;
  readonly parent?: SourceId;
  readonly value: string;
  readonly sequence?: number;
  readonly disabled?: boolean;
}

/** One kind a call, in the order of these members. Rows equal to existing ones by name are matched to them. */
export type Configuration =
  | { readonly kind: 'issuetype'; readonly rows: readonly ImportedIssueType[] }
  | { readonly kind: 'priority'; readonly rows: readonly ImportedPriority[] }
  | { readonly kind: 'resolution'; readonly rows: readonly ImportedResolution[] }
  | { readonly kind: 'status'; readonly rows: readonly ImportedStatus[] }
  | { readonly kind: 'linktype'; readonly rows: readonly ImportedLinkType[] }
  | { readonly kind: 'category'; readonly rows: readonly ImportedCategory[] }
  | { readonly kind: 'role'; readonly rows: readonly ImportedRole[] }
  | { readonly kind: 'workflow'; readonly rows: readonly ImportedWorkflow[] }
  | { readonly kind: 'workflowscheme'; readonly rows: readonly ImportedWorkflowScheme[] }
  | { readonly kind: 'customfield'; readonly rows: readonly ImportedCustomField[] }
  | { readonly kind: 'option'; readonly rows: readonly ImportedOption[] };

export interface ImportedProject {
  readonly source: SourceId;
  readonly key: string;
  readonly formerKeys?: readonly string[];
  readonly name: string;
  readonly description?: string;
  readonly url?: string;
  readonly lead?: SourceId;
  readonly typeKey?: string;
  readonly assigneeType?: 'UNASSIGNED' | 'PROJECT_LEAD';
  readonly category?: SourceId;
  readonly workflowScheme?: SourceId;
  /** Its issue types, in order; all when absent. */
  readonly issueTypes?: readonly SourceId[];
  /** Last issue number that the source handed out; none below is ever given again. */
  readonly counter?: number;
  /** Who may enter after publishing: every member of the site, or its administrators and the importer only. */
  readonly access: 'everyone' | 'administrators';
}

export interface BegunProject {
  readonly id: number;
  /** Differs from the wanted key when that is another project's here: `TST` → `TST2`. */
  readonly key: string;
  /** `active`: an earlier run published it; rows put now become visible at once. */
  readonly state: 'importing' | 'active' | 'archived' | 'trashed';
  readonly existing: boolean;
}

export interface ImportedComponent { readonly source: SourceId; readonly project: SourceId; readonly name: string; readonly description?: string; readonly lead?: SourceId; readonly assigneeType?: string }
export interface ImportedVersion {
  readonly source: SourceId;
  readonly project: SourceId;
  readonly name: string;
  readonly description?: string;
  readonly sequence?: number;
  readonly released: boolean;
  readonly archived: boolean;
  /** `2010-08-25`. */
  readonly startsOn?: string;
  readonly releasesOn?: string;
}
/** Who belongs to a security level. `anyone` is every member of the site. */
export type ImportedSecurityMember =
  | { readonly kind: 'anyone' | 'reporter' | 'assignee' | 'lead' }
  | { readonly kind: 'person' | 'group' | 'role'; readonly source: SourceId };
export interface ImportedSecurityLevel { readonly source: SourceId; readonly name: string; readonly description?: string; readonly members: readonly ImportedSecurityMember[] }
export interface ImportedSecurityScheme {
  readonly source: SourceId; readonly name: string; readonly description?: string; readonly defaultLevel?: SourceId;
  readonly levels: readonly ImportedSecurityLevel[]; readonly projects: readonly SourceId[];
}

export interface ImportedRoleActor { readonly source: SourceId; readonly role: SourceId; readonly project?: SourceId; readonly person?: SourceId; readonly group?: SourceId }

/** A single custom-field value, by what the source had: exactly one of the value members. */
export interface ImportedFieldValue {
  readonly source: SourceId;
  readonly field: SourceId;
  /** `stringvalue`: an option's id, a person's key, a short text …, read by the field's kind. */
  readonly string?: string;
  readonly text?: ImportedText | string;
  /** As written in the source. */
  readonly number?: string;
  readonly date?: Date;
  readonly parent?: SourceId;
}

export interface ImportedIssue {
  readonly source: SourceId;
  readonly project: SourceId;
  /** The number in its key. */
  readonly number: number;
  readonly type: SourceId;
  readonly status: SourceId;
  readonly priority?: SourceId;
  readonly resolution?: SourceId;
  readonly summary: string;
  readonly description?: ImportedText;
  readonly environment?: ImportedText;
  readonly assignee?: SourceId;
  readonly reporter?: SourceId;
  readonly creator?: SourceId;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly resolvedAt?: Date;
  /** `2010-07-05`. */
  readonly dueOn?: string;
  readonly originalEstimateS?: number;
  readonly remainingEstimateS?: number;
  readonly timeSpentS?: number;
  readonly securityLevel?: SourceId;
  readonly rank?: string;
  readonly labels?: readonly string[];
  readonly components?: readonly SourceId[];
  readonly fixVersions?: readonly SourceId[];
  readonly affectsVersions?: readonly SourceId[];
  readonly values?: readonly ImportedFieldValue[];
}

/** The same for issues that were put before, for sources that tell it apart from the issue (`Label`, `NodeAssociation`, `CustomFieldValue`). */
export type ImportedPart =
  | { readonly kind: 'label'; readonly source: SourceId; readonly issue: SourceId; readonly label: string }
  | { readonly kind: 'component'; readonly source: SourceId; readonly issue: SourceId; readonly component: SourceId }
  | { readonly kind: 'fixversion' | 'affectsversion'; readonly source: SourceId; readonly issue: SourceId; readonly version: SourceId }
  | { readonly kind: 'watcher' | 'voter'; readonly source: SourceId; readonly issue: SourceId; readonly person: SourceId; readonly at?: Date }
  | { readonly kind: 'formerkey'; readonly source: SourceId; readonly issue: SourceId; readonly key: string }
  | { readonly kind: 'value'; readonly source: SourceId; readonly issue: SourceId; readonly value: ImportedFieldValue };

interface Written {
  readonly source: SourceId;
  readonly issue: SourceId;
  readonly author?: SourceId;
  readonly updateAuthor?: SourceId;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Shown only to these, as in the source. */
  readonly visibleToGroup?: SourceId;
  readonly visibleToRole?: SourceId;
}
export interface ImportedComment extends Written { readonly body: ImportedText }
export interface ImportedWorklog extends Written { readonly body?: ImportedText; readonly startedAt: Date; readonly timeSpentS: number }
/** A link of a type whose style is `jira_subtask` makes `target` a sub-task of `from`. */
export interface ImportedLink { readonly source: SourceId; readonly type: SourceId; readonly from: SourceId; readonly to: SourceId; readonly sequence?: number; readonly createdAt?: Date }
export interface ImportedAttachment {
  readonly source: SourceId;
  readonly issue: SourceId;
  readonly author?: SourceId;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly createdAt: Date;
  /** As `media.put` answered; absent when the backup does not hold the file. */
  readonly mediaId?: string;
}
export interface ImportedChange {
  readonly source: SourceId;
  readonly issue: SourceId;
  readonly author?: SourceId;
  readonly createdAt: Date;
  readonly items: readonly ImportedChangeItem[];
}
export interface ImportedChangeItem {
  readonly source: SourceId;
  /** `jira` or `custom`. */
  readonly fieldType: string;
  readonly field: string;
  readonly from?: string;
  readonly fromText?: string;
  readonly to?: string;
  readonly toText?: string;
}
export interface ImportedFilter {
  readonly source: SourceId;
  readonly owner?: SourceId;
  readonly name: string;
  readonly description?: string;
  readonly jql: string;
  readonly favouriteOf?: readonly SourceId[];
  readonly shares: readonly { readonly kind: 'global' | 'authenticated' | 'project' | 'role' | 'group' | 'person'; readonly person?: SourceId; readonly group?: SourceId; readonly project?: SourceId; readonly role?: SourceId }[];
}

/** What is left of a record beside the fields that it has here. */
export interface ImportedOriginal {
  /** The record's own type. */
  readonly kind: string;
  readonly source: SourceId;
  /** What a source id that is no number belongs to; numbers need none. */
  readonly of?: 'person' | 'group' | 'workflow';
  readonly issue?: SourceId;
  readonly project?: SourceId;
  readonly raw: string;
}

export interface Importing {
  /** After what they hang on; kept until that is deleted. */
  putOriginals(ctx: Ctx, importId: ImportId, rows: readonly ImportedOriginal[]): Promise<PutResult>;
  putPeople(ctx: Ctx, importId: ImportId, rows: readonly ImportedPerson[]): Promise<PutResult>;
  /** May be called again with more members of the same group. */
  putGroups(ctx: Ctx, importId: ImportId, rows: readonly ImportedGroup[]): Promise<PutResult>;
  putConfiguration(ctx: Ctx, importId: ImportId, configuration: Configuration): Promise<PutResult>;
  beginProject(ctx: Ctx, importId: ImportId, project: ImportedProject): Promise<BegunProject>;
  putComponents(ctx: Ctx, importId: ImportId, rows: readonly ImportedComponent[]): Promise<PutResult>;
  putVersions(ctx: Ctx, importId: ImportId, rows: readonly ImportedVersion[]): Promise<PutResult>;
  putRoleActors(ctx: Ctx, importId: ImportId, rows: readonly ImportedRoleActor[]): Promise<PutResult>;
  /** After people, groups, roles and projects, before issues. Members that are not known are left out: a level shows less, never more. */
  putSecurity(ctx: Ctx, importId: ImportId, rows: readonly ImportedSecurityScheme[]): Promise<PutResult>;
  putIssues(ctx: Ctx, importId: ImportId, rows: readonly ImportedIssue[]): Promise<PutResult>;
  putIssueParts(ctx: Ctx, importId: ImportId, rows: readonly ImportedPart[]): Promise<PutResult>;
  putComments(ctx: Ctx, importId: ImportId, rows: readonly ImportedComment[]): Promise<PutResult>;
  putWorklogs(ctx: Ctx, importId: ImportId, rows: readonly ImportedWorklog[]): Promise<PutResult>;
  putLinks(ctx: Ctx, importId: ImportId, rows: readonly ImportedLink[]): Promise<PutResult>;
  putAttachments(ctx: Ctx, importId: ImportId, rows: readonly ImportedAttachment[]): Promise<PutResult>;
  putHistory(ctx: Ctx, importId: ImportId, rows: readonly ImportedChange[]): Promise<PutResult>;
  putFilters(ctx: Ctx, importId: ImportId, rows: readonly ImportedFilter[]): Promise<PutResult>;
  /** Records without a home of their own, whole: `raw` is JSON or XML text; `ordinal` is their place in the file. */
  putRecords(ctx: Ctx, importId: ImportId, kind: string, rows: readonly { readonly ordinal: number; readonly raw: string }[]): Promise<PutResult>;
  /** Makes everything that this import put visible, in one transaction. Leaves one audit record. */
  publish(ctx: Ctx, importId: ImportId): Promise<{ readonly projects: number }>;
  /** Removes everything that this import put and has not published; false when there was nothing. */
  discard(ctx: Ctx, importId: ImportId): Promise<boolean>;
  /** How many source records of each kind are mapped (`issue`, `comment`, `person` …); records by `record:<kind>`. */
  counts(ctx: Ctx, importId: ImportId): Promise<ReadonlyMap<string, number>>;
}
