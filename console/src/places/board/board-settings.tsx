// How a board is set up: its name, its columns with their statuses and limits, its lanes, its quick filters.
import { ActionIcon, Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Board, BoardConfiguration, QuickFilter } from '../../api/boards.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '../../parts/icons.ts';
import { told } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { statusesQuery } from '../tracker/queries.ts';
import { boardKeys, configurationQuery, quickFiltersQuery, useBoards } from './board-queries.ts';

export function BoardSettings({ board, onClose }: { readonly board: Board; readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const boards = useBoards();
  const configuration = useQuery(configurationQuery(site.id, boards, board.id));
  const filters = useQuery(quickFiltersQuery(site.id, boards, board.id));
  return (
    <Dialog onClose={onClose} title={say('board.configureTitle', { name: board.name })} size="lg">
      {configuration.isError ? <Failure failure={configuration.error} onRetry={() => void configuration.refetch()} /> : null}
      {configuration.data === undefined || filters.data === undefined ? (
        configuration.isError ? null : <WaitingText />
      ) : (
        <SettingsForm board={board} configuration={configuration.data} filters={filters.data} onClose={onClose} />
      )}
    </Dialog>
  );
}

type Draft = { readonly id: number; readonly name: string; readonly statuses: readonly string[]; readonly min: string; readonly max: string };
type FilterDraft = { readonly id?: number; readonly key: number; readonly name: string; readonly jql: string };
type Strategy = BoardConfiguration['swimlanes']['strategy'];
type FormProps = { readonly board: Board; readonly configuration: BoardConfiguration; readonly filters: readonly QuickFilter[]; readonly onClose: () => void };

const limitOf = (text: string): number | undefined => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined);

