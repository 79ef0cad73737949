// Who holds a role: a person beside their initials, a group beside its sign.
import type { Subject } from '../api/rights.ts';
import { IconUsers } from './icons.ts';
import { PersonName } from './person.tsx';

export function SubjectName({ subject, note }: { readonly subject: Subject; readonly note?: string | undefined }) {
  if (subject.kind === 'account') return <PersonName name={subject.name} note={note} />;
  return (
    <span className="person">
      <IconUsers size={18} aria-hidden="true" />
      <span className="person-words">
        <span className="person-name">{subject.name}</span>
        {note === undefined ? null : <span className="person-note">{note}</span>}
      </span>
    </span>
  );
}
