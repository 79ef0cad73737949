// A change to many issues in three steps: what changes, what exactly would happen to each, and the work with its
// progress. Nothing happens before the second step was seen.
import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkChange, BulkPreview, BulkWhich } from '../../api/bulk.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useSay } from '../../words/index.ts';
import { BulkChoice } from './bulk-choice.tsx';
import type { BulkKind } from './bulk-kind.ts';
import { BulkPreviewList } from './bulk-preview.tsx';
import { BulkProgress } from './bulk-progress.tsx';
import { useBulk } from './use-bulk.ts';

export type BulkDialogProps = { readonly kind: BulkKind; readonly which: BulkWhich; readonly count: number; readonly onClose: () => void; readonly onDone: () => void };

type Step = { readonly at: 'choose' } | { readonly at: 'preview'; readonly change: BulkChange; readonly preview: BulkPreview } | { readonly at: 'work'; readonly taskId: string };

/** These need no choice: the verb says all. */
const plain: Partial<Record<BulkKind, BulkChange>> = { delete: { delete: true }, watch: { watch: true } };

export function BulkDialog({ kind, which, count, onClose, onDone }: BulkDialogProps) {
  const say = useSay();
  const bulk = useBulk();
  const [step, setStep] = useState<Step>({ at: 'choose' });
  const look = useMutation({ mutationFn: (change: BulkChange) => bulk.preview(which, change), onSuccess: (preview, change) => setStep({ at: 'preview', change, preview }) });
  const start = useMutation({ mutationFn: ({ change, notify }: { change: BulkChange; notify: boolean }) => bulk.start(which, change, notify), onSuccess: ({ taskId }) => setStep({ at: 'work', taskId }) });
  const failure = look.error ?? start.error;
  const fixed = plain[kind];
  return (
    <Dialog onClose={onClose} title={say('bulk.dialog', { verb: say(`bulk.kind.${kind}`), count })} size="lg">
      {failure === null ? null : <Failure failure={failure} />}
      {step.at !== 'choose' ? null : fixed === undefined ? (
        <BulkChoice kind={kind} busy={look.isPending} onChoose={(change) => look.mutate(change)} onCancel={onClose} />
      ) : (
        <>
          <p>{say(kind === 'delete' ? 'bulk.deleteHelp' : 'bulk.watchHelp')}</p>
          <Group gap="xs">
            <Button loading={look.isPending} onClick={() => look.mutate(fixed)} data-autofocus>
              {say('bulk.preview')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {say('action.cancel')}
            </Button>
          </Group>
        </>
      )}
      {step.at === 'preview' ? (
        <BulkPreviewList preview={step.preview} busy={start.isPending} danger={kind === 'delete'} onBack={() => setStep({ at: 'choose' })} onRun={(notify) => start.mutate({ change: step.change, notify })} />
      ) : null}
      {step.at === 'work' ? <BulkProgress taskId={step.taskId} onClose={onClose} onDone={onDone} /> : null}
    </Dialog>
  );
}
