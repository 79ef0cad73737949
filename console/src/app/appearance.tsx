// Keeps what is shown in step with the person's own settings: theme and language follow the profile.
import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { speak } from '../words/index.ts';
import { meQuery } from './session.ts';

export function Appearance() {
  const { data } = useQuery({ ...meQuery, enabled: false });
  const { setColorScheme } = useMantineColorScheme();
  const theme = data?.account.theme;
  const locale = data?.account.locale;
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme);
  }, [theme, setColorScheme]);
  useEffect(() => {
    if (locale !== undefined) void speak(locale);
  }, [locale]);
  return null;
}
