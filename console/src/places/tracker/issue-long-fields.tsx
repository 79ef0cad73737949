// The long texts of an issue beside its description, each in a part of its own and changed in place.
import { Button, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FieldMeta } from '../../api/issue-work.ts';
import type { Issue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { Rendered } from '../../content/rendered.tsx';
import { IconEdit } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { wordsOf } from './custom-facts.ts';
import { EditText } from './edit-text.tsx';
import { formOf, isEmptyValue } from './field-values.ts';
import { valueIn } from './use-edit-field.ts';
import { fieldsQuery, useIssueWork } from './use-issue-work.ts';

export function IssueLongFields({ issue, level }: { readonly issue: Issue; readonly level: 2 | 3 }) {
  const { site } = useSite();
  const fields = useQuery(fieldsQuery(site.id, useIssueWork(), issue.fields.project?.key ?? '', issue.fields.issuetype?.id ?? ''));
  return (fields.data ?? []).filter((field) => formOf(field.schema) === 'text' && field.fieldId !== 'description').map((field) => <LongField key={field.fieldId} issue={issue} field={field} level={level} />);
}

function LongField({ issue, field, level }: { readonly issue: Issue; readonly field: FieldMeta; readonly level: 2 | 3 }) {
  const say = useSay();
  const [editing, setEditing] = useState(false);
  const name = field.fieldId === 'environment' ? say('tracker.environment') : field.name;
  const value = valueIn(issue, field.fieldId);
  const html = field.fieldId === 'environment' ? issue.renderedFields?.environment : undefined;
  return (
    <section className="issue-part" aria-label={name}>
      <div className="issue-part-head">
        <Title order={level} size="h3">
          {name}
        </Title>
        {editing ? null : (
          <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconEdit size={14} />} onClick={() => setEditing(true)} aria-label={say('issue.editField', { field: name })}>
            {say('action.edit')}
          </Button>
        )}
      </div>
      {editing ? (
        <EditText issue={issue} fieldId={field.fieldId} label={name} message={say('issue.textChanged', { field: name })} onDone={() => setEditing(false)} />
      ) : html ? (
        <Rendered html={html} />
      ) : isEmptyValue(value) ? null : (
        <p className="pre">{wordsOf(value)}</p>
      )}
    </section>
  );
}
