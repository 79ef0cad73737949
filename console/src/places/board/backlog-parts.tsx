// The sprints and the rest, each a list whose rows are dragged by mouse, finger or keys, and a line to add an issue.
import { closestCenter, DndContext, KeyboardSensor, MouseSensor, TouchSensor, useDroppable, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Backlog, BacklogSprint, Board, BoardIssue, IssuePage, Narrowing } from '../../api/boards.ts';
import { useFormats } from '../../app/formats.ts';
import { Initials } from '../../parts/person.tsx';
import { toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { PriorityName, StatusMark, TypeName } from '../tracker/marks.tsx';
import { AddToBacklog } from './add-to-backlog.tsx';
import type { OpenCard } from './board-card.tsx';
import { partOf, stepInBacklog, type Part } from './backlog-moves.ts';
import { useBoards } from './board-queries.ts';
import { SprintActions } from './sprint-actions.tsx';

const dragAfterPx = 6;
const touchHoldMs = 220;

export type PartsProps = {
  readonly board: Board;
  readonly backlog: Backlog;
  readonly projectKey: string;
  readonly viewKey: QueryKey;
  readonly narrowing: Narrowing;
  readonly chosenKey: string | undefined;
  readonly open: OpenCard;
  readonly onMove: (key: string, to: Part, beside: string | undefined) => void;
};

const dropId = (part: Part): string => `part ${part}`;
const focusRow = (key: string): void => document.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(key)}"] a`)?.focus();

export function BacklogParts(props: PartsProps) {
  const say = useSay();
  const { board, backlog, onMove } = props;
  const [heard, setHeard] = useState('');
  const canMove = board.canWork !== false;
  // A row that moved into another part is a new element there; the focus follows it.
  const following = useRef<string>(undefined);
  useEffect(() => {
    if (following.current !== undefined) focusRow(following.current);
    following.current = undefined;
  }, [backlog]);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: dragAfterPx } }),
    useSensor(TouchSensor, { activationConstraint: { delay: touchHoldMs, tolerance: dragAfterPx } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates, keyboardCodes: { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] } }),
  );
  const nameOf = (part: Part): string => backlog.sprints.find((sprint) => sprint.id === part)?.name ?? say('place.backlog');
  const move = (key: string, to: Part, beside: string | undefined): void => {
    onMove(key, to, beside);
    setHeard(say('board.movedTo', { key, column: nameOf(to) }));
  };
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    if (over === null) return;
    const id = String(over.id);
    const onPart = [...backlog.sprints.map((sprint): Part => sprint.id), 'backlog' as const].find((part) => dropId(part) === id);
    const to = onPart ?? partOf(backlog, id);
    if (to !== undefined) move(String(active.id), to, onPart === undefined ? id : undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined;
    const key = event.target instanceof HTMLElement ? event.target.closest('[data-row-key]')?.getAttribute('data-row-key') : undefined;
    if (by === undefined || key === null || key === undefined || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const step = stepInBacklog(backlog, key, by);
    event.preventDefault();
    if (step === undefined) return;
    if (!event.shiftKey) focusRow(step.beside ?? key);
    else if (canMove) {
      following.current = key;
      move(key, step.to, step.beside);
    }
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd} accessibility={{ screenReaderInstructions: { draggable: say('board.instructions') } }}>
      <div onKeyDown={onKeyDown}>
        {backlog.sprints.map((sprint) => (
          <BacklogPart key={sprint.id} {...props} part={sprint.id} section={sprint} title={sprint.name} canMove={canMove} head={<SprintHead board={board} sprint={sprint} backlog={backlog} />} empty={say('board.emptySprint')} />
        ))}
        <BacklogPart {...props} part="backlog" section={backlog.backlog} title={say('place.backlog')} canMove={canMove} head={null} empty={say('board.emptyBacklog')} />
      </div>
      <div className="heard" role="status" aria-live="assertive">
        {heard}
      </div>
    </DndContext>
  );
}

