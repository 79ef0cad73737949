// The column of facts: every field of the issue's type, each changed where it stands. Empty fields wait behind
// one button, so that the column tells what is known and still offers what is not.
import { Title, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { FieldMeta } from '../../api/issue-work.ts';
import type { Issue } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { When } from '../../parts/when.tsx';
import { useSay, type WordKey } from '../../words/index.ts';
import { customFacts } from './custom-facts.ts';
import { FieldControl } from './field-control.tsx';
import { formOf, isEmptyValue } from './field-values.ts';
import { IssueEstimate } from './issue-estimate.tsx';
import { IssueFollowing } from './issue-following.tsx';
import { labelsQuery } from './queries.ts';
import { useEditField, valueIn } from './use-edit-field.ts';
import { fieldsQuery, useIssueWork } from './use-issue-work.ts';

function Fact({ label, field, children }: { readonly label: string; readonly field?: string; readonly children: ReactNode }) {
  return (
    <div className="fact" data-field={field}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** In this order above the others, under our own words. */
const first = ['assignee', 'reporter', 'priority', 'labels', 'components', 'fixVersions', 'versions', 'duedate'] as const;
const wordsFor: Readonly<Record<string, WordKey>> = {
  assignee: 'tracker.assignee', reporter: 'tracker.reporter', priority: 'tracker.priority', labels: 'tracker.labels', components: 'tracker.components', fixVersions: 'tracker.fixedIn', versions: 'tracker.affects', duedate: 'tracker.due',
};
/** Shown elsewhere on the screen, or never changed here. */
const elsewhere = new Set(['summary', 'description', 'environment', 'issuetype', 'project', 'status', 'parent', 'timetracking', 'resolution', 'attachment', 'issuelinks', 'comment', 'worklog']);
const always = new Set<string>(['assignee', 'reporter', 'priority', 'labels', 'duedate']);

/** Components and versions are the project's; the form's description does not always list them. */
function useFields(issue: Issue): readonly FieldMeta[] | undefined {
  const { site } = useSite();
  const tracker = useTracker();
  const projectKey = issue.fields.project?.key ?? '';
  const fields = useQuery(fieldsQuery(site.id, useIssueWork(), projectKey, issue.fields.issuetype?.id ?? ''));
  const needs = (kind: string): boolean => fields.data?.some((field) => (field.schema.items ?? field.schema.type) === kind && field.allowedValues === undefined) === true;
  const components = useQuery({ queryKey: ['tracker', site.id, 'project', projectKey, 'components'], queryFn: ({ signal }) => tracker.projectComponents(projectKey, signal), enabled: needs('component') });
  const versions = useQuery({ queryKey: ['tracker', site.id, 'project', projectKey, 'versions'], queryFn: ({ signal }) => tracker.projectVersions(projectKey, signal), enabled: needs('version') });
  return fields.data?.map((field) => {
    const offered = field.allowedValues ?? { component: components.data, version: versions.data?.filter((version) => version.archived !== true) }[field.schema.items ?? field.schema.type];
    return offered === undefined ? field : { ...field, allowedValues: offered };
  });
}

function EditableFacts({ issue, fields }: { readonly issue: Issue; readonly fields: readonly FieldMeta[] }) {
  const say = useSay();
  const { site } = useSite();
  const labels = useQuery(labelsQuery(site.id, useTracker()));
  const change = useEditField(issue);
  const [all, setAll] = useState(false);
  const editable = fields.filter((field) => !elsewhere.has(field.fieldId) && formOf(field.schema) !== 'text');
  const rank = (id: string): number => {
    const at = first.findIndex((name) => name === id);
    return at < 0 ? first.length : at;
  };
  const ordered = editable.toSorted((a, b) => rank(a.fieldId) - rank(b.fieldId) || a.name.localeCompare(b.name));
  const shown = ordered.filter((field) => all || always.has(field.fieldId) || !isEmptyValue(valueIn(issue, field.fieldId)));
  return (
    <>
      {shown.map((field) => {
        const words = wordsFor[field.fieldId];
        const named = words === undefined ? field : { ...field, name: say(words) };
        return (
          <Fact key={field.fieldId} label={named.name} field={field.fieldId}>
            <FieldControl field={named} value={valueIn(issue, field.fieldId)} offered={field.fieldId === 'labels' ? (labels.data?.values ?? []) : []} onChange={(value) => change(named, value)} />
          </Fact>
        );
      })}
      {shown.length === ordered.length && !all ? null : (
        <div className="fact fact-more">
          <dt className="heard">{say('issue.emptyFields')}</dt>
          <dd>
            <UnstyledButton className="text-button" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? say('issue.hideEmpty') : say('issue.showEmpty', { count: ordered.length - shown.length })}
            </UnstyledButton>
          </dd>
        </div>
      )}
    </>
  );
}

/** Before the form is known, or where somebody may only read: what is known, as words. */
function ReadableFacts({ issue }: { readonly issue: Issue }) {
  return customFacts(issue).map((fact) => (
    <Fact key={fact.id} label={fact.name}>
      <span className="fact-words">{fact.text}</span>
    </Fact>
  ));
}

export function IssueFacts({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const { fields } = issue;
  const form = useFields(issue);
  return (
    <aside className="issue-facts" aria-label={say('tracker.facts')}>
      <Title order={2} size="h3" className="heard">
        {say('tracker.facts')}
      </Title>
      <dl>
        {form === undefined ? <ReadableFacts issue={issue} /> : <EditableFacts issue={issue} fields={form} />}
        <Fact label={say('issue.estimate')}>
          <IssueEstimate issue={issue} />
        </Fact>
        {fields.project === undefined ? null : (
          <Fact label={say('tracker.project')}>
            <Link className="fact-words" to="/s/$site/tracker/projects/$projectKey" params={{ site: site.slug, projectKey: fields.project.key }} search={{}}>
              {fields.project.name}
            </Link>
          </Fact>
        )}
        <Fact label={say('tracker.created')}>
          <span className="fact-words">
            <When at={fields.created} exact />
          </span>
        </Fact>
        <Fact label={say('tracker.updated')}>
          <span className="fact-words">
            <When at={fields.updated} exact />
          </span>
        </Fact>
        {fields.resolutiondate ? (
          <Fact label={say('tracker.resolved')}>
            <span className="fact-words">
              <When at={fields.resolutiondate} exact />
            </span>
          </Fact>
        ) : null}
      </dl>
      <IssueFollowing issue={issue} />
    </aside>
  );
}
