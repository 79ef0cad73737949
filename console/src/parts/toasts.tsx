// Short notices after an action: what happened and, where it can be, the way back.
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { say } from '../words/index.ts';
import { sentenceFor } from './failure.tsx';
import { IconAlertTriangle, IconCheck } from './icons.ts';

const shownMs = 6_000;
const undoShownMs = 12_000;

export function told(message: string, undo?: () => void): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    color: 'kelp',
    icon: <IconCheck size={16} />,
    autoClose: undo === undefined ? shownMs : undoShownMs,
    closeButtonProps: { 'aria-label': say('action.close') },
    message:
      undo === undefined ? (
        message
      ) : (
        <span className="toast-undo">
          <span>{message}</span>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              undo();
            }}
          >
            {say('action.undo')}
          </Button>
        </span>
      ),
  });
}

export function toldFailure(failure: unknown): void {
  notifications.show({
    color: 'red',
    icon: <IconAlertTriangle size={16} />,
    autoClose: undoShownMs,
    closeButtonProps: { 'aria-label': say('action.close') },
    message: sentenceFor(failure, say),
  });
}
