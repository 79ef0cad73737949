// Changing one field of an issue: the value is shown at once, told with its name, and can be taken back.
import type { FieldMeta } from '../../api/issue-work.ts';
import type { Issue } from '../../api/tracker.ts';
import { useSay } from '../../words/index.ts';
import { wordsOf } from './custom-facts.ts';
import { sameValue, sendable } from './field-values.ts';
import { useEditIssue } from './use-edit-issue.ts';
import './issue-words.ts';

export const valueIn = (issue: Issue, fieldId: string): unknown => Object.entries(issue.fields).find(([id]) => id === fieldId)?.[1];

const told = 60;

export function useEditField(issue: Issue) {
  const say = useSay();
  const { edit } = useEditIssue(issue.key);
  return (field: Pick<FieldMeta, 'fieldId' | 'name' | 'schema'>, value: unknown): void => {
    const before = valueIn(issue, field.fieldId);
    if (sameValue(field.schema, before, value)) return;
    const step = (next: unknown) => ({ fields: { [field.fieldId]: sendable(field.schema, next) }, shown: { [field.fieldId]: next } });
    const words = wordsOf(value);
    edit({
      ...step(value),
      message: words === '' ? say('issue.fieldCleared', { field: field.name }) : say('issue.fieldChanged', { field: field.name, value: words.length > told ? `${words.slice(0, told)}…` : words }),
      undo: { ...step(before ?? null), message: say('tracker.undone') },
    });
  };
}
