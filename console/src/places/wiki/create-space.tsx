// A new space: a name and the key that its addresses carry.
import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { useSite, useWiki } from '../../app/session.ts';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { NameAndKey, useNameAndKey } from '../../parts/name-and-key.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { wikiKeys } from './queries.ts';

type Field = 'name' | 'key' | 'description';
const keyShape = /^[A-Za-z0-9]{2,50}$/;
const keyOf = (name: string): string => name.normalize('NFD').replace(/[^A-Za-z0-9]/g, '').toUpperCase().slice(0, 10);

export function CreateSpace({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const place = useNameAndKey(keyOf);
  const { name, key } = place;
  const [description, setDescription] = useState('');
  const form = useForm<Field>({
    fields: ['name', 'key', 'description'],
    check: () => {
      const errors: Errors<Field> = {};
      if (name.trim() === '') errors.name = say('form.needed');
      if (!keyShape.test(key)) errors.key = say('wiki.keyShape');
      return errors;
    },
    send: async () => {
      await wiki.createSpace({ key, name: name.trim(), ...(description.trim() === '' ? {} : { description: { representation: 'plain', value: description.trim() } }) });
      await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
      told(say('wiki.spaceCreated', { name: name.trim() }));
      await navigate({ to: '/s/$site/wiki/$spaceKey', params: { site: site.slug, spaceKey: key } });
    },
  });
  return (
    <Dialog onClose={onClose} title={say('create.space')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), key: say('tracker.key'), description: say('tracker.description') }} />
        <NameAndKey form={form} values={place} nameField="name" keyField="key" keyLabel={say('tracker.key')} keyHelp={say('wiki.keyHelp')} />
        <Textarea {...fieldProps(form, 'description')} label={say('tracker.description')} autosize minRows={2} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('create.space')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
