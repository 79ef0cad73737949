// Skeletons in the shape of what will come. They appear only after 300 ms (a CSS delay), so that quick
// answers do not flicker, and they say "loading" once to a screen reader.
import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useSay } from '../words/index.ts';

export function WaitingRows({ rows = 8 }: { readonly rows?: number }) {
  const say = useSay();
  return (
    <div className="waiting" role="status">
      <VisuallyHidden>{say('waiting')}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="waiting-row">
          <Skeleton height={12} width="14%" radius="sm" />
          <Skeleton height={12} width={`${58 - ((row * 13) % 27)}%`} radius="sm" />
          <Skeleton height={12} width="10%" radius="sm" />
        </div>
      ))}
    </div>
  );
}

export function WaitingText({ lines = 6 }: { readonly lines?: number }) {
  const say = useSay();
  return (
    <div className="waiting" role="status">
      <VisuallyHidden>{say('waiting')}</VisuallyHidden>
      <Skeleton height={22} width="45%" mb="lg" radius="sm" />
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={11} width={`${96 - ((line * 17) % 38)}%`} mb="sm" radius="sm" />
      ))}
    </div>
  );
}
