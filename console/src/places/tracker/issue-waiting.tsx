// The shape of an issue while it comes: heading, text and the column of facts.
import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useSay } from '../../words/index.ts';

const factsShown = 8;

export function IssueWaiting() {
  const say = useSay();
  return (
    <div className="issue waiting" role="status">
      <VisuallyHidden>{say('waiting')}</VisuallyHidden>
      <div className="issue-main">
        <Skeleton height={14} width={120} mb="sm" radius="sm" />
        <Skeleton height={26} width="60%" mb="sm" radius="sm" />
        <Skeleton height={34} width={110} mb="xl" radius="md" />
        {[92, 84, 95, 61].map((width) => (
          <Skeleton key={width} height={12} width={`${width}%`} mb="sm" radius="sm" />
        ))}
      </div>
      <FactsWaiting />
    </div>
  );
}

export function FactsWaiting() {
  return (
    <div className="issue-facts">
      {Array.from({ length: factsShown }, (_, row) => (
        <div key={row} className="waiting-fact">
          <Skeleton height={12} width={90} radius="sm" />
          <Skeleton height={12} width={120} radius="sm" />
        </div>
      ))}
    </div>
  );
}
