// One workflow: its statuses in order, its ways as a table. Every change goes into a draft that nobody works with
// yet; publishing says what is wrong and where issues of a removed status go.
import { ActionIcon, Alert, Button, Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Workflow, WorkflowContent, WorkflowTransition } from '../../api/workflows.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconEdit, IconPlus, IconTrash } from '../../parts/icons.ts';
import { Page, Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay, type Say } from '../../words/index.ts';
import { StatusMark } from '../tracker/marks.tsx';
import { statusesQuery } from '../tracker/queries.ts';
import '../tracker/tracker.css';
import { shiftStatus, unreachable, withoutStatus, withoutTransition, withStatus, withTransition } from './workflow-changes.ts';
import { useWorkflows, workflowKeys, workflowQuery } from './use-workflows.ts';
import './workflow-words.ts';
import './workflow.css';

const TransitionForm = lazy(async () => ({ default: (await import('./transition-form.tsx')).TransitionForm }));
const PublishDialog = lazy(async () => ({ default: (await import('./publish-dialog.tsx')).PublishDialog }));
const route = getRouteApi('/inside/s/$site/tracker/workflows/$workflowId');

export function WorkflowPage() {
  const say = useSay();
  const { site } = useSite();
  const workflows = useWorkflows();
  const { workflowId } = route.useParams();
  const workflow = useQuery(workflowQuery(site.id, workflows, workflowId));
  return (
    <>
      {workflow.data === undefined ? (
        <Page title={say('workflow.workflow')} trail={[{ label: site.name, to: `/s/${site.slug}` }, { label: say('workflow.workflows'), to: `/s/${site.slug}/tracker/workflows` }]}>
          {workflow.isError ? <Failure failure={workflow.error} onRetry={() => void workflow.refetch()} /> : <WaitingText />}
        </Page>
      ) : (
        <Editor workflow={workflow.data} />
      )}
    </>
  );
}

function useDraft(workflow: Workflow) {
  const say = useSay();
  const { site } = useSite();
  const workflows = useWorkflows();
  const cache = useQueryClient();
  const key = workflowKeys.one(site.id, workflow.id);
  const content: WorkflowContent = workflow.draft ?? workflow;
  const save = useMutation({
    mutationFn: (next: WorkflowContent) => workflows.saveDraft(workflow.id, workflow.draft?.version, next),
    onMutate: (next) => {
      cache.setQueryData<Workflow>(key, { ...workflow, draft: { ...next, version: workflow.draft?.version ?? 0 } });
      return { before: workflow };
    },
    onError: (failure, _next, context) => {
      cache.setQueryData(key, context?.before);
      toldFailure(failure);
    },
    onSuccess: (saved) => cache.setQueryData(key, saved),
  });
  const discard = useMutation({
    mutationFn: () => workflows.discardDraft(workflow.id),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: workflowKeys.all(site.id) });
      told(say('workflow.discarded'));
    },
    onError: toldFailure,
  });
  return { content, change: (next: WorkflowContent) => save.mutate(next), saving: save.isPending, discard };
}

function Editor({ workflow }: { readonly workflow: Workflow }) {
  const say = useSay();
  const { site } = useSite();
  const draft = useDraft(workflow);
  const [editing, setEditing] = useState<{ readonly at: number | undefined }>();
  const [publishing, setPublishing] = useState(false);
  const { content } = draft;
  const changed = workflow.draft !== null;
  const edited = editing?.at === undefined ? undefined : content.transitions[editing.at];
  return (
    <Page
      title={workflow.name}
      lead={workflow.projects.length === 0 ? say('workflow.unused') : say('workflow.usedBy', { projects: workflow.projects.map((project) => project.name).join(', ') })}
      trail={[{ label: site.name, to: `/s/${site.slug}` }, { label: say('workflow.workflows'), to: `/s/${site.slug}/tracker/workflows` }]}
      actions={
        changed ? (
          <>
            <span className="quiet" role="status">
              {say(draft.saving ? 'workflow.saving' : 'workflow.draftSaved')}
            </span>
            <Button variant="default" loading={draft.discard.isPending} onClick={() => draft.discard.mutate()}>
              {say('workflow.discard')}
            </Button>
            <Button onClick={() => setPublishing(true)}>{say('workflow.publish')}</Button>
          </>
        ) : undefined
      }
    >
      {changed ? (
        <Alert color="yellow" mb="lg" title={say('workflow.isDraft')}>
          {say('workflow.isDraftHelp')}
        </Alert>
      ) : null}
      <Statuses content={content} onChange={draft.change} />
      <Section
        title={say('workflow.transitions')}
        actions={
          <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setEditing({ at: undefined })} disabled={content.statuses.length === 0}>
            {say('workflow.addTransition')}
          </Button>
        }
      >
        <TransitionTable content={content} onEdit={(at) => setEditing({ at })} onRemove={(at) => draft.change(withoutTransition(content, at))} />
      </Section>
      <Suspense fallback={null}>
        {editing === undefined ? null : (
          <TransitionForm content={content} transition={edited} onClose={() => setEditing(undefined)} onSave={(transition) => draft.change(withTransition(content, editing.at, transition))} />
        )}
        {publishing ? <PublishDialog workflow={workflow} onClose={() => setPublishing(false)} /> : null}
      </Suspense>
    </Page>
  );
}