function SprintHead({ board, sprint, backlog }: { readonly board: Board; readonly sprint: BacklogSprint; readonly backlog: Backlog }) {
  const say = useSay();
  const formats = useFormats();
  return (
    <>
      {sprint.state === 'active' ? <span className="mark mark-info">{say('board.running')}</span> : null}
      {sprint.startDate && sprint.endDate ? <span className="quiet">{`${formats.date(sprint.startDate)} – ${formats.date(sprint.endDate)}`}</span> : null}
      {sprint.estimate === undefined || sprint.estimate === 0 ? null : <span className="quiet">{say('board.estimateSum', { sum: formats.number(sprint.estimate) })}</span>}
      {board.canWork === false ? null : <SprintActions board={board} sprint={sprint} others={backlog.sprints.filter((other) => other.id !== sprint.id)} />}
      {sprint.goal ? <div className="backlog-goal">{sprint.goal}</div> : null}
    </>
  );
}

type PartProps = PartsProps & { readonly part: Part; readonly section: IssuePage & { readonly count: number }; readonly title: string; readonly canMove: boolean; readonly head: ReactNode; readonly empty: string };

function BacklogPart({ board, projectKey, viewKey, narrowing, chosenKey, open, part, section, title, canMove, head, empty }: PartProps) {
  const say = useSay();
  const boards = useBoards();
  const cache = useQueryClient();
  const { setNodeRef, isOver } = useDroppable({ id: dropId(part) });
  const keys = section.issues.map((issue) => issue.key);
  const more = useMutation({
    mutationFn: (token: string) => boards.moreBacklog(board.id, part === 'backlog' ? undefined : part, narrowing, token),
    onSuccess: (page) => {
      const longer = <Kind extends IssuePage>(now: Kind): Kind => ({ ...now, issues: [...now.issues, ...page.issues.filter((issue) => !now.issues.some((one) => one.key === issue.key))], nextPageToken: page.nextPageToken });
      cache.setQueryData<Backlog>(viewKey, (now) =>
        now === undefined ? now : part === 'backlog' ? { ...now, backlog: longer(now.backlog) } : { ...now, sprints: now.sprints.map((sprint) => (sprint.id === part ? longer(sprint) : sprint)) },
      );
    },
    onError: toldFailure,
  });
  const token = section.nextPageToken;
  return (
    <section className="backlog-part" aria-label={title}>
      <div className="backlog-head">
        <h2>{title}</h2>
        <span className="count">{say('board.issues', { count: section.count })}</span>
        {head}
      </div>
      <SortableContext items={keys} strategy={verticalListSortingStrategy}>
        <ul ref={setNodeRef} className={isOver ? 'backlog-list column-over' : 'backlog-list'}>
          {section.issues.map((issue) => (
            <Row key={issue.key} issue={issue} chosen={issue.key === chosenKey} open={open} canMove={canMove} />
          ))}
          {section.issues.length === 0 ? <li className="backlog-empty">{empty}</li> : null}
        </ul>
      </SortableContext>
      <div className="backlog-foot">
        {token === undefined ? null : (
          <Button size="compact-sm" variant="subtle" loading={more.isPending} onClick={() => more.mutate(token)}>
            {say('board.showMore', { shown: section.issues.length, total: section.count })}
          </Button>
        )}
        <AddToBacklog projectKey={projectKey} boardId={board.id} sprint={part === 'backlog' ? undefined : part} title={title} />
      </div>
    </section>
  );
}

function Row({ issue, chosen, open, canMove }: { readonly issue: BoardIssue; readonly chosen: boolean; readonly open: OpenCard; readonly canMove: boolean }) {
  const say = useSay();
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: issue.key, disabled: !canMove });
  const { to, search } = open(issue.key);
  const { fields } = issue;
  return (
    <li
      ref={setNodeRef}
      className={isDragging ? 'backlog-row card-away' : 'backlog-row'}
      data-row-key={issue.key}
      data-chosen={chosen}
      style={{ ...(transform === null ? {} : { transform: `translate3d(0, ${Math.round(transform.y)}px, 0)` }), ...(transition === undefined ? {} : { transition }) }}
    >
      <Link to={to} search={search} resetScroll={false} draggable={false} {...listeners} aria-describedby={attributes['aria-describedby']} aria-roledescription={canMove ? say('board.movable') : undefined}>
        <TypeName type={fields.issuetype} />
        <span className="issue-key">{issue.key}</span>
        <span className="issue-summary">{fields.summary}</span>
        {fields.priority ? <PriorityName priority={fields.priority} /> : null}
        <StatusMark status={fields.status} />
        {fields.assignee ? (
          <span title={fields.assignee.displayName}>
            <Initials name={fields.assignee.displayName} size={22} />
            <span className="heard">{fields.assignee.displayName}</span>
          </span>
        ) : null}
      </Link>
    </li>
  );
}
