/**
 * One element below `<entity-engine-xml>` becomes one record. Jira writes a value either as an attribute or, where it has line breaks
 * or is long, as a child element with CDATA; both are fields. Anything else that an element carries is kept in `extra`.
 */
import type { JiraRecord, RawElement } from './backup.ts';
import type { GrowingElement } from './record-assembly.ts';

const nothing: readonly RawElement[] = [];

/** Takes the element over: its attributes become the fields. */
export function jiraRecordOf(element: GrowingElement, ordinal: number): JiraRecord {
  const ownText = element.text?.trim();
  if (element.children.length === 0 && !ownText) {
    return { kind: 'jira', type: element.name, ordinal, fields: element.attributes, extra: nothing };
  }
  const fields = element.attributes;
  const extra: RawElement[] = [];
  if (ownText) extra.push({ name: '#text', attributes: new Map(), text: ownText, children: [] });
  for (const child of element.children) {
    const isPlain = child.attributes.size === 0 && child.children.length === 0;
    if (isPlain && !fields.has(child.name)) fields.set(child.name, child.text ?? '');
    else extra.push(child);
  }
  return { kind: 'jira', type: element.name, ordinal, fields, extra };
}
