// A place to choose or drop files; each goes up with its own bar, and a refusal stays readable beside it.
import { Button, FileButton, Progress } from '@mantine/core';
import { useEffect, useRef, useState, type DragEvent, type RefObject } from 'react';
import { useSay } from '../words/index.ts';
import { sentenceFor } from './failure.tsx';
import { IconPaperclip } from './icons.ts';
import { told } from './toasts.tsx';

type Sending = { readonly id: string; readonly name: string; readonly share: number; readonly failure?: string };

export type FileDropProps = {
  readonly send: (file: File, onProgress: (sentBytes: number, totalBytes: number) => void) => Promise<unknown>;
  readonly onDone: () => Promise<unknown>;
  /** Files dropped anywhere on this element, or pasted while it is on screen, go up too. */
  readonly around?: RefObject<HTMLElement | null>;
};

const filesOf = (data: DataTransfer | null): readonly File[] => [...(data?.files ?? [])];

/** An editor that takes the files itself says so by preventing the default first. */
function useFilesAround(around: RefObject<HTMLElement | null> | undefined, take: (files: readonly File[]) => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const place = around?.current;
    if (place === null || place === undefined) return undefined;
    const onOver = (event: globalThis.DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    const onCatch = (event: ClipboardEvent | globalThis.DragEvent): void => {
      const files = filesOf('clipboardData' in event ? event.clipboardData : event.dataTransfer);
      if (event.defaultPrevented || files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    };
    place.addEventListener('dragover', onOver);
    place.addEventListener('drop', onCatch);
    document.addEventListener('paste', onCatch);
    return () => {
      place.removeEventListener('dragover', onOver);
      place.removeEventListener('drop', onCatch);
      document.removeEventListener('paste', onCatch);
    };
  }, [around]);
}

export function FileDrop({ send, onDone, around }: FileDropProps) {
  const say = useSay();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const [over, setOver] = useState(false);

  const change = (id: string, values: Partial<Sending>): void => setSending((all) => all.map((one) => (one.id === id ? { ...one, ...values } : one)));
  const sendOne = async (file: File): Promise<void> => {
    const id = crypto.randomUUID();
    setSending((all) => [...all, { id, name: file.name, share: 0 }]);
    try {
      await send(file, (sent, total) => change(id, { share: total === 0 ? 0 : sent / total }));
      await onDone();
      setSending((all) => all.filter((one) => one.id !== id));
      told(say('files.added', { name: file.name }));
    } catch (failure) {
      change(id, { failure: sentenceFor(failure, say) });
    }
  };
  const sendAll = async (files: readonly File[]): Promise<void> => {
    for (const file of files) await sendOne(file);
  };
  useFilesAround(around, (files) => void sendAll(files));
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void sendAll(filesOf(event.dataTransfer));
  };
  return (
    <div
      className={over ? 'file-drop file-drop-over' : 'file-drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <FileButton multiple onChange={(files) => void sendAll(files)} inputProps={{ 'aria-label': say('files.choose') }}>
        {(props) => (
          <Button {...props} variant="subtle" color="gray" size="compact-sm" leftSection={<IconPaperclip size={16} />}>
            {say('files.choose')}
          </Button>
        )}
      </FileButton>
      <span className="quiet file-drop-help">{say('files.drop')}</span>
      {sending.map((one) => (
        <div key={one.id} className="file-sending" role="status">
          <span>{one.name}</span>
          {one.failure === undefined ? (
            <Progress value={one.share * 100} aria-label={say('files.sending', { name: one.name })} />
          ) : (
            <span className="bad">
              {one.failure}{' '}
              <Button size="compact-xs" variant="default" onClick={() => setSending((all) => all.filter((other) => other.id !== one.id))}>
                {say('action.close')}
              </Button>
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
