// The small line under a refusal: which rule it rests on, and who could change it.
import { Text } from '@mantine/core';
import type { ApiProblem } from '../api/problem.ts';
import { useSay } from '../words/index.ts';

export function WhyRefused({ problem }: { readonly problem: ApiProblem }) {
  const say = useSay();
  const names = problem.askWhom.map(({ name }) => name).join(', ');
  if (problem.rule === undefined && names === '') return null;
  return (
    <Text size="sm" className="why-refused">
      {problem.rule === undefined ? null : <>{say('failure.rule', { permission: problem.rule })}. </>}
      {names === '' ? null : <>{say('failure.ask', { names })}.</>}
    </Text>
  );
}
