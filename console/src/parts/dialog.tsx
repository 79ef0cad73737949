// A dialog: titled, closed by Escape, by its button or by a click beside it; the focus goes in and comes
// back. Its head is no banner of the page, so it is a plain box.
import { Modal, type MantineSize } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSay } from '../words/index.ts';

export type DialogProps = {
  readonly opened?: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly size?: MantineSize;
  readonly children: ReactNode;
};

export function Dialog({ opened = true, onClose, title, size = 'md', children }: DialogProps) {
  const say = useSay();
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} transitionProps={{ duration: 120 }}>
      <Modal.Overlay />
      <Modal.Content>
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={say('action.close')} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
