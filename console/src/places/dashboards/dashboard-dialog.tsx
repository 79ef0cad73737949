// A dashboard's name, description and who sees it.
import { NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Dashboard, Share } from '../../api/tracker-lists.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { useSay } from '../../words/index.ts';

export type DashboardValues = { readonly name: string; readonly description: string; readonly sharePermissions: readonly Share[] };

export function DashboardDialog({ dashboard, onClose, onSave }: { readonly dashboard?: Dashboard | undefined; readonly onClose: () => void; readonly onSave: (values: DashboardValues) => Promise<void> }) {
  const say = useSay();
  const [name, setName] = useState(dashboard?.name ?? '');
  const [description, setDescription] = useState(dashboard?.description ?? '');
  const shared = dashboard?.sharePermissions ?? [];
  const special = shared.length > 0 && shared.every(({ type }) => type !== 'loggedin');
  const [sharing, setSharing] = useState(special ? 'as-is' : shared.length > 0 ? 'everybody' : 'nobody');
  const form = useForm<'name'>({
    fields: ['name'],
    check: () => (name.trim() === '' ? { name: say('filters.nameNeeded') } : {}),
    send: async () => {
      await onSave({ name: name.trim(), description, sharePermissions: sharing === 'as-is' ? shared : sharing === 'everybody' ? [{ type: 'loggedin' }] : [] });
      onClose();
    },
  });
  return (
    <Dialog title={say(dashboard === undefined ? 'dashboards.create' : 'dashboards.rename')} onClose={onClose}>
      <form onSubmit={form.submit} noValidate>
        <Stack gap="sm">
          <FormSummary form={form} labels={{ name: say('filters.name') }} />
          <TextInput label={say('filters.name')} {...fieldProps(form, 'name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={255} data-autofocus />
          <Textarea label={say('filters.description')} value={description} onChange={(event) => setDescription(event.currentTarget.value)} autosize minRows={1} />
          <NativeSelect label={say('filters.visibility')} value={sharing} onChange={(event) => setSharing(event.currentTarget.value)} data={[{ value: 'nobody', label: say('filters.nobody') }, { value: 'everybody', label: say('filters.everybody') }, ...(special ? [{ value: 'as-is', label: say('filters.people', { count: shared.length }) }] : [])]} />
          <FormActions busy={form.busy} label={say('action.save')} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
