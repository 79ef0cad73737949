// The workflows of a site: which projects use which, and the way to a new one.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { WorkflowLine } from '../../api/workflows.ts';
import { useSite } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { IconPlus } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { useWorkflows, workflowKeys } from './use-workflows.ts';
import './workflow-words.ts';

export function WorkflowListPage() {
  const say = useSay();
  const { site } = useSite();
  const workflows = useWorkflows();
  const [creating, setCreating] = useState(false);
  const list = useQuery({ queryKey: workflowKeys.all(site.id), queryFn: ({ signal }) => workflows.list(signal) });
  const columns: readonly Column<WorkflowLine>[] = [
    {
      id: 'name', label: say('tracker.name'), text: (row) => row.name,
      cell: (row) => (
        <>
          <Link to="/s/$site/tracker/workflows/$workflowId" params={{ site: site.slug, workflowId: row.id }} className="row-link">
            {row.name}
          </Link>
          {row.hasDraft ? <span className="mark mark-warn">{say('workflow.draft')}</span> : null}
        </>
      ),
    },
    { id: 'projects', label: say('place.projects'), text: (row) => row.projects.map(({ name }) => name).join(', '), cell: (row) => row.projects.map(({ name }) => name).join(', ') || '–' },
    { id: 'statuses', label: say('workflow.statuses'), width: '110px', align: 'end', text: (row) => String(row.statusCount), cell: (row) => row.statusCount },
    { id: 'transitions', label: say('workflow.transitions'), width: '120px', align: 'end', text: (row) => String(row.transitionCount), cell: (row) => row.transitionCount },
  ];
  return (
    <Page
      title={say('workflow.workflows')}
      lead={say('workflow.lead')}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
      ]}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
          {say('workflow.create')}
        </Button>
      }
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.data === undefined ? null : <DataTable name="workflows" label={say('workflow.workflows')} columns={columns} rows={list.data} rowId={(row) => row.id} />}
      {creating ? <CreateWorkflow known={list.data ?? []} onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}

function CreateWorkflow({ known, onClose }: { readonly known: readonly WorkflowLine[]; readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const workflows = useWorkflows();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [copyOf, setCopyOf] = useState(known.find(({ isDefault }) => isDefault === true)?.id ?? known[0]?.id ?? '');
  const form = useForm<'name'>({
    fields: ['name'],
    check: () => (name.trim() === '' ? { name: say('form.needed') } : {}),
    send: async () => {
      const made = await workflows.create(name.trim(), copyOf === '' ? undefined : copyOf);
      await cache.invalidateQueries({ queryKey: workflowKeys.all(site.id) });
      await navigate({ to: '/s/$site/tracker/workflows/$workflowId', params: { site: site.slug, workflowId: made.id } });
    },
  });
  return (
    <Dialog onClose={onClose} title={say('workflow.create')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name') }} />
        <TextInput {...fieldProps(form, 'name')} data-autofocus label={say('tracker.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <NativeSelect label={say('workflow.copyOf')} value={copyOf} data={[{ value: '', label: say('workflow.fromNothing') }, ...known.map((one) => ({ value: one.id, label: one.name }))]} onChange={(event) => setCopyOf(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('workflow.create')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
