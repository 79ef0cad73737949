// A forgotten password: asking answers the same for every address; the link from the mail sets a new one.
import { Alert, Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { askPasswordReset, resetPassword } from '../../api/account.ts';
import { fieldProps, FormSummary, useForm } from '../../parts/form.tsx';
import { useSay } from '../../words/index.ts';
import { Entrance, passwordLengthMin } from './entrance.tsx';

const route = getRouteApi('/password-reset/$secret');

export function AskResetPage() {
  const say = useSay();
  const [email, setEmail] = useState('');
  const [asked, setAsked] = useState(false);
  const form = useForm<'email'>({
    fields: ['email'],
    check: () => (email.includes('@') ? {} : { email: say('form.email') }),
    send: async () => {
      await askPasswordReset(email.trim());
      setAsked(true);
    },
  });
  return (
    <Entrance title={say('entrance.reset')} lead={say('entrance.resetLead')}>
      {asked ? (
        <Alert color="green" role="status" title={say('entrance.resetSent')}>
          {say('entrance.resetSentHelp', { email: email.trim() })}
        </Alert>
      ) : (
        <>
          <FormSummary form={form} labels={{ email: say('entrance.email') }} />
          <form onSubmit={form.submit} noValidate>
            <TextInput {...fieldProps(form, 'email')} type="email" label={say('entrance.email')} autoComplete="username" autoFocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
            <Button type="submit" loading={form.busy} fullWidth>
              {say('entrance.sendLink')}
            </Button>
          </form>
        </>
      )}
      <Anchor component={Link} to="/sign-in" size="sm">
        {say('entrance.backToSignIn')}
      </Anchor>
    </Entrance>
  );
}

export function ResetPage() {
  const say = useSay();
  const { secret } = route.useParams();
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const form = useForm<'password'>({
    fields: ['password'],
    check: () => (password.length < passwordLengthMin ? { password: say('form.passwordShort', { count: passwordLengthMin }) } : {}),
    send: async () => {
      await resetPassword(secret, password);
      await navigate({ to: '/sign-in', search: { notice: 'password' } });
    },
  });
  return (
    <Entrance title={say('entrance.newPassword')}>
      <FormSummary form={form} labels={{ password: say('entrance.password') }} />
      <form onSubmit={form.submit} noValidate>
        <PasswordInput
          {...fieldProps(form, 'password')}
          label={say('entrance.newPassword')}
          description={say('entrance.passwordHelp', { count: passwordLengthMin })}
          autoComplete="new-password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': say('entrance.showPassword') }}
        />
        <Button type="submit" loading={form.busy} fullWidth>
          {say('entrance.setPassword')}
        </Button>
      </form>
    </Entrance>
  );
}
