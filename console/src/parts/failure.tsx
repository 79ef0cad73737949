// An error as a person needs it: what happened, what to do, the stable code to quote, and another try.
import { Alert, Button, Group, Text } from '@mantine/core';
import { ApiProblem } from '../api/problem.ts';
import { useSay, type Say } from '../words/index.ts';
import { IconAlertTriangle, IconRefresh } from './icons.ts';
import { WhyRefused } from './why-refused.tsx';

export function sentenceFor(failure: unknown, say: Say): string {
  if (!(failure instanceof ApiProblem)) return say('failure.unexpected');
  if (failure.status === 0) return say('failure.unreachable');
  if (failure.status === 404) return say('failure.notFound');
  if (failure.status === 403) return say('failure.forbidden');
  if (failure.status === 429) return say('failure.tooMany', { seconds: failure.retryAfterSeconds ?? 60 });
  if (failure.status >= 500) return say('failure.server');
  return failure.detail ?? failure.message;
}

export function Failure({ failure, onRetry }: { readonly failure: unknown; readonly onRetry?: (() => void) | undefined }) {
  const say = useSay();
  const problem = failure instanceof ApiProblem ? failure : undefined;
  return (
    <Alert role="alert" color="red" variant="light" className="failure" icon={<IconAlertTriangle size={18} />} title={sentenceFor(failure, say)}>
      {problem === undefined ? null : <WhyRefused problem={problem} />}
      {problem === undefined ? null : (
        <Text size="xs" className="failure-code">
          {say('failure.code')} <code>{problem.code}</code>
          {problem.requestId === undefined ? null : (
            <>
              {' · '}
              {say('failure.request')} <code>{problem.requestId}</code>
            </>
          )}
        </Text>
      )}
      {onRetry === undefined ? null : (
        <Group mt="xs">
          <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
            {say('failure.retry')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
