/** How the values of a custom field are kept and shown, by the type that its system gave it. */
export type FieldKind =
  | 'text' | 'paragraph' | 'number' | 'date' | 'datetime' | 'option' | 'options' | 'cascade' | 'person' | 'people' | 'labels' | 'url'
  | 'version' | 'versions' | 'group' | 'groups' | 'project' | 'other';

const system = 'com.atlassian.jira.plugin.system.customfieldtypes:';
const byType: Readonly<Record<string, FieldKind>> = {
  textfield: 'text', textarea: 'paragraph', float: 'number', datepicker: 'date', datetime: 'datetime', select: 'option', radiobuttons: 'option',
  multiselect: 'options', multicheckboxes: 'options', cascadingselect: 'cascade', userpicker: 'person', multiuserpicker: 'people', labels: 'labels',
  url: 'url', version: 'version', multiversion: 'versions', grouppicker: 'group', multigrouppicker: 'groups', project: 'project', readonlyfield: 'text',
};

export function fieldKindOf(typeKey: string): FieldKind {
  return typeKey.startsWith(system) ? (byType[typeKey.slice(system.length)] ?? 'other') : 'other';
}

export function isFieldKind(text: string): text is FieldKind {
  return text === 'other' || Object.values(byType).some((kind) => kind === text);
}

/** `schema` of a field in the public API. */
export function fieldSchema(kind: FieldKind): { readonly type: string; readonly items?: string } {
  switch (kind) {
    case 'number': return { type: 'number' };
    case 'date': return { type: 'date' };
    case 'datetime': return { type: 'datetime' };
    case 'option': return { type: 'option' };
    case 'options': return { type: 'array', items: 'option' };
    case 'cascade': return { type: 'option-with-child' };
    case 'person': return { type: 'user' };
    case 'people': return { type: 'array', items: 'user' };
    case 'labels': return { type: 'array', items: 'string' };
    case 'version': return { type: 'version' };
    case 'versions': return { type: 'array', items: 'version' };
    case 'group': return { type: 'group' };
    case 'groups': return { type: 'array', items: 'group' };
    case 'project': return { type: 'project' };
    case 'other': return { type: 'any' };
    case 'text': case 'paragraph': case 'url': return { type: 'string' };
  }
}

/** Whether a field holds several values. */
export function isMany(kind: FieldKind): boolean {
  return kind === 'options' || kind === 'people' || kind === 'labels' || kind === 'versions' || kind === 'groups';
}
