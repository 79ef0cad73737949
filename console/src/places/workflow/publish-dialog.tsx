// Publishing a workflow: first what would be wrong, and for every status that goes, where its issues go.
import { Alert, List, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Workflow } from '../../api/workflows.ts';
import { useSite } from '../../app/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { useWorkflows } from './use-workflows.ts';

export function PublishDialog({ workflow, onClose }: { readonly workflow: Workflow; readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const workflows = useWorkflows();
  const cache = useQueryClient();
  const check = useQuery({ queryKey: ['tracker', site.id, 'workflow-check', workflow.id, workflow.draft?.version], queryFn: () => workflows.check(workflow.id), staleTime: 0, gcTime: 0 });
  const [to, setTo] = useState<Readonly<Record<string, string>>>({});
  const left = (workflow.draft ?? workflow).statuses;
  const removed = (check.data?.removed ?? []).filter(({ issues }) => issues > 0);
  const problems = check.data?.problems ?? [];
  const nameOf = (id: string): string => workflow.statuses.find((status) => status.id === id)?.name ?? id;
  const form = useForm<string>({
    fields: removed.map(({ status }) => status),
    check: () => Object.fromEntries(removed.filter(({ status }) => (to[status] ?? '') === '').map(({ status }) => [status, say('form.needed')])),
    send: async () => {
      await workflows.publish(workflow.id, removed.map(({ status }) => ({ from: status, to: to[status] ?? '' })));
      await cache.invalidateQueries({ queryKey: ['tracker', site.id] });
      told(say('workflow.published', { name: workflow.name }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={say('workflow.publishTitle', { name: workflow.name })}>
      {check.isError ? <Failure failure={check.error} onRetry={() => void check.refetch()} /> : null}
      {check.isPending ? <WaitingText lines={3} /> : null}
      {problems.length === 0 ? null : (
        <Alert color="red" role="alert" title={say('workflow.problems')}>
          <List size="sm">
            {problems.map((problem, index) => (
              <List.Item key={`${problem.code} ${index}`}>{problem.message}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {check.isSuccess && problems.length === 0 ? (
        <form onSubmit={form.submit} noValidate className="form">
          <FormSummary form={form} labels={Object.fromEntries(removed.map(({ status }) => [status, nameOf(status)]))} />
          <p>{say('workflow.publishHelp')}</p>
          {removed.map(({ status, issues }) => (
            <NativeSelect
              key={status}
              {...fieldProps(form, status)}
              label={say('workflow.whereTo', { status: nameOf(status), count: issues })}
              value={to[status] ?? ''}
              data={[{ value: '', label: '–' }, ...left.map((one) => ({ value: one.id, label: one.name }))]}
              onChange={(event) => setTo({ ...to, [status]: event.currentTarget.value })}
            />
          ))}
          <FormActions busy={form.busy} label={say('workflow.publish')} onCancel={onClose} />
        </form>
      ) : null}
    </Dialog>
  );
}
