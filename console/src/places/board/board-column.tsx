// One column: its name, count and limit, and its cards. Only the cards in sight exist, so that a column of
// thousands scrolls as smoothly as one of ten; the next ones are fetched before the end is reached.
import { ActionIcon } from '@mantine/core';
import { useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useMemo, useRef, type ReactNode } from 'react';
import type { BoardColumn as Column, BoardIssue } from '../../api/boards.ts';
import { useFormats } from '../../app/formats.ts';
import { IconAlertTriangle, IconChevronLeft, IconChevronRight } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { BoardCard, type OpenCard } from './board-card.tsx';
import { limitState } from './board-moves.ts';

const cardHeightPx = 96;
const gapPx = 8;
const overscan = 6;
const nearEnd = 10;

export const columnDropId = (index: number, lane = ''): string => `column ${index} ${lane}`;

export function ColumnHead({ column, collapsed, onCollapse }: { readonly column: Column; readonly collapsed: boolean; readonly onCollapse: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const state = limitState(column);
  return (
    <div className="column-head" data-state={state}>
      <h2 className="column-name">{column.name}</h2>
      <span className="count">{column.max === undefined ? formats.number(column.count) : `${formats.number(column.limitCount ?? column.count)} / ${column.max}`}</span>
      {state === 'within' ? null : (
        <span className="column-limit">
          <IconAlertTriangle size={14} aria-hidden="true" />
          {say(state === 'over' ? 'board.overLimit' : 'board.underLimit')}
        </span>
      )}
      <ActionIcon variant="subtle" color="gray" size="sm" className="column-fold" aria-expanded={!collapsed} aria-label={say(collapsed ? 'board.unfold' : 'board.fold', { column: column.name })} onClick={onCollapse}>
        {collapsed ? <IconChevronRight size={16} /> : <IconChevronLeft size={16} />}
      </ActionIcon>
    </div>
  );
}

export type CardsProps = {
  readonly column: Column;
  readonly lane?: string;
  readonly issues: readonly BoardIssue[];
  readonly chosenKey: string | undefined;
  readonly open: OpenCard;
  readonly canMove: boolean;
  readonly estimateField: string | undefined;
};

export function VirtualCards({ column, issues, chosenKey, open, canMove, estimateField, onMore }: CardsProps & { readonly onMore: () => void }) {
  const say = useSay();
  const scroller = useRef<HTMLDivElement>(null);
  const { setNodeRef, isOver } = useDroppable({ id: columnDropId(column.index) });
  const keys = useMemo(() => issues.map((issue) => issue.key), [issues]);
  const virtualizer = useVirtualizer({
    count: issues.length, getScrollElement: () => scroller.current, estimateSize: () => cardHeightPx, gap: gapPx, overscan, getItemKey: (index) => keys[index] ?? index,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const wantsMore = column.nextPageToken !== undefined && last >= issues.length - nearEnd;
  const askForMore = useEffectEvent(onMore);
  useEffect(() => {
    if (wantsMore) askForMore();
  }, [wantsMore, column.nextPageToken]);
  return (
    <div
      ref={(element) => {
        scroller.current = element;
        setNodeRef(element);
      }}
      className={isOver ? 'column-cards column-over' : 'column-cards'}
      tabIndex={-1}
    >
      <SortableContext items={keys} strategy={verticalListSortingStrategy}>
        <ul className="cards" style={{ height: virtualizer.getTotalSize() }} aria-label={column.name}>
          {items.map((item) => {
            const issue = issues[item.index];
            return issue === undefined ? null : (
              <li key={item.key} ref={virtualizer.measureElement} data-index={item.index} className="card-slot" style={{ transform: `translateY(${item.start}px)` }} aria-setsize={column.count} aria-posinset={item.index + 1}>
                <BoardCard issue={issue} chosen={issue.key === chosenKey} open={open} canMove={canMove} estimateField={estimateField} />
              </li>
            );
          })}
        </ul>
      </SortableContext>
      {issues.length === 0 ? <p className="quiet column-empty">{say('board.emptyColumn')}</p> : null}
    </div>
  );
}

/** A lane's part of a column: as high as its cards, without a scroller of its own. */
export function LaneCards({ column, lane = '', issues, chosenKey, open, canMove, estimateField }: CardsProps): ReactNode {
  const { setNodeRef, isOver } = useDroppable({ id: columnDropId(column.index, lane) });
  const keys = useMemo(() => issues.map((issue) => issue.key), [issues]);
  return (
    <div ref={setNodeRef} className={isOver ? 'lane-cards column-over' : 'lane-cards'}>
      <SortableContext items={keys} strategy={verticalListSortingStrategy}>
        <ul className="lane-list" aria-label={column.name}>
          {issues.map((issue) => (
            <li key={issue.key}>
              <BoardCard issue={issue} chosen={issue.key === chosenKey} open={open} canMove={canMove} estimateField={estimateField} />
            </li>
          ))}
        </ul>
      </SortableContext>
    </div>
  );
}
