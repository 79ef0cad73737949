// The column of facts: who, how urgent, which labels and versions, when. What can be changed, changes here.
import { NativeSelect, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Issue, TrackerUser } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { PersonName } from '../../parts/person.tsx';
import { PersonPicker } from '../../parts/person-picker.tsx';
import { Day, When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { customFacts } from './custom-facts.ts';
import { IssueLabels } from './issue-labels.tsx';
import { prioritiesQuery } from './queries.ts';
import { useEditIssue } from './use-edit-issue.ts';

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Assignee({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const tracker = useTracker();
  const { edit } = useEditIssue(issue.key);
  const now = issue.fields.assignee ?? null;
  const give = (user: TrackerUser | null) => ({
    fields: { assignee: user === null ? null : { accountId: user.accountId } },
    shown: { assignee: user },
  });
  return (
    <PersonPicker
      label={say('tracker.assignee')}
      empty={say('tracker.nobody')}
      value={now === null ? null : { id: now.accountId, name: now.displayName }}
      find={async (text, signal) => (await tracker.users(text, signal)).map((user) => ({ id: user.accountId, name: user.displayName }))}
      onChange={(person) =>
        edit({
          ...give(person === null ? null : { accountId: person.id, displayName: person.name }),
          message: person === null ? say('tracker.unassignedNow') : say('tracker.assignedTo', { name: person.name }),
          undo: { ...give(now), message: say('tracker.undone') },
        })
      }
    />
  );
}

function Priority({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const priorities = useQuery(prioritiesQuery(site.id, useTracker()));
  const { edit } = useEditIssue(issue.key);
  const now = issue.fields.priority;
  const known = priorities.data ?? [];
  const all = now && !known.some((priority) => priority.id === now.id) ? [now, ...known] : known;
  return (
    <NativeSelect
      size="sm"
      aria-label={say('tracker.priority')}
      value={now?.id ?? ''}
      data={[...(now ? [] : [{ value: '', label: '–' }]), ...all.map((priority) => ({ value: priority.id, label: priority.name }))]}
      onChange={(event) => {
        const chosen = all.find((priority) => priority.id === event.currentTarget.value);
        if (chosen === undefined) return;
        edit({
          fields: { priority: { id: chosen.id } },
          shown: { priority: chosen },
          message: say('tracker.priorityChanged', { name: chosen.name }),
          ...(now ? { undo: { fields: { priority: { id: now.id } }, shown: { priority: now }, message: say('tracker.undone') } } : {}),
        });
      }}
    />
  );
}

const names = (things: readonly { readonly id: string; readonly name: string }[] | undefined): ReactNode =>
  things === undefined || things.length === 0 ? null : (
    <span className="chips">
      {things.map((thing) => (
        <span key={thing.id} className="chip">
          {thing.name}
        </span>
      ))}
    </span>
  );

export function IssueFacts({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const { fields } = issue;
  const components = names(fields.components);
  const fixVersions = names(fields.fixVersions);
  const versions = names(fields.versions);
  return (
    <aside className="issue-facts" aria-label={say('tracker.facts')}>
      <Title order={2} size="h3" className="heard">
        {say('tracker.facts')}
      </Title>
      <dl>
        <Fact label={say('tracker.assignee')}>
          <Assignee issue={issue} />
        </Fact>
        <Fact label={say('tracker.reporter')}>{fields.reporter ? <PersonName name={fields.reporter.displayName} /> : <span className="quiet">–</span>}</Fact>
        <Fact label={say('tracker.priority')}>
          <Priority issue={issue} />
        </Fact>
        <Fact label={say('tracker.labels')}>
          <IssueLabels issue={issue} />
        </Fact>
        {components === null ? null : <Fact label={say('tracker.components')}>{components}</Fact>}
        {versions === null ? null : <Fact label={say('tracker.affects')}>{versions}</Fact>}
        {fixVersions === null ? null : <Fact label={say('tracker.fixedIn')}>{fixVersions}</Fact>}
        {fields.duedate ? (
          <Fact label={say('tracker.due')}>
            <Day at={fields.duedate} />
          </Fact>
        ) : null}
        {customFacts(issue).map((fact) => (
          <Fact key={fact.id} label={fact.name}>
            {fact.text}
          </Fact>
        ))}
        {fields.project === undefined ? null : (
          <Fact label={say('tracker.project')}>
            <Link to="/s/$site/tracker/projects/$projectKey" params={{ site: site.slug, projectKey: fields.project.key }} search={{}}>
              {fields.project.name}
            </Link>
          </Fact>
        )}
        <Fact label={say('tracker.created')}>
          <When at={fields.created} exact />
        </Fact>
        <Fact label={say('tracker.updated')}>
          <When at={fields.updated} exact />
        </Fact>
        {fields.resolutiondate ? (
          <Fact label={say('tracker.resolved')}>
            <When at={fields.resolutiondate} exact />
          </Fact>
        ) : null}
      </dl>
    </aside>
  );
}
