// The columns side by side, with lanes across where the board has them, and everything that drags.
import { closestCorners, DndContext, DragOverlay, KeyboardSensor, MouseSensor, TouchSensor, useSensor, useSensors, type Announcements, type DragEndEvent } from '@dnd-kit/core';
import { sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { BoardColumn as Column, BoardIssue, BoardView } from '../../api/boards.ts';
import { IconChevronDown, IconChevronRight } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { CardBody, type OpenCard } from './board-card.tsx';
import { ColumnHead, columnDropId, LaneCards, VirtualCards } from './board-column.tsx';
import { columnOf, stepOf, type Target } from './board-moves.ts';
import { useFolded } from './use-folded.ts';

const dragAfterPx = 6;
const touchHoldMs = 220;
const steps: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

export type CanvasProps = {
  readonly boardId: number;
  readonly view: BoardView;
  readonly chosenKey: string | undefined;
  readonly open: OpenCard;
  readonly canMove: boolean;
  readonly onMove: (key: string, target: Target) => void;
  readonly onMore: (column: Column) => void;
};

function targetOf(view: BoardView, over: string): Target | undefined {
  const onColumn = view.columns.find((column) => over === columnDropId(column.index) || over.startsWith(columnDropId(column.index, '')));
  if (onColumn !== undefined) return { column: onColumn.index };
  const column = columnOf(view, over);
  return column === undefined ? undefined : { column: column.index, beside: over };
}

/** Space picks a card up; Enter stays the way to open it. */
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] };

function useAnnouncements(view: BoardView): Announcements {
  const say = useSay();
  const name = (over: string | number | undefined): string => {
    const target = over === undefined ? undefined : targetOf(view, String(over));
    return view.columns.find((column) => column.index === target?.column)?.name ?? '';
  };
  return {
    onDragStart: ({ active }) => say('board.picked', { key: String(active.id) }),
    onDragOver: ({ active, over }) => (over === null ? undefined : say('board.over', { key: String(active.id), column: name(over.id) })),
    onDragEnd: ({ active, over }) => (over === null ? say('board.putBack', { key: String(active.id) }) : say('board.movedTo', { key: String(active.id), column: name(over.id) })),
    onDragCancel: ({ active }) => say('board.putBack', { key: String(active.id) }),
  };
}

const focusCard = (key: string): void => document.querySelector<HTMLElement>(`[data-card="${CSS.escape(key)}"] a`)?.focus();

export function BoardCanvas({ boardId, view, chosenKey, open, canMove, onMove, onMore }: CanvasProps) {
  const say = useSay();
  const [active, setActive] = useState<BoardIssue>();
  const [folded, fold] = useFolded(`board.${boardId}`);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: dragAfterPx } }),
    useSensor(TouchSensor, { activationConstraint: { delay: touchHoldMs, tolerance: dragAfterPx } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates, keyboardCodes }),
  );
  // A card that moved is a new element in its new column; the focus follows it.
  const following = useRef<string>(undefined);
  useEffect(() => {
    if (following.current !== undefined) focusCard(following.current);
    following.current = undefined;
  }, [view]);
  const announcements = useAnnouncements(view);
  const onDragEnd = ({ active: moved, over }: DragEndEvent): void => {
    setActive(undefined);
    const target = over === null ? undefined : targetOf(view, String(over.id));
    if (target !== undefined) onMove(String(moved.id), target);
  };
  /** Arrows go from card to card; with Shift they take the card along. */
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = steps[event.key];
    const key = event.target instanceof HTMLElement ? event.target.closest('[data-card]')?.getAttribute('data-card') : undefined;
    if (direction === undefined || key === null || key === undefined || active !== undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = stepOf(view, key, direction);
    event.preventDefault();
    if (target === undefined) return;
    if (event.shiftKey && canMove) {
      following.current = key;
      onMove(key, target);
    } else if (!event.shiftKey && target.beside !== undefined) focusCard(target.beside);
  };
  const shared = { chosenKey, open, canMove, estimateField: view.estimationField };
  const heads = view.columns.map((column) => ({ column, collapsed: folded.has(String(column.index)) }));
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCorners}
      accessibility={{ announcements, screenReaderInstructions: { draggable: say('board.instructions') } }}
      onDragStart={({ active: picked }) => setActive(view.columns.flatMap((column) => column.issues).find((issue) => issue.key === picked.id))}
      onDragEnd={onDragEnd}
      onDragCancel={() => setActive(undefined)}
    >
      <div className={view.lanes.length === 0 ? 'board' : 'board board-lanes'} onKeyDown={onKeyDown} role="group" aria-label={say('board.board')} tabIndex={0}>
        {view.lanes.length === 0 ? (
          heads.map(({ column, collapsed }) => (
            <section key={column.index} className="column" data-collapsed={collapsed} aria-label={column.name}>
              <ColumnHead column={column} collapsed={collapsed} onCollapse={() => fold(String(column.index))} />
              {collapsed ? null : <VirtualCards column={column} issues={column.issues} {...shared} onMore={() => onMore(column)} />}
            </section>
          ))
        ) : (
          <Lanes view={view} heads={heads} fold={fold} folded={folded} shared={shared} onMore={onMore} />
        )}
      </div>
      <DragOverlay dropAnimation={null}>
        {active === undefined ? null : (
          <div className="card card-carried">
            <span className="card-link">
              <CardBody issue={active} estimate="" />
            </span>
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}

type LanesProps = {
  readonly view: BoardView;
  readonly heads: readonly { readonly column: Column; readonly collapsed: boolean }[];
  readonly folded: ReadonlySet<string>;
  readonly fold: (id: string) => void;
  readonly shared: Pick<CanvasProps, 'chosenKey' | 'open' | 'canMove'> & { readonly estimateField: string | undefined };
  readonly onMore: (column: Column) => void;
};

function Lanes({ view, heads, folded, fold, shared, onMore }: LanesProps) {
  const say = useSay();
  const open = heads.filter(({ collapsed }) => !collapsed);
  const template = { gridTemplateColumns: `repeat(${open.length}, minmax(240px, 1fr))` };
  return (
    <>
      <div className="lane-heads" style={template}>
        {open.map(({ column }) => (
          <ColumnHead key={column.index} column={column} collapsed={false} onCollapse={() => fold(String(column.index))} />
        ))}
      </div>
      {view.lanes.map((lane) => {
        const shut = folded.has(`lane ${lane.id}`);
        const count = view.columns.reduce((sum, column) => sum + column.issues.filter((issue) => issue.laneId === lane.id).length, 0);
        return (
          <section key={lane.id} className="lane" aria-label={lane.name}>
            <button type="button" className="lane-head" aria-expanded={!shut} onClick={() => fold(`lane ${lane.id}`)}>
              {shut ? <IconChevronRight size={16} aria-hidden="true" /> : <IconChevronDown size={16} aria-hidden="true" />}
              {lane.name} <span className="count">{count}</span>
            </button>
            {shut ? null : (
              <div className="lane-columns" style={template}>
                {open.map(({ column }) => (
                  <LaneCards key={column.index} column={column} lane={lane.id} issues={column.issues.filter((issue) => issue.laneId === lane.id)} {...shared} />
                ))}
              </div>
            )}
          </section>
        );
      })}
      <div className="lane-more">
        {open
          .filter(({ column }) => column.nextPageToken !== undefined)
          .map(({ column }) => (
            <button key={column.index} type="button" className="text-button" onClick={() => onMore(column)}>
              {say('board.moreIn', { column: column.name })}
            </button>
          ))}
      </div>
    </>
  );
}
