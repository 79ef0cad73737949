/** Shapes of what the public API takes and gives. Answers may carry more members than are named here, as the original's do. */
import { Type, type TProperties } from 'typebox';

const open = { additionalProperties: true } as const;
export const bean = <Properties extends TProperties>(properties: Properties) => Type.Object(properties, open);
export const Document = Type.Unknown({ description: 'An Atlassian Document Format document.' });

export const PersonShape = bean({ self: Type.String(), accountId: Type.String(), accountType: Type.String(), displayName: Type.String(), emailAddress: Type.Optional(Type.String()), active: Type.Boolean(), timeZone: Type.String() });
export const IssueShape = bean({ id: Type.String(), key: Type.String(), self: Type.String(), fields: Type.Record(Type.String(), Type.Unknown()) });
export const CreatedIssueShape = bean({ id: Type.String(), key: Type.String(), self: Type.String() });
export const CommentShape = bean({ self: Type.String(), id: Type.String(), body: Document, created: Type.String(), updated: Type.String() });
export const WorklogShape = bean({ self: Type.String(), id: Type.String(), issueId: Type.String(), started: Type.String(), timeSpentSeconds: Type.Number() });
export const AttachmentShape = bean({ self: Type.String(), id: Type.String(), filename: Type.String(), size: Type.Number(), mimeType: Type.String(), content: Type.String(), created: Type.String() });
export const AttachmentMetadataShape = bean({ self: Type.String(), id: Type.Number(), filename: Type.String(), size: Type.Number(), mimeType: Type.String(), content: Type.String(), created: Type.String() });
export const ProjectShape = bean({ self: Type.String(), id: Type.String(), key: Type.String(), name: Type.String() });
export const ComponentShape = bean({ self: Type.String(), id: Type.String(), name: Type.String() });
export const VersionShape = bean({ self: Type.String(), id: Type.String(), name: Type.String(), archived: Type.Boolean(), released: Type.Boolean() });
export const NamedShape = bean({ self: Type.Optional(Type.String()), id: Type.String(), name: Type.String() });
export const FilterShape = bean({ self: Type.String(), id: Type.String(), name: Type.String(), jql: Type.String() });
export const StatusCategoryShape = bean({ self: Type.String(), id: Type.Number(), key: Type.String(), colorName: Type.String(), name: Type.String() });

export const pageShape = <Item extends TProperties>(item: ReturnType<typeof bean<Item>>) =>
  bean({ self: Type.Optional(Type.String()), startAt: Type.Number(), maxResults: Type.Number(), total: Type.Number(), isLast: Type.Boolean(), values: Type.Array(item) });

export const IssueParams = Type.Object({ issue: Type.String({ maxLength: 300 }) });
export const ProjectParams = Type.Object({ project: Type.String({ maxLength: 300 }) });
export const IdParams = Type.Object({ id: Type.String({ maxLength: 30 }) });
export const paging = { startAt: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })), maxResults: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })) };

/** A number out of an address; NaN finds nothing. */
export function numberOf(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}

export function expandOf(expand: string | undefined): ReadonlySet<string> {
  return new Set((expand ?? '').split(',').map((word) => word.trim()).filter((word) => word !== ''));
}

/** A page as the original words it. */
export function pageOf<Item>(values: readonly Item[], total: number, startAt: number, maxResults: number, self?: string) {
  return { ...(self === undefined ? {} : { self }), maxResults, startAt, total, isLast: startAt + values.length >= total, values };
}
