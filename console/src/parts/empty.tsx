// Nothing here yet: one sentence that teaches what belongs here, and the one action that begins it.
import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export function Empty({ icon, title, children, action }: { readonly icon?: ReactNode; readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="empty">
      {icon === undefined ? null : (
        <div className="empty-icon" aria-hidden="true">
          {icon}
        </div>
      )}
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw={460}>
        {children}
      </Text>
      {action}
    </div>
  );
}
