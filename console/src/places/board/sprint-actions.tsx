// What is done with a sprint: start it, complete it and say where open issues go, change or delete it.
import { ActionIcon, Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Board, Sprint } from '../../api/boards.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { IconDots, IconEdit, IconTrash } from '../../parts/icons.ts';
import { MenuButton } from '../../parts/menu-button.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { useBoards, useBoardRefresh } from './board-queries.ts';

type Props = { readonly board: Board; readonly sprint: Sprint; readonly others: readonly Sprint[] };

const SprintForm = lazy(async () => ({ default: (await import('./sprint-dialogs.tsx')).SprintForm }));
const CompleteForm = lazy(async () => ({ default: (await import('./sprint-dialogs.tsx')).CompleteForm }));

export function SprintActions({ board, sprint, others }: Props) {
  const say = useSay();
  const boards = useBoards();
  const refresh = useBoardRefresh(board);
  const [asking, setAsking] = useState<'start' | 'change' | 'complete' | 'delete'>();
  const close = (): void => setAsking(undefined);
  return (
    <div className="backlog-head-end">
      {sprint.state === 'future' ? (
        <Button size="compact-sm" onClick={() => setAsking('start')} disabled={others.some((other) => other.state === 'active')} title={others.some((other) => other.state === 'active') ? say('board.oneAtATime') : undefined}>
          {say('board.start')}
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setAsking('complete')}>
          {say('board.complete')}
        </Button>
      )}
      <MenuButton
        position="bottom-end"
        target={
          <ActionIcon variant="subtle" color="gray" aria-label={say('board.moreAbout', { name: sprint.name })}>
            <IconDots size={16} />
          </ActionIcon>
        }
        entries={[
          { kind: 'item', id: 'change', icon: <IconEdit size={16} />, label: say('board.changeSprint'), onChoose: () => setAsking('change') },
          ...(sprint.state === 'future' ? [{ kind: 'item' as const, id: 'delete', icon: <IconTrash size={16} />, danger: true, label: say('board.deleteSprint'), onChoose: () => setAsking('delete') }] : []),
        ]}
      />
      <Suspense fallback={null}>
        {asking === 'start' || asking === 'change' ? <SprintForm board={board} sprint={sprint} starting={asking === 'start'} onClose={close} /> : null}
        {asking === 'complete' ? <CompleteForm board={board} sprint={sprint} others={others} onClose={close} /> : null}
      </Suspense>
      <Confirm
        opened={asking === 'delete'}
        onClose={close}
        title={say('board.deleteSprintTitle', { name: sprint.name })}
        verb={say('board.deleteSprint')}
        run={async () => {
          await boards.deleteSprint(sprint.id);
          await refresh();
          told(say('board.sprintDeleted', { name: sprint.name }));
        }}
      >
        {say('board.deleteSprintHelp')}
      </Confirm>
    </div>
  );
}
