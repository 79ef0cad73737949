/** Where each object of a Confluence export is spooled: a word of ours, and the id that decides the bucket. */
import type { SpoolPlace } from '../jira/spool-kinds.ts';
import { idOf, referenceOf, textOf, type ConfluenceRecord } from '../reading/index.ts';

const contentKinds: Readonly<Record<string, string>> = {
  Page: 'page', BlogPost: 'page', Comment: 'comment', Attachment: 'attachment', CustomContentEntityObject: 'custom', SpaceDescription: 'description',
};
/** Bodies lie with what they are bodies of. */
const bodyKinds: Readonly<Record<string, string>> = {
  Page: 'pagebody', BlogPost: 'pagebody', Comment: 'commentbody', CustomContentEntityObject: 'custombody', SpaceDescription: 'descriptionbody',
};
const byOwnId: Readonly<Record<string, string>> = {
  Space: 'space', Labelling: 'labelling', ContentPermission: 'permission', Notification: 'watch', LikeEntity: 'like', PageTemplate: 'template', ContentProperty: 'property',
};
/** Read for what they say about other objects, and kept whole. */
const alsoUsed: Readonly<Record<string, string>> = { Label: 'label', ContentPermissionSet: 'permissionset', SpacePermission: 'spacepermission' };

/** Id of the content that this is an older version of. */
export function originalOf(record: ConfluenceRecord): string | undefined {
  const id = referenceOf(record, 'originalVersion') ?? textOf(record, 'originalVersionId');
  return id === undefined || id.trim() === '' ? undefined : id.trim();
}

export function userNameOf(record: ConfluenceRecord): string {
  return (textOf(record, 'lowerName') ?? textOf(record, 'name') ?? '').toLowerCase();
}

export function placesOf(record: ConfluenceRecord): readonly SpoolPlace[] {
  const { type } = record;
  const own = idOf(record) ?? '';
  const whole: SpoolPlace = { kind: 'other', key: String(record.ordinal) };
  const content = contentKinds[type];
  if (content !== undefined) {
    const isDraftOfPublished = originalOf(record) !== undefined && textOf(record, 'contentStatus') === 'draft';
    if (isDraftOfPublished || (originalOf(record) !== undefined && (type === 'SpaceDescription' || type === 'CustomContentEntityObject'))) return [whole];
    return [{ kind: originalOf(record) === undefined ? content : 'version', key: own }];
  }
  if (type === 'BodyContent') {
    const owner = record.properties.get('content');
    const kind = owner?.kind === 'reference' ? bodyKinds[owner.class] : undefined;
    return [kind === undefined ? whole : { kind, key: referenceOf(record, 'content') ?? '' }];
  }
  const named = byOwnId[type];
  if (named !== undefined) return [{ kind: named, key: own }];
  const used = alsoUsed[type];
  if (used !== undefined) return [{ kind: used, key: '' }, whole];
  if (type === 'ConfluenceUserImpl' || type === 'InternalUser' || type === 'User') return [{ kind: 'user', key: userNameOf(record) }];
  return [whole];
}

/** Properties do not say whose they are; content lists its own. One small record for each, found again by the property's id. */
export function propertyOwnersOf(record: ConfluenceRecord): readonly { readonly property: string; readonly owner: ConfluenceRecord }[] {
  const owner = idOf(record);
  if (owner === undefined || contentKinds[record.type] === undefined) return [];
  const elements = record.collections.get('contentProperties')?.elements ?? [];
  return elements.flatMap(({ value }) => {
    const property = value.kind === 'reference' && value.id.size === 1 ? [...value.id.values()][0] : undefined;
    return property === undefined || property === '' ? [] : [{ property, owner: { ...bare(record), id: new Map([['id', property]]), properties: new Map([['owner', { kind: 'scalar', text: owner } as const]]) } }];
  });
}

function bare(record: ConfluenceRecord): ConfluenceRecord {
  return { kind: 'confluence', type: record.type, package: undefined, ordinal: record.ordinal, id: new Map(), properties: new Map(), collections: new Map(), extra: [] };
}
