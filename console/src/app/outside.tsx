// What stands around everything: the root, the page for an address that leads nowhere, and the page for
// a fault of ours.
import { Title, Text } from '@mantine/core';
import { Outlet, type ErrorComponentProps } from '@tanstack/react-router';
import { ButtonLink } from '../parts/button-link.tsx';
import { useSay } from '../words/index.ts';
import { Failure } from '../parts/failure.tsx';

export const Root = () => <Outlet />;

export function NotFound() {
  const say = useSay();
  return (
    <div className="lost">
      <Title order={1}>{say('lost.title')}</Title>
      <Text c="dimmed">{say('lost.help')}</Text>
      <ButtonLink to="/">
        {say('lost.home')}
      </ButtonLink>
    </div>
  );
}

export function SomethingBroke({ error, reset }: ErrorComponentProps) {
  const say = useSay();
  return (
    <main className="lost">
      <Title order={1}>{say('lost.broken')}</Title>
      <Failure failure={error} onRetry={reset} />
    </main>
  );
}
