// The shape of a board while it comes.
import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useSay } from '../../words/index.ts';

const shape = [3, 2, 4, 1] as const;

export function BoardWaiting() {
  const say = useSay();
  return (
    <div className="board waiting" role="status">
      <VisuallyHidden>{say('waiting')}</VisuallyHidden>
      {shape.map((cards, column) => (
        <div key={column} className="column">
          <Skeleton height={16} width="45%" mb="sm" radius="sm" />
          {Array.from({ length: cards }, (_, card) => (
            <Skeleton key={card} height={88} mb="xs" radius="md" />
          ))}
        </div>
      ))}
    </div>
  );
}
