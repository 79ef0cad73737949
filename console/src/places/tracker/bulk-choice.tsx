// What should change for all chosen issues: only what is filled in here changes, everything else stays.
import { NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { BulkChange } from '../../api/bulk.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { FormActions } from '../../parts/form.tsx';
import { PersonPicker, type PickedPerson } from '../../parts/person-picker.tsx';
import { useSay } from '../../words/index.ts';
import type { BulkKind } from './bulk-kind.ts';
import { labelsQuery, prioritiesQuery, projectsQuery, statusesQuery } from './queries.ts';

type Props = { readonly kind: BulkKind; readonly busy: boolean; readonly onChoose: (change: BulkChange) => void; readonly onCancel: () => void };

export function BulkChoice({ kind, busy, onChoose, onCancel }: Props) {
  const say = useSay();
  const [change, setChange] = useState<BulkChange>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (change !== undefined) onChoose(change);
  };
  return (
    <form className="form" onSubmit={submit}>
      {kind === 'fields' ? <FieldsChoice onChange={setChange} /> : null}
      {kind === 'status' ? <StatusChoice onChange={setChange} /> : null}
      {kind === 'labels' ? <LabelsChoice onChange={setChange} /> : null}
      {kind === 'move' ? <ProjectChoice onChange={setChange} /> : null}
      <FormActions busy={busy} label={say('bulk.preview')} onCancel={onCancel} />
      {change === undefined ? <p className="quiet">{say('bulk.nothingYet')}</p> : null}
    </form>
  );
}

type Choice = { readonly onChange: (change: BulkChange | undefined) => void };

function FieldsChoice({ onChange }: Choice) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const priorities = useQuery(prioritiesQuery(site.id, tracker));
  const [values, setValues] = useState<{ readonly assignee?: PickedPerson | null; readonly priority: string; readonly due: string }>({ priority: '', due: '' });
  const change = (part: Partial<typeof values>): void => {
    const next = { ...values, ...part };
    setValues(next);
    const fields = {
      ...(next.assignee === undefined ? {} : { assignee: next.assignee === null ? null : { accountId: next.assignee.id } }),
      ...(next.priority === '' ? {} : { priority: { id: next.priority } }),
      ...(next.due === '' ? {} : { duedate: next.due }),
    };
    onChange(Object.keys(fields).length === 0 ? undefined : { fields });
  };
  return (
    <>
      <div>
        <div className="asked-name">{say('tracker.assignee')}</div>
        <PersonPicker
          label={say('tracker.assignee')}
          empty={values.assignee === null ? say('tracker.nobody') : say('bulk.stays')}
          value={values.assignee ?? null}
          find={async (text, signal) => (await tracker.users(text, signal)).map((user) => ({ id: user.accountId, name: user.displayName }))}
          onChange={(assignee) => change({ assignee })}
        />
      </div>
      <NativeSelect label={say('tracker.priority')} value={values.priority} data={[{ value: '', label: say('bulk.stays') }, ...(priorities.data ?? []).map((priority) => ({ value: priority.id, label: priority.name }))]} onChange={(event) => change({ priority: event.currentTarget.value })} />
      <TextInput type="date" label={say('tracker.due')} value={values.due} onChange={(event) => change({ due: event.currentTarget.value })} />
    </>
  );
}

function StatusChoice({ onChange }: Choice) {
  const say = useSay();
  const { site } = useSite();
  const statuses = useQuery(statusesQuery(site.id, useTracker()));
  return (
    <NativeSelect
      label={say('tracker.status')}
      description={say('bulk.statusHelp')}
      data={[{ value: '', label: '–' }, ...(statuses.data ?? []).map((status) => ({ value: status.id, label: status.name }))]}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : { transition: { toStatus: event.currentTarget.value } })}
    />
  );
}

function LabelsChoice({ onChange }: Choice) {
  const say = useSay();
  const { site } = useSite();
  const known = useQuery(labelsQuery(site.id, useTracker()));
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const tell = (adding: readonly string[], removing: readonly string[]): void =>
    onChange(adding.length + removing.length === 0 ? undefined : { update: { labels: [...adding.map((label) => ({ add: label })), ...removing.map((label) => ({ remove: label }))] } });
  const plain = (labels: readonly string[]): string[] => labels.map((label) => label.trim().replaceAll(/\s+/g, '-'));
  return (
    <>
      <TagsInput openOnFocus={false} label={say('bulk.addLabels')} data={[...(known.data?.values ?? [])]} value={add} onChange={(labels) => { const next = plain(labels); setAdd(next); tell(next, remove); }} />
      <TagsInput openOnFocus={false} label={say('bulk.removeLabels')} data={[...(known.data?.values ?? [])]} value={remove} onChange={(labels) => { const next = plain(labels); setRemove(next); tell(add, next); }} />
    </>
  );
}

function ProjectChoice({ onChange }: Choice) {
  const say = useSay();
  const { site } = useSite();
  const projects = useInfiniteQuery(projectsQuery(site.id, useTracker(), ''));
  return (
    <NativeSelect
      label={say('tracker.project')}
      description={say('bulk.moveHelp')}
      data={[{ value: '', label: '–' }, ...(projects.data?.pages.flatMap((page) => page.values) ?? []).map((project) => ({ value: project.key, label: `${project.name} (${project.key})` }))]}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : { moveTo: { project: event.currentTarget.value } })}
    />
  );
}
