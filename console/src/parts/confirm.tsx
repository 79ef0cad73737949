// A question before something goes: says what goes and how long the way back stays open.
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useSay } from '../words/index.ts';
import { toldFailure } from './toasts.tsx';

export type ConfirmProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly verb: string;
  readonly run: () => Promise<void>;
};

export function Confirm({ opened, onClose, title, children, verb, run }: ConfirmProps) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await run();
      onClose();
    } catch (failure) {
      toldFailure(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': say('action.close') }}>
      <Text component="div">{children}</Text>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {say('action.cancel')}
        </Button>
        <Button color="red" variant="filled" loading={busy} onClick={() => void confirm()}>
          {verb}
        </Button>
      </Group>
    </Modal>
  );
}