function SettingsForm({ board, configuration, filters, onClose }: FormProps) {
  const say = useSay();
  const { site } = useSite();
  const boards = useBoards();
  const cache = useQueryClient();
  const [name, setName] = useState(configuration.name);
  const [strategy, setStrategy] = useState<Strategy>(configuration.swimlanes.strategy);
  const [columns, setColumns] = useState<readonly Draft[]>(() =>
    configuration.columnConfig.columns.map((column, id) => ({ id, name: column.name, statuses: column.statuses.map((status) => status.id), min: String(column.min ?? ''), max: String(column.max ?? '') })),
  );
  const [quick, setQuick] = useState<readonly FilterDraft[]>(() => filters.map((filter, key) => ({ id: filter.id, key, name: filter.name, jql: filter.jql })));
  const form = useForm<'name' | 'columns' | 'items'>({
    fields: ['name', 'columns', 'items'],
    check: () => {
      const errors: Errors<'name' | 'columns' | 'items'> = {};
      if (name.trim() === '') errors.name = say('form.needed');
      if (columns.length === 0 || columns.some((column) => column.name.trim() === '')) errors.columns = say('board.columnsNeedNames');
      if (quick.some((filter) => filter.name.trim() === '' || filter.jql.trim() === '')) errors.items = say('board.filtersNeedBoth');
      return errors;
    },
    send: async () => {
      await boards.configure(board.id, {
        name: name.trim(),
        columns: columns.map((column) => {
          const min = limitOf(column.min);
          const max = limitOf(column.max);
          return { name: column.name.trim(), statuses: column.statuses, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
        }),
        constraintType: columns.some((column) => limitOf(column.min) !== undefined || limitOf(column.max) !== undefined) ? (configuration.columnConfig.constraintType === 'none' ? 'issueCount' : configuration.columnConfig.constraintType) : 'none',
        swimlanes: strategy === configuration.swimlanes.strategy ? configuration.swimlanes : { strategy },
      });
      await boards.setQuickFilters(board.id, quick.map(({ id, name: label, jql }) => ({ ...(id === undefined ? {} : { id }), name: label.trim(), jql: jql.trim() })));
      await cache.invalidateQueries({ queryKey: boardKeys.all(site.id) });
      told(say('settings.saved'));
      onClose();
    },
  });
  return (
    <form onSubmit={form.submit} noValidate className="form">
      <FormSummary form={form} labels={{ name: say('tracker.name'), columns: say('board.columns'), items: say('board.quickFilters') }} />
      <TextInput {...fieldProps(form, 'name')} data-autofocus label={say('tracker.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Columns columns={columns} onChange={setColumns} />
      <NativeSelect
        label={say('board.lanes')}
        value={strategy}
        onChange={(event) => setStrategy(strategies.find((one) => one === event.currentTarget.value) ?? 'none')}
        data={strategies.filter((one) => one !== 'query' || configuration.swimlanes.strategy === 'query').map((value) => ({ value, label: say(`board.lane.${value}`) }))}
      />
      <QuickFilters quick={quick} onChange={setQuick} />
      <FormActions busy={form.busy} label={say('action.save')} onCancel={onClose} />
    </form>
  );
}

const strategies = ['none', 'assignee', 'parent', 'query'] as const;

function Columns({ columns, onChange }: { readonly columns: readonly Draft[]; readonly onChange: (columns: readonly Draft[]) => void }) {
  const say = useSay();
  const { site } = useSite();
  const statuses = useQuery(statusesQuery(site.id, useTracker()));
  const used = new Set(columns.flatMap((column) => column.statuses));
  const change = (id: number, part: Partial<Draft>): void => onChange(columns.map((column) => (column.id === id ? { ...column, ...part } : column)));
  const shift = (index: number, by: 1 | -1): void => {
    const next = [...columns];
    const [moved] = next.splice(index, 1);
    if (moved === undefined) return;
    next.splice(index + by, 0, moved);
    onChange(next);
  };
  return (
    <fieldset className="plain-fieldset" id="field-columns" tabIndex={-1}>
      <legend>{say('board.columns')}</legend>
      {columns.map((column, index) => (
        <div key={column.id} className="column-draft" role="group" aria-label={column.name}>
          <TextInput label={say('tracker.name')} value={column.name} onChange={(event) => change(column.id, { name: event.currentTarget.value })} />
          <MultiSelect
            label={say('board.statuses')}
            value={[...column.statuses]}
            data={(statuses.data ?? []).filter((status) => !used.has(status.id) || column.statuses.includes(status.id)).map((status) => ({ value: status.id, label: status.name }))}
            onChange={(ids) => change(column.id, { statuses: ids })}
            hidePickedOptions
          />
          <TextInput label={say('board.min')} w={84} inputMode="numeric" value={column.min} onChange={(event) => change(column.id, { min: event.currentTarget.value })} />
          <TextInput label={say('board.max')} w={84} inputMode="numeric" value={column.max} onChange={(event) => change(column.id, { max: event.currentTarget.value })} />
          <div className="column-draft-actions">
            <ActionIcon variant="subtle" color="gray" aria-label={say('board.earlier', { column: column.name })} disabled={index === 0} onClick={() => shift(index, -1)}>
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon variant="subtle" color="gray" aria-label={say('board.later', { column: column.name })} disabled={index === columns.length - 1} onClick={() => shift(index, 1)}>
              <IconArrowDown size={16} />
            </ActionIcon>
            <ActionIcon variant="subtle" color="gray" aria-label={say('board.removeColumn', { column: column.name })} onClick={() => onChange(columns.filter((one) => one.id !== column.id))}>
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        </div>
      ))}
      <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => onChange([...columns, { id: Math.max(-1, ...columns.map(({ id }) => id)) + 1, name: '', statuses: [], min: '', max: '' }])}>
        {say('board.addColumn')}
      </Button>
    </fieldset>
  );
}

function QuickFilters({ quick, onChange }: { readonly quick: readonly FilterDraft[]; readonly onChange: (quick: readonly FilterDraft[]) => void }) {
  const say = useSay();
  const change = (key: number, part: Partial<FilterDraft>): void => onChange(quick.map((filter) => (filter.key === key ? { ...filter, ...part } : filter)));
  return (
    <fieldset className="plain-fieldset" id="field-items" tabIndex={-1}>
      <legend>{say('board.quickFilters')}</legend>
      {quick.map((filter) => (
        <div key={filter.key} className="filter-draft" role="group" aria-label={filter.name}>
          <TextInput label={say('tracker.name')} value={filter.name} onChange={(event) => change(filter.key, { name: event.currentTarget.value })} />
          <TextInput label={say('tracker.jql')} className="jql-input" value={filter.jql} onChange={(event) => change(filter.key, { jql: event.currentTarget.value })} />
          <ActionIcon variant="subtle" color="gray" aria-label={say('board.removeFilter', { name: filter.name })} onClick={() => onChange(quick.filter((one) => one.key !== filter.key))}>
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => onChange([...quick, { key: Math.max(-1, ...quick.map(({ key }) => key)) + 1, name: '', jql: '' }])}>
        {say('board.addFilter')}
      </Button>
    </fieldset>
  );
}
