// A place that is not there, or not for this person; both read the same on purpose, and it says who can help.
import { Text, Title } from '@mantine/core';

import { ButtonLink } from '../parts/button-link.tsx';
import { useSay } from '../words/index.ts';
import { useMe } from './session.ts';
import { useAnnouncedPage } from './page-state.ts';

export function NotYours() {
  const say = useSay();
  const { account } = useMe();
  useAnnouncedPage(say('lost.notYours'), []);
  return (
    <div className="lost">
      <Title order={1}>{say('lost.notYours')}</Title>
      <Text c="dimmed">{say('lost.notYoursHelp', { email: account.email })}</Text>
      <ButtonLink to="/">
        {say('lost.home')}
      </ButtonLink>
    </div>
  );
}
