// A new password; the old one proves that it is you.
import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { changePassword } from '../../api/account.ts';
import { useAccount } from '../../app/session.ts';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { Page } from '../../parts/page.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { passwordLengthMin } from '../entrance/entrance.tsx';

type Field = 'current' | 'next';

export function PasswordPage() {
  const say = useSay();
  const account = useAccount();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const form = useForm<Field>({
    fields: ['current', 'next'],
    check: () => {
      const errors: Errors<Field> = {};
      if (current === '') errors.current = say('form.needed');
      if (next.length < passwordLengthMin) errors.next = say('form.passwordShort', { count: passwordLengthMin });
      return errors;
    },
    send: async () => {
      await changePassword(current, next);
      setCurrent('');
      setNext('');
      told(say('me.passwordChanged'));
    },
  });
  const toggle = { 'aria-label': say('entrance.showPassword') };
  return (
    <Page title={say('me.password')} trail={[{ label: say('me.title') }]} width="form">
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ current: say('me.currentPassword'), next: say('entrance.newPassword') }} />
        <input type="email" autoComplete="username" value={account.email} readOnly hidden />
        <PasswordInput {...fieldProps(form, 'current')} label={say('me.currentPassword')} autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.currentTarget.value)} visibilityToggleButtonProps={toggle} />
        <PasswordInput
          {...fieldProps(form, 'next')}
          label={say('entrance.newPassword')}
          description={say('entrance.passwordHelp', { count: passwordLengthMin })}
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <FormActions busy={form.busy} label={say('me.changePassword')} />
      </form>
    </Page>
  );
}
