// A page inside the frame: one heading, its actions beside it, and the trail for the top bar.
import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useAnnouncedPage, type TrailStep } from '../app/page-state.ts';

export type PageProps = {
  readonly title: string;
  readonly trail?: readonly TrailStep[];
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly width?: 'full' | 'reading' | 'form';
  readonly children: ReactNode;
};

export function Page({ title, trail = [], lead, actions, width = 'full', children }: PageProps) {
  useAnnouncedPage(title, trail);
  return (
    <div className={`page page-${width}`}>
      <header className="page-head">
        <div className="page-head-words">
          <Title order={1}>{title}</Title>
          {lead === undefined ? null : <div className="page-lead">{lead}</div>}
        </div>
        {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
      </header>
      {children}
    </div>
  );
}

export function Section({ title, actions, children, id }: { readonly title: string; readonly actions?: ReactNode; readonly children: ReactNode; readonly id?: string }) {
  return (
    <section className="section" id={id}>
      <div className="section-head">
        <Title order={2}>{title}</Title>
        {actions}
      </div>
      {children}
    </section>
  );
}
