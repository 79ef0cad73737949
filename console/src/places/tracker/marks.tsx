// How status, type and priority look everywhere: a word, with a colour and a small sign that repeat it.
import type { IssueType, Named, Status, StatusCategory } from '../../api/tracker.ts';
import { IconArrowDown, IconArrowUp, IconBug, IconCircleCheck, IconCircleDashed, IconCircleDot, IconEqual, IconTicket } from '../../parts/icons.ts';
import { Mark, type Tone } from '../../parts/mark.tsx';

const toneOf: Readonly<Record<StatusCategory, Tone>> = { new: 'calm', undefined: 'calm', indeterminate: 'info', done: 'good' };

export function StatusMark({ status }: { readonly status: Status | undefined }) {
  if (status === undefined) return null;
  const category = status.statusCategory?.key ?? 'undefined';
  const icon = category === 'done' ? <IconCircleCheck size={14} /> : category === 'indeterminate' ? <IconCircleDot size={14} /> : <IconCircleDashed size={14} />;
  return (
    <Mark tone={toneOf[category] ?? 'calm'} icon={icon}>
      {status.name}
    </Mark>
  );
}

export function TypeName({ type }: { readonly type: IssueType | undefined }) {
  if (type === undefined) return null;
  return (
    <span className="with-icon">
      {/bug|defect|fehler|bogue/i.test(type.name) ? <IconBug size={16} aria-hidden="true" /> : <IconTicket size={16} aria-hidden="true" />}
      {type.name}
    </span>
  );
}

export function PriorityName({ priority }: { readonly priority: Named | null | undefined }) {
  if (priority === null || priority === undefined) return <span className="quiet">–</span>;
  const high = /highest|high|blocker|critical/i.test(priority.name);
  const low = /lowest|low|minor|trivial/i.test(priority.name);
  return (
    <span className={high ? 'with-icon priority-high' : 'with-icon'}>
      {high ? <IconArrowUp size={16} aria-hidden="true" /> : low ? <IconArrowDown size={16} aria-hidden="true" /> : <IconEqual size={16} aria-hidden="true" />}
      {priority.name}
    </span>
  );
}
