// Sign-in. A wrong password, an unknown address and a suspended account read the same: nobody learns here
// who has an account.
import { Alert, Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { signIn } from '../../api/account.ts';
import { ApiProblem } from '../../api/problem.ts';
import { fieldProps, FormSummary, useForm } from '../../parts/form.tsx';
import { useSay } from '../../words/index.ts';
import { Entrance } from './entrance.tsx';

const route = getRouteApi('/sign-in');

/** Only addresses of this console: a link must not send anybody elsewhere after sign-in. */
const safeNext = (next: string | undefined): string => (next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/');

export function SignInPage() {
  const say = useSay();
  const { next, notice } = route.useSearch();
  const router = useRouter();
  const cache = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useForm<'email' | 'password'>({
    fields: ['email', 'password'],
    check: () => ({ ...(email.includes('@') ? {} : { email: say('form.email') }), ...(password === '' ? { password: say('form.needed') } : {}) }),
    send: async () => {
      await signIn(email.trim(), password);
      cache.clear();
      router.history.push(safeNext(next));
    },
  });
  const refused = form.failure instanceof ApiProblem && form.failure.status === 401;
  return (
    <Entrance title={say('entrance.signIn')}>
      {notice === 'password' ? <Alert color="green" role="status" title={say('entrance.passwordChanged')} /> : null}
      {refused ? (
        <Alert color="red" role="alert" title={say('entrance.refused')}>
          {say('entrance.refusedHelp')}
        </Alert>
      ) : (
        <FormSummary form={form} labels={{ email: say('entrance.email'), password: say('entrance.password') }} />
      )}
      <form onSubmit={form.submit} noValidate>
        <TextInput {...fieldProps(form, 'email')} type="email" label={say('entrance.email')} autoComplete="username" autoFocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput
          {...fieldProps(form, 'password')}
          label={say('entrance.password')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': say('entrance.showPassword') }}
        />
        <Button type="submit" loading={form.busy} fullWidth>
          {say('entrance.signIn')}
        </Button>
      </form>
      <Anchor component={Link} to="/password-reset" size="sm">
        {say('entrance.forgot')}
      </Anchor>
    </Entrance>
  );
}
