// The forms of a sprint: its name, goal and dates; and at its end, where open issues go.
import { Radio, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Board, Sprint } from '../../api/boards.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { useBoards, useBoardRefresh } from './board-queries.ts';

const dayMs = 86_400_000;
const usualDays = 14;
const dayOf = (at: string | undefined, otherwise: number): string => (at ?? new Date(Date.now() + otherwise * dayMs).toISOString()).slice(0, 10);

type Field = 'name' | 'startDate' | 'endDate' | 'goal';

export function SprintForm({ board, sprint, starting, onClose }: { readonly board: Board; readonly sprint: Sprint; readonly starting: boolean; readonly onClose: () => void }) {
  const say = useSay();
  const boards = useBoards();
  const refresh = useBoardRefresh(board);
  const [values, setValues] = useState({ name: sprint.name, goal: sprint.goal ?? '', startDate: starting ? dayOf(undefined, 0) : (sprint.startDate?.slice(0, 10) ?? ''), endDate: starting ? dayOf(undefined, usualDays) : (sprint.endDate?.slice(0, 10) ?? '') });
  const change = (part: Partial<typeof values>): void => setValues((all) => ({ ...all, ...part }));
  const form = useForm<Field>({
    fields: ['name', 'startDate', 'endDate', 'goal'],
    check: () => {
      const errors: Errors<Field> = {};
      if (values.name.trim() === '') errors.name = say('form.needed');
      if (starting && values.startDate === '') errors.startDate = say('form.needed');
      if (starting && values.endDate === '') errors.endDate = say('form.needed');
      if (values.endDate !== '' && values.endDate <= values.startDate) errors.endDate = say('board.endAfterStart');
      return errors;
    },
    send: async () => {
      const moment = (day: string) => (day === '' ? {} : new Date(`${day}T09:00:00`).toISOString());
      const start = moment(values.startDate);
      const end = moment(values.endDate);
      await boards.changeSprint(sprint.id, {
        name: values.name.trim(), goal: values.goal.trim(), ...(typeof start === 'string' ? { startDate: start } : {}), ...(typeof end === 'string' ? { endDate: end } : {}), ...(starting ? { state: 'active' as const } : {}),
      });
      await refresh();
      told(say(starting ? 'board.started' : 'settings.saved', { name: values.name.trim() }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={say(starting ? 'board.startTitle' : 'board.changeTitle', { name: sprint.name })}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), startDate: say('board.from'), endDate: say('board.until'), goal: say('board.goal') }} />
        <TextInput {...fieldProps(form, 'name')} data-autofocus label={say('tracker.name')} value={values.name} onChange={(event) => change({ name: event.currentTarget.value })} />
        <div className="form-pair">
          <TextInput {...fieldProps(form, 'startDate')} type="date" label={say('board.from')} value={values.startDate} onChange={(event) => change({ startDate: event.currentTarget.value })} />
          <TextInput {...fieldProps(form, 'endDate')} type="date" label={say('board.until')} value={values.endDate} onChange={(event) => change({ endDate: event.currentTarget.value })} />
        </div>
        <Textarea {...fieldProps(form, 'goal')} label={say('board.goal')} description={say('board.goalHelp')} autosize minRows={2} value={values.goal} onChange={(event) => change({ goal: event.currentTarget.value })} />
        <FormActions busy={form.busy} label={say(starting ? 'board.start' : 'action.save')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

export function CompleteForm({ board, sprint, others, onClose }: { readonly board: Board; readonly sprint: Sprint; readonly others: readonly Sprint[]; readonly onClose: () => void }) {
  const say = useSay();
  const boards = useBoards();
  const refresh = useBoardRefresh(board);
  const [to, setTo] = useState('backlog');
  const form = useForm<'to'>({
    fields: ['to'],
    check: () => ({}),
    send: async () => {
      const answer = await boards.completeSprint(sprint.id, /^\d+$/.test(to) ? Number(to) : to);
      await refresh();
      told(say('board.completed', { name: sprint.name, completed: answer.completed, moved: answer.moved }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={say('board.completeTitle', { name: sprint.name })}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ to: say('board.openIssuesTo') }} />
        <Radio.Group label={say('board.openIssuesTo')} description={say('board.openIssuesHelp')} value={to} onChange={setTo}>
          <div className="radio-list">
            <Radio value="backlog" label={say('board.toBacklog')} data-autofocus />
            <Radio value="new" label={say('board.toNewSprint')} />
            {others.map((other) => (
              <Radio key={other.id} value={String(other.id)} label={other.name} />
            ))}
          </div>
        </Radio.Group>
        <FormActions busy={form.busy} label={say('board.complete')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
