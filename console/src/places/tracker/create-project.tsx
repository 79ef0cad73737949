// A new project: a name and the key that its issues will carry for ever.
import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { useAccount, useSite, useTracker } from '../../app/session.ts';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { NameAndKey, useNameAndKey } from '../../parts/name-and-key.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from './queries.ts';

type Field = 'name' | 'key' | 'description';
const keyShape = /^[A-Z][A-Z0-9_]{1,9}$/;

const keyOf = (name: string): string => {
  const words = name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toUpperCase().split(/[^A-Z0-9]+/).filter((word) => word !== '');
  const key = words.length > 1 ? words.map((word) => word[0]).join('') : (words[0] ?? '').slice(0, 4);
  return key.replace(/^[^A-Z]+/, '').slice(0, 10);
};

export function CreateProject({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const account = useAccount();
  const tracker = useTracker();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const place = useNameAndKey(keyOf, (text) => text.toUpperCase());
  const { name, key } = place;
  const [description, setDescription] = useState('');
  const form = useForm<Field>({
    fields: ['name', 'key', 'description'],
    check: () => {
      const errors: Errors<Field> = {};
      if (name.trim() === '') errors.name = say('form.needed');
      if (!keyShape.test(key)) errors.key = say('tracker.keyShape');
      return errors;
    },
    send: async () => {
      await tracker.createProject({ key, name: name.trim(), description: description.trim(), leadAccountId: account.id, projectTypeKey: 'software' });
      await cache.invalidateQueries({ queryKey: trackerKeys.all(site.id) });
      told(say('tracker.projectCreated', { name: name.trim() }));
      await navigate({ to: '/s/$site/tracker/projects/$projectKey', params: { site: site.slug, projectKey: key }, search: {} });
    },
  });
  return (
    <Dialog onClose={onClose} title={say('create.project')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), key: say('tracker.key'), description: say('tracker.description') }} />
        <NameAndKey form={form} values={place} nameField="name" keyField="key" keyLabel={say('tracker.key')} keyHelp={say('tracker.keyHelp')} />
        <Textarea {...fieldProps(form, 'description')} label={say('tracker.description')} autosize minRows={3} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('create.project')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
