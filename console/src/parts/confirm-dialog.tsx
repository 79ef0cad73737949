// The dialog behind Confirm; loaded when the first question is asked.
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from './dialog.tsx';
import { useSay } from '../words/index.ts';
import type { ConfirmProps } from './confirm-props.ts';
import { toldFailure } from './toasts.tsx';

export function ConfirmDialog({ opened, onClose, title, children, verb, run }: ConfirmProps) {
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
    <Dialog opened={opened} onClose={onClose} title={title}>
      <Text component="div">{children}</Text>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {say('action.cancel')}
        </Button>
        <Button color="red" variant="filled" loading={busy} onClick={() => void confirm()}>
          {verb}
        </Button>
      </Group>
    </Dialog>
  );
}
