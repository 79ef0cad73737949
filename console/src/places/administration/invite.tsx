// Inviting people: several addresses at once, with their role and the site that they should start in.
import { NativeSelect, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import type { Role } from '../../api/account.ts';
import { invite } from '../../api/organizations.ts';
import { useOrganization } from '../../app/session.ts';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { adminKeys } from './queries.ts';
import { isRole, roles } from './words-of.ts';

type Field = 'emails' | 'role' | 'sites';
const emailShape = /^[^\s@]+@[^\s@]+$/;
const emailsMax = 100;

export const addressesIn = (text: string): readonly string[] => [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))];

export function Invite({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const [text, setText] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [site, setSite] = useState(org.sites[0]?.id ?? '');
  const form = useForm<Field>({
    fields: ['emails', 'role', 'sites'],
    check: () => {
      const errors: Errors<Field> = {};
      const emails = addressesIn(text);
      const wrong = emails.filter((email) => !emailShape.test(email));
      if (emails.length === 0) errors.emails = say('form.needed');
      else if (wrong.length > 0) errors.emails = say('people.notAnAddress', { text: wrong[0] ?? '' });
      else if (emails.length > emailsMax) errors.emails = say('people.tooMany', { max: emailsMax });
      return errors;
    },
    send: async () => {
      const emails = addressesIn(text);
      await invite(org.id, { emails, role, ...(site === '' ? {} : { sites: [{ site, role: role === 'admin' ? 'admin' : role }] }) });
      await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
      told(say('people.invitedNow', { count: emails.length }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={say('people.invite')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ emails: say('people.emails'), role: say('people.role'), sites: say('people.startSite') }} />
        <Textarea {...fieldProps(form, 'emails')} data-autofocus label={say('people.emails')} description={say('people.emailsHelp')} autosize minRows={3} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <NativeSelect
          {...fieldProps(form, 'role')}
          label={say('people.role')}
          description={say(`people.roleHelp.${role}`)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={role}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            if (isRole(chosen)) setRole(chosen);
          }}
          data={roles.map((value) => ({ value, label: say(`role.${value}`) }))}
        />
        <NativeSelect {...fieldProps(form, 'sites')} label={say('people.startSite')} value={site} onChange={(event) => setSite(event.currentTarget.value)} data={[...org.sites.map((one) => ({ value: one.id, label: one.name })), { value: '', label: say('people.noSite') }]} />
        <FormActions busy={form.busy} label={say('people.send')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
