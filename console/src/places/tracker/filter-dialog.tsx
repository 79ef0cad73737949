// Saving a query, or changing a saved one: name, description, the query itself and who sees it.
import { NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SavedFilter, Share } from '../../api/tracker-lists.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { useSay } from '../../words/index.ts';
import { useFilterChanges } from './use-filters.ts';
import './query-words.ts';

export function FilterDialog({ filter, jql, onClose, onSaved }: { readonly filter?: SavedFilter | undefined; readonly jql: string; readonly onClose: () => void; readonly onSaved?: (filter: SavedFilter) => void }) {
  const say = useSay();
  const { save } = useFilterChanges();
  const [name, setName] = useState(filter?.name ?? '');
  const [description, setDescription] = useState(filter?.description ?? '');
  const [query, setQuery] = useState(jql);
  const shared = filter?.sharePermissions ?? [];
  const special = shared.length > 0 && shared.every((share) => share.type !== 'loggedin');
  const [sharing, setSharing] = useState<'nobody' | 'everybody' | 'as-is'>(special ? 'as-is' : shared.length > 0 ? 'everybody' : 'nobody');
  const shares = (): readonly Share[] | undefined => (sharing === 'as-is' ? undefined : sharing === 'everybody' ? [{ type: 'loggedin' }] : []);
  const form = useForm<'name' | 'jql'>({
    fields: ['name', 'jql'],
    check: () => ({ ...(name.trim() === '' ? { name: say('filters.nameNeeded') } : {}), ...(query.trim() === '' ? { jql: say('filters.queryNeeded') } : {}) }),
    send: async () => {
      const sharePermissions = shares();
      const saved = await save({ name: name.trim(), description, jql: query.trim(), ...(sharePermissions === undefined ? {} : { sharePermissions }) }, filter?.id);
      onSaved?.(saved);
      onClose();
    },
  });
  return (
    <Dialog title={say(filter === undefined ? 'filters.saveTitle' : 'filters.editTitle')} onClose={onClose}>
      <form onSubmit={form.submit} noValidate>
        <Stack gap="sm">
          <FormSummary form={form} labels={{ name: say('filters.name'), jql: say('filters.jql') }} />
          <TextInput label={say('filters.name')} {...fieldProps(form, 'name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required maxLength={255} data-autofocus />
          <Textarea label={say('filters.jql')} {...fieldProps(form, 'jql')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} autosize minRows={2} spellCheck={false} required />
          <Textarea label={say('filters.description')} value={description} onChange={(event) => setDescription(event.currentTarget.value)} autosize minRows={1} />
          <NativeSelect
            label={say('filters.visibility')}
            value={sharing}
            onChange={(event) => setSharing(event.currentTarget.value === 'everybody' ? 'everybody' : event.currentTarget.value === 'as-is' ? 'as-is' : 'nobody')}
            data={[{ value: 'nobody', label: say('filters.nobody') }, { value: 'everybody', label: say('filters.everybody') }, ...(special ? [{ value: 'as-is', label: say('filters.people', { count: shared.length }) }] : [])]}
          />
          <FormActions busy={form.busy} label={say('action.save')} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
