// What every board screen of a project stands in: heading, tabs, and the board that the address names, else the
// project's first. A project without one offers to make it.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Board } from '../../api/boards.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconLayoutKanban } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { projectQuery } from '../tracker/queries.ts';
import { boardKeys, boardListQuery, useBoards } from './board-queries.ts';
import { ProjectTabs } from './project-tabs.tsx';
import '../tracker/issue-words.ts';
import './board-words.ts';
import './board.css';

export type ProjectBoardProps = {
  readonly projectKey: string;
  readonly chosen: string | undefined;
  readonly onChoose: (board: string) => void;
  readonly title: string;
  readonly actions?: (board: Board) => ReactNode;
  readonly children: (board: Board) => ReactNode;
};

export function ProjectBoard({ projectKey, chosen, onChoose, title, actions, children }: ProjectBoardProps) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const boards = useBoards();
  const project = useQuery(projectQuery(site.id, tracker, projectKey));
  const list = useQuery(boardListQuery(site.id, boards, projectKey));
  const board = list.data?.find((one) => String(one.id) === chosen) ?? list.data?.[0];
  const name = project.data?.name ?? projectKey;
  return (
    <Page
      title={`${name}: ${title}`}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
        { label: name, to: `/s/${site.slug}/tracker/projects/${encodeURIComponent(projectKey)}` },
      ]}
      lead={<ProjectTabs projectKey={projectKey} />}
      actions={
        <>
          {(list.data?.length ?? 0) < 2 ? null : (
            <NativeSelect aria-label={say('board.which')} value={String(board?.id ?? '')} data={(list.data ?? []).map((one) => ({ value: String(one.id), label: one.name }))} onChange={(event) => onChoose(event.currentTarget.value)} />
          )}
          {board === undefined ? null : actions?.(board)}
        </>
      }
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingText /> : null}
      {list.isSuccess && board === undefined ? <NoBoard projectKey={projectKey} name={name} /> : null}
      {board === undefined ? null : children(board)}
    </Page>
  );
}

function NoBoard({ projectKey, name }: { readonly projectKey: string; readonly name: string }) {
  const say = useSay();
  const { site } = useSite();
  const boards = useBoards();
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: (type: Board['type']) => boards.create(name, type, projectKey),
    onSuccess: async (board) => {
      await cache.invalidateQueries({ queryKey: boardKeys.all(site.id) });
      told(say('board.created', { name: board.name }));
    },
    onError: toldFailure,
  });
  return (
    <Empty
      icon={<IconLayoutKanban size={28} />}
      title={say('board.none')}
      action={
        <div className="button-row">
          <Button loading={create.isPending} onClick={() => create.mutate('scrum')}>
            {say('board.createScrum')}
          </Button>
          <Button variant="default" loading={create.isPending} onClick={() => create.mutate('kanban')}>
            {say('board.createKanban')}
          </Button>
        </div>
      }
    >
      {say('board.noneHelp')}
    </Empty>
  );
}
