// What a gadget shows: its kind, its title, and what it counts. Changing keeps the kind.
import { NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { groupings, type Gadget, type GadgetModule, type GadgetSettings, type Grouping } from '../../api/tracker-lists.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { useSay } from '../../words/index.ts';

export type GadgetValues = { readonly moduleKey: GadgetModule; readonly title: string; readonly settings: GadgetSettings };
const kinds = ['created-resolved', 'age', 'distribution', 'filter-results', 'my-work'] as const;
type Kind = (typeof kinds)[number];

export function GadgetDialog({ gadget, onClose, onSave }: { readonly gadget?: Gadget | undefined; readonly onClose: () => void; readonly onSave: (values: GadgetValues) => Promise<void> }) {
  const say = useSay();
  const [kind, setKind] = useState<Kind>(kinds.find((one) => one === gadget?.moduleKey) ?? 'created-resolved');
  const [title, setTitle] = useState(gadget?.title ?? '');
  const [jql, setJql] = useState(gadget?.settings.jql ?? '');
  const [by, setBy] = useState<Grouping>(gadget?.settings.by ?? 'status');
  const [days, setDays] = useState(gadget?.settings.days ?? 30);
  const form = useForm<'title'>({
    fields: ['title'],
    check: () => ({}),
    send: async () => {
      await onSave({ moduleKey: kind, title: title.trim() || say(`dashboards.modules.${kind}`), settings: { ...(kind === 'my-work' ? {} : { jql: jql.trim() }), ...(kind === 'distribution' ? { by } : {}), ...(kind === 'created-resolved' ? { days } : {}) } });
      onClose();
    },
  });
  return (
    <Dialog title={say(gadget === undefined ? 'dashboards.add' : 'dashboards.setUp')} onClose={onClose}>
      <form onSubmit={form.submit} noValidate>
        <Stack gap="sm">
          <FormSummary form={form} labels={{ title: say('dashboards.gadgetTitle') }} />
          {gadget === undefined ? <NativeSelect label={say('dashboards.kind')} value={kind} onChange={(event) => setKind(kinds.find((one) => one === event.currentTarget.value) ?? 'age')} data={kinds.map((one) => ({ value: one, label: say(`dashboards.modules.${one}`) }))} data-autofocus /> : null}
          <TextInput label={say('dashboards.gadgetTitle')} {...fieldProps(form, 'title')} value={title} placeholder={say(`dashboards.modules.${kind}`)} onChange={(event) => setTitle(event.currentTarget.value)} maxLength={255} />
          {kind === 'my-work' ? null : <Textarea label={say('filters.jql')} description={say('dashboards.queryHelp')} value={jql} onChange={(event) => setJql(event.currentTarget.value)} autosize minRows={1} spellCheck={false} />}
          {kind === 'distribution' ? <NativeSelect label={say('dashboards.by')} value={by} onChange={(event) => setBy(groupings.find((one) => one === event.currentTarget.value) ?? 'status')} data={groupings.map((one) => ({ value: one, label: say(`dashboards.fields.${one}`) }))} /> : null}
          {kind === 'created-resolved' ? <NumberInput label={say('dashboards.days')} value={days} min={1} max={366} onChange={(value) => setDays(typeof value === 'number' ? value : 30)} /> : null}
          <FormActions busy={form.busy} label={say('action.save')} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
