// One card: what it is, how urgent, whose. It is a link, so that it opens like any other; it can be dragged by
// mouse, finger or keys.
import { useSortable } from '@dnd-kit/sortable';
import { Link } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import type { BoardIssue } from '../../api/boards.ts';
import { useFormats } from '../../app/formats.ts';
import { Initials } from '../../parts/person.tsx';
import { useSay } from '../../words/index.ts';
import { PriorityName, TypeName } from '../tracker/marks.tsx';

export type OpenCard = (key: string) => { readonly to: string; readonly search: Record<string, unknown> };

export type CardProps = { readonly issue: BoardIssue; readonly chosen: boolean; readonly open: OpenCard; readonly estimateField?: string | undefined };

const estimateOf = (issue: BoardIssue, field: string | undefined): string => {
  const value: unknown = field === undefined ? undefined : Object.entries(issue.fields).find(([id]) => id === field)?.[1];
  return typeof value === 'number' ? String(value) : '';
};

export function BoardCard({ issue, chosen, open, estimateField, canMove }: CardProps & { readonly canMove: boolean }) {
  const say = useSay();
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: issue.key, disabled: !canMove });
  const style: CSSProperties = {
    ...(transform === null ? {} : { transform: `translate3d(${Math.round(transform.x)}px, ${Math.round(transform.y)}px, 0)` }),
    ...(transition === undefined ? {} : { transition }),
  };
  const { to, search } = open(issue.key);
  return (
    <div ref={setNodeRef} style={style} className={isDragging ? 'card card-away' : 'card'} data-chosen={chosen} data-card={issue.key}>
      <Link to={to} search={search} resetScroll={false} className="card-link" draggable={false} {...listeners} aria-describedby={attributes['aria-describedby']} aria-roledescription={canMove ? say('board.movable') : undefined}>
        <CardBody issue={issue} estimate={estimateOf(issue, estimateField)} />
      </Link>
    </div>
  );
}

export function CardBody({ issue, estimate }: { readonly issue: BoardIssue; readonly estimate: string }) {
  const say = useSay();
  const formats = useFormats();
  const { fields } = issue;
  return (
    <>
      <span className="card-summary">{fields.summary}</span>
      {fields.labels === undefined || fields.labels.length === 0 ? null : (
        <span className="chips">
          {fields.labels.slice(0, 3).map((label) => (
            <span key={label} className="chip">
              {label}
            </span>
          ))}
        </span>
      )}
      <span className="card-foot">
        <TypeName type={fields.issuetype} />
        <span className="issue-key">{issue.key}</span>
        {fields.priority ? <PriorityName priority={fields.priority} /> : null}
        {fields.duedate ? <span className="quiet">{formats.date(fields.duedate)}</span> : null}
        {estimate === '' ? null : (
          <span className="count" title={say('board.estimate')}>
            {estimate}
          </span>
        )}
        {fields.assignee ? (
          <span className="card-person" title={fields.assignee.displayName}>
            <Initials name={fields.assignee.displayName} size={22} />
            <span className="heard">{fields.assignee.displayName}</span>
          </span>
        ) : null}
      </span>
    </>
  );
}
