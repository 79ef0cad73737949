// A state as a word in a quiet box; the colour only repeats what the word (and its icon) say.
import type { ReactNode } from 'react';

export type Tone = 'calm' | 'info' | 'good' | 'warn' | 'bad' | 'plum';

export function Mark({ tone, icon, children }: { readonly tone: Tone; readonly icon?: ReactNode; readonly children: ReactNode }) {
  return (
    <span className={`mark mark-${tone}`}>
      {icon === undefined ? null : <span aria-hidden="true">{icon}</span>}
      {children}
    </span>
  );
}