function Statuses({ content, onChange }: { readonly content: WorkflowContent; readonly onChange: (content: WorkflowContent) => void }) {
  const say = useSay();
  const { site } = useSite();
  const all = useQuery(statusesQuery(site.id, useTracker()));
  const known = new Map((all.data ?? []).map((status) => [status.id, status]));
  const lost = new Set(unreachable(content));
  return (
    <Section title={say('workflow.statuses')}>
      <ol className="linked-list">
        {content.statuses.map((status, index) => (
          <li key={status.id} className="linked">
            <span className="workflow-status">
              <StatusMark status={known.get(status.id) ?? { id: status.id, name: status.name, ...(status.category === undefined ? {} : { statusCategory: { key: status.category } }) }} />
              {lost.has(status.id) ? (
                <span className="mark mark-warn">
                  <IconAlertTriangle size={14} aria-hidden="true" /> {say('workflow.unreachable')}
                </span>
              ) : null}
            </span>
            <span className="column-draft-actions">
              <ActionIcon variant="subtle" color="gray" aria-label={say('workflow.earlier', { name: status.name })} disabled={index === 0} onClick={() => onChange(shiftStatus(content, status.id, -1))}>
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={say('workflow.later', { name: status.name })} disabled={index === content.statuses.length - 1} onClick={() => onChange(shiftStatus(content, status.id, 1))}>
                <IconArrowDown size={16} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" aria-label={say('workflow.removeStatus', { name: status.name })} disabled={content.statuses.length === 1} onClick={() => onChange(withoutStatus(content, status.id))}>
                <IconTrash size={16} />
              </ActionIcon>
            </span>
          </li>
        ))}
      </ol>
      <Select
        maw={320}
        searchable
        label={say('workflow.addStatus')}
        placeholder={say('workflow.chooseStatus')}
        value={null}
        data={(all.data ?? []).filter((status) => !content.statuses.some(({ id }) => id === status.id)).map((status) => ({ value: status.id, label: status.name }))}
        onChange={(id) => {
          const status = id === null ? undefined : known.get(id);
          if (status !== undefined) onChange(withStatus(content, { id: status.id, name: status.name, ...(status.statusCategory === undefined ? {} : { category: status.statusCategory.key }) }));
        }}
      />
    </Section>
  );
}

const namesOf = (content: WorkflowContent, transition: WorkflowTransition, say: Say): string =>
  transition.type === 'initial' ? say('workflow.creation') : transition.type === 'global' ? say('workflow.anyStatus') : transition.from.map((id) => content.statuses.find((status) => status.id === id)?.name ?? id).join(', ');

function rulesOf(transition: WorkflowTransition, say: Say): string {
  const { conditions, validators, postFunctions } = transition;
  return [
    conditions.length === 0 ? '' : say('workflow.conditionCount', { count: conditions.length }),
    validators.length === 0 ? '' : say('workflow.validatorCount', { count: validators.length }),
    postFunctions.length === 0 ? '' : say('workflow.afterwardsCount', { count: postFunctions.length }),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

function TransitionTable({ content, onEdit, onRemove }: { readonly content: WorkflowContent; readonly onEdit: (at: number) => void; readonly onRemove: (at: number) => void }) {
  const say = useSay();
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={say('workflow.transitions')}>
      <table className="table" aria-label={say('workflow.transitions')}>
        <thead>
          <tr>
            <th scope="col">{say('tracker.name')}</th>
            <th scope="col">{say('workflow.from')}</th>
            <th scope="col">{say('workflow.to')}</th>
            <th scope="col">{say('workflow.rules')}</th>
            <th scope="col">
              <span className="heard">{say('workflow.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {content.transitions.map((transition, at) => (
            <tr key={`${transition.id ?? transition.name} ${at}`} data-row>
              <td data-label={say('tracker.name')}>
                <button type="button" className="cell-filter" onClick={() => onEdit(at)}>
                  {transition.name}
                </button>
              </td>
              <td data-label={say('workflow.from')}>{namesOf(content, transition, say)}</td>
              <td data-label={say('workflow.to')}>{content.statuses.find((status) => status.id === transition.to)?.name ?? transition.to}</td>
              <td data-label={say('workflow.rules')}>{rulesOf(transition, say) || '–'}</td>
              <td data-align="end">
                <ActionIcon variant="subtle" color="gray" aria-label={say('workflow.editTransition', { name: transition.name })} onClick={() => onEdit(at)}>
                  <IconEdit size={16} />
                </ActionIcon>
                {transition.type === 'initial' ? null : (
                  <ActionIcon variant="subtle" color="gray" aria-label={say('workflow.removeTransition', { name: transition.name })} onClick={() => onRemove(at)}>
                    <IconTrash size={16} />
                  </ActionIcon>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
