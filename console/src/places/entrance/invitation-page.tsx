// Accepting an invitation: a new account chooses a name and password, an existing one proves its password.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { acceptInvitation, invitation, type InvitationNotice } from '../../api/account.ts';
import { useFormats } from '../../app/formats.ts';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { Entrance, passwordLengthMin } from './entrance.tsx';

const route = getRouteApi('/invitation/$secret');

export function InvitationPage() {
  const say = useSay();
  const { secret } = route.useParams();
  const notice = useQuery({ queryKey: ['invitation', secret], queryFn: ({ signal }) => invitation(secret, signal), retry: false, staleTime: Infinity, refetchOnWindowFocus: false });
  if (notice.isError) {
    return (
      <Entrance title={say('entrance.invitationGone')} lead={say('entrance.invitationGoneHelp')}>
        <Failure failure={notice.error} onRetry={() => void notice.refetch()} />
      </Entrance>
    );
  }
  if (notice.data === undefined) {
    return (
      <Entrance title={say('entrance.invitation')}>
        <WaitingText lines={3} />
      </Entrance>
    );
  }
  return <Accept secret={secret} notice={notice.data} />;
}

function Accept({ secret, notice }: { readonly secret: string; readonly notice: InvitationNotice }) {
  const say = useSay();
  const formats = useFormats();
  const router = useRouter();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const isNew = !notice.accountExists;
  const form = useForm<'name' | 'password'>({
    fields: ['name', 'password'],
    check: () => {
      const errors: Errors<'name' | 'password'> = {};
      if (isNew && name.trim() === '') errors.name = say('form.needed');
      if (password === '') errors.password = say('form.needed');
      else if (isNew && password.length < passwordLengthMin) errors.password = say('form.passwordShort', { count: passwordLengthMin });
      return errors;
    },
    send: async () => {
      await acceptInvitation(secret, isNew ? { name: name.trim(), password } : { password });
      // The invitation itself is used up now and must not be asked for again.
      cache.removeQueries({ predicate: (query) => query.queryKey[0] !== 'invitation' });
      router.history.push('/');
    },
  });
  return (
    <Entrance
      title={say('entrance.join', { organization: notice.organizationName })}
      lead={say('entrance.joinLead', { email: notice.email, date: formats.dateTime(notice.expiresAt) })}
    >
      <FormSummary form={form} labels={{ name: say('entrance.name'), password: say('entrance.password') }} />
      <form onSubmit={form.submit} noValidate>
        <input type="email" autoComplete="username" value={notice.email} readOnly hidden />
        {isNew ? <TextInput {...fieldProps(form, 'name')} label={say('entrance.name')} autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} autoFocus /> : null}
        <PasswordInput
          {...fieldProps(form, 'password')}
          label={say('entrance.password')}
          description={isNew ? say('entrance.passwordHelp', { count: passwordLengthMin }) : say('entrance.existing')}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': say('entrance.showPassword') }}
        />
        <Button type="submit" loading={form.busy} fullWidth>
          {say('entrance.accept')}
        </Button>
      </form>
    </Entrance>
  );
}
