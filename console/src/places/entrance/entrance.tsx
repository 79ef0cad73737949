// The screens before somebody is inside share one quiet frame: the name, one card, the language.
import { NativeSelect, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Locale } from '../../api/account.ts';
import { useAnnouncedPage } from '../../app/page-state.ts';
import { IconAnchor } from '../../parts/icons.ts';
import { currentLocale, localeNames, locales, speak, useSay } from '../../words/index.ts';
import './entrance.css';

const isLocale = (value: string): value is Locale => locales.some((locale) => locale === value);

export function Entrance({ title, lead, children }: { readonly title: string; readonly lead?: ReactNode; readonly children: ReactNode }) {
  const say = useSay();
  useTranslation();
  useAnnouncedPage(title, []);
  return (
    <main className="entrance">
      <div className="entrance-name">
        <IconAnchor size={22} aria-hidden="true" /> Holdfast
      </div>
      <div className="entrance-card">
        <Title order={1}>{title}</Title>
        {lead === undefined ? null : <div className="page-lead">{lead}</div>}
        {children}
      </div>
      <NativeSelect
        className="entrance-language"
        size="sm"
        aria-label={say('entrance.language')}
        value={currentLocale()}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (isLocale(chosen)) void speak(chosen);
        }}
        data={locales.map((locale) => ({ value: locale, label: localeNames[locale] }))}
      />
    </main>
  );
}

export const passwordLengthMin = 12;
