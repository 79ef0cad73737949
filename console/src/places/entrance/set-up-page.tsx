// The first run: the code from the server's own file, the first administrator, the first organization and site.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { setUp } from '../../api/account.ts';
import { fieldProps, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { currentLocale, useSay } from '../../words/index.ts';
import { slugOf, slugShape } from '../administration/slug.ts';
import { Entrance, passwordLengthMin } from './entrance.tsx';

type Field = 'setupCode' | 'name' | 'email' | 'password' | 'organizationName' | 'siteName' | 'siteSlug';
const fields: readonly Field[] = ['setupCode', 'name', 'email', 'password', 'organizationName', 'siteName', 'siteSlug'];
const nothing: Readonly<Record<Field, string>> = { setupCode: '', name: '', email: '', password: '', organizationName: '', siteName: '', siteSlug: '' };

export function SetUpPage() {
  const say = useSay();
  const router = useRouter();
  const cache = useQueryClient();
  const [values, setValues] = useState(nothing);
  const [slugTouched, setSlugTouched] = useState(false);
  const change = (field: Field) => (event: React.ChangeEvent<HTMLInputElement>) => {
    const text = event.currentTarget.value;
    setValues((before) => ({ ...before, [field]: text, ...(field === 'siteName' && !slugTouched ? { siteSlug: slugOf(text) } : {}) }));
    if (field === 'siteSlug') setSlugTouched(true);
  };
  const form = useForm<Field>({
    fields,
    check: () => {
      const errors: Errors<Field> = {};
      for (const field of fields) if (values[field].trim() === '') errors[field] = say('form.needed');
      if (values.email !== '' && !values.email.includes('@')) errors.email = say('form.email');
      if (values.password !== '' && values.password.length < passwordLengthMin) errors.password = say('form.passwordShort', { count: passwordLengthMin });
      if (values.siteSlug !== '' && !slugShape.test(values.siteSlug)) errors.siteSlug = say('form.slug');
      return errors;
    },
    send: async () => {
      await setUp({ ...values, setupCode: values.setupCode.trim(), email: values.email.trim(), locale: currentLocale() });
      cache.clear();
      router.history.push('/');
    },
  });
  const text = (field: Field) => ({ ...fieldProps(form, field), value: values[field], onChange: change(field) });
  return (
    <Entrance title={say('entrance.setUp')} lead={say('entrance.setUpLead')}>
      <FormSummary
        form={form}
        labels={{
          setupCode: say('entrance.code'), name: say('entrance.name'), email: say('entrance.email'), password: say('entrance.password'),
          organizationName: say('entrance.organization'), siteName: say('entrance.siteName'), siteSlug: say('entrance.siteSlug'),
        }}
      />
      <form onSubmit={form.submit} noValidate>
        <TextInput {...text('setupCode')} label={say('entrance.code')} description={say('entrance.codeHelp')} autoComplete="one-time-code" autoFocus />
        <TextInput {...text('name')} label={say('entrance.name')} autoComplete="name" />
        <TextInput {...text('email')} type="email" label={say('entrance.email')} autoComplete="username" />
        <PasswordInput
          {...text('password')}
          label={say('entrance.password')}
          description={say('entrance.passwordHelp', { count: passwordLengthMin })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': say('entrance.showPassword') }}
        />
        <TextInput {...text('organizationName')} label={say('entrance.organization')} description={say('entrance.organizationHelp')} autoComplete="organization" />
        <div className="entrance-pair">
          <TextInput {...text('siteName')} label={say('entrance.siteName')} />
          <TextInput {...text('siteSlug')} label={say('entrance.siteSlug')} description={say('entrance.siteSlugHelp')} inputWrapperOrder={['label', 'input', 'description', 'error']} />
        </div>
        <Button type="submit" loading={form.busy} fullWidth>
          {say('entrance.begin')}
        </Button>
      </form>
    </Entrance>
  );
}
