// Name, language, time zone and theme. Language and theme show at once; all is kept with the account.
import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { changeProfile, type Locale, type Theme } from '../../api/account.ts';
import { formatsFor, regionalLocale } from '../../app/formats.ts';
import { meQuery, useAccount } from '../../app/session.ts';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { Page } from '../../parts/page.tsx';
import { told } from '../../parts/toasts.tsx';
import { localeNames, locales, say as sayNow, speak, useSay } from '../../words/index.ts';

type Field = 'name' | 'locale' | 'timeZone' | 'theme';
const fields: readonly Field[] = ['name', 'locale', 'timeZone', 'theme'];
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

export function ProfilePage() {
  const say = useSay();
  const account = useAccount();
  const cache = useQueryClient();
  const [name, setName] = useState(account.name);
  const [locale, setLocale] = useState<Locale>(account.locale);
  const [timeZone, setTimeZone] = useState(account.timeZone);
  const [theme, setTheme] = useState<Theme>(account.theme);
  const zones = useMemo(() => [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', account.timeZone])].toSorted(), [account.timeZone]);
  const form = useForm<Field>({
    fields,
    check: () => (name.trim() === '' ? { name: say('form.needed') } : {}),
    send: async () => {
      await changeProfile({ name: name.trim(), locale, timeZone, theme });
      await cache.invalidateQueries({ queryKey: meQuery.queryKey });
      await speak(locale);
      told(sayNow('settings.saved'));
    },
  });
  return (
    <Page title={say('me.profile')} trail={[{ label: say('me.title') }]} width="form">
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('entrance.name'), locale: say('me.language'), timeZone: say('me.timeZone'), theme: say('me.theme') }} />
        <TextInput {...fieldProps(form, 'name')} label={say('entrance.name')} description={say('me.nameHelp')} autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label={say('entrance.email')} value={account.email} readOnly description={say('me.emailHelp')} />
        <NativeSelect
          {...fieldProps(form, 'locale')}
          label={say('me.language')}
          value={locale}
          onChange={(event) => {
            const chosen = locales.find((one) => one === event.currentTarget.value);
            if (chosen !== undefined) setLocale(chosen);
          }}
          data={locales.map((one) => ({ value: one, label: localeNames[one] }))}
        />
        <NativeSelect
          {...fieldProps(form, 'timeZone')}
          label={say('me.timeZone')}
          description={say('me.timeZoneHelp', { time: formatsFor(regionalLocale(), timeZone).dateTime(new Date().toISOString()) })}
          value={timeZone}
          onChange={(event) => setTimeZone(event.currentTarget.value)}
          data={zones}
        />
        <NativeSelect
          {...fieldProps(form, 'theme')}
          label={say('me.theme')}
          value={theme}
          onChange={(event) => {
            const chosen = themes.find((one) => one === event.currentTarget.value);
            if (chosen !== undefined) setTheme(chosen);
          }}
          data={themes.map((one) => ({ value: one, label: say(`me.themes.${one}`) }))}
        />
        <FormActions busy={form.busy} label={say('action.save')} />
      </form>
    </Page>
  );
}
