// What the workflow wants to know before an issue moves: its required fields, each with the control of its kind.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { FieldMeta, WorkTransition } from '../../api/issue-work.ts';
import type { Issue } from '../../api/tracker.ts';
import { documentOf } from '../../content/adf-text.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { useSay } from '../../words/index.ts';
import { wordsOf } from './custom-facts.ts';
import { FieldControl } from './field-control.tsx';
import { formOf, isEmptyValue, sendable } from './field-values.ts';
import { valueIn } from './use-edit-field.ts';

export type TransitionDialogProps = {
  readonly issue: Issue;
  readonly way: WorkTransition;
  readonly onClose: () => void;
  readonly onSend: (fields: Readonly<Record<string, unknown>>) => void;
};

export function TransitionDialog({ issue, way, onClose, onSend }: TransitionDialogProps) {
  const say = useSay();
  const fields: readonly FieldMeta[] = Object.entries(way.fields ?? {}).map(([fieldId, field]) => ({ ...field, fieldId }));
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>(() => Object.fromEntries(fields.map(({ fieldId }) => [fieldId, valueIn(issue, fieldId)])));
  const form = useForm<string>({
    fields: fields.map(({ fieldId }) => fieldId),
    check: () => Object.fromEntries(fields.filter((field) => field.required && isEmptyValue(values[field.fieldId])).map(({ fieldId }) => [fieldId, say('form.needed')])),
    send: () => {
      onSend(Object.fromEntries(fields.filter(({ fieldId }) => values[fieldId] !== valueIn(issue, fieldId)).map((field) => [field.fieldId, sendable(field.schema, values[field.fieldId])])));
      onClose();
      return Promise.resolve();
    },
  });
  const change = (fieldId: string, value: unknown): void => setValues((all) => ({ ...all, [fieldId]: value }));
  return (
    <Dialog onClose={onClose} title={say('issue.moveDialog', { key: issue.key, status: way.to.name })}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={Object.fromEntries(fields.map(({ fieldId, name }) => [fieldId, name]))} />
        {fields.map((field) => (
          <div key={field.fieldId} className="asked-field" id={`field-${field.fieldId}`} tabIndex={-1}>
            <div className="asked-name">{field.name}</div>
            {formOf(field.schema) === 'text' ? (
              <Textarea aria-label={field.name} autosize minRows={3} defaultValue={wordsOf(values[field.fieldId])} onChange={(event) => change(field.fieldId, event.currentTarget.value.trim() === '' ? null : documentOf(event.currentTarget.value))} />
            ) : (
              <FieldControl field={field} value={values[field.fieldId]} onChange={(value) => change(field.fieldId, value)} />
            )}
            {form.errorFor(field.fieldId) === undefined ? null : <div className="bad">{form.errorFor(field.fieldId)}</div>}
          </div>
        ))}
        <FormActions busy={form.busy} label={way.name} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
