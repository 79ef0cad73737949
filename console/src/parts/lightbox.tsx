// One file large, with the way to the next and the one before, by keys too.
import { ActionIcon, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSay } from '../words/index.ts';
import { Dialog } from './dialog.tsx';
import { previewOf } from './file-kind.ts';
import { IconChevronLeft, IconChevronRight } from './icons.ts';

export type ShownFile = { readonly id: string; readonly name: string; readonly address: string; readonly mediaType: string | undefined; readonly sizeBytes: number };
export type LightboxProps = { readonly files: readonly ShownFile[]; readonly openId: string; readonly onOpen: (id: string) => void; readonly onClose: () => void };

export function Lightbox({ files, openId, onOpen, onClose }: LightboxProps) {
  const say = useSay();
  const at = files.findIndex((file) => file.id === openId);
  const file = files[at];
  if (file === undefined) return null;
  const go = (by: 1 | -1): void => {
    const next = files[(at + by + files.length) % files.length];
    if (next !== undefined) onOpen(next.id);
  };
  return (
    <Dialog onClose={onClose} title={file.name} size="xl">
      <div
        className="lightbox"
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') go(1);
          if (event.key === 'ArrowLeft') go(-1);
        }}
      >
        {previewOf(file.mediaType, file.sizeBytes) === 'picture' ? <img src={file.address} alt={file.name} /> : <TextFile file={file} />}
        <Group justify="space-between" mt="sm">
          <a href={file.address} download={file.name}>
            {say('files.download')}
          </a>
          {files.length < 2 ? null : (
            <Group gap="xs">
              <ActionIcon variant="default" aria-label={say('files.previous')} onClick={() => go(-1)}>
                <IconChevronLeft size={16} />
              </ActionIcon>
              <span className="quiet">{`${at + 1} / ${files.length}`}</span>
              <ActionIcon variant="default" aria-label={say('files.next')} onClick={() => go(1)}>
                <IconChevronRight size={16} />
              </ActionIcon>
            </Group>
          )}
        </Group>
      </div>
    </Dialog>
  );
}

function TextFile({ file }: { readonly file: ShownFile }) {
  const say = useSay();
  const text = useQuery({
    queryKey: ['file-text', file.address],
    queryFn: async ({ signal }) => {
      const answer = await fetch(file.address, { signal, credentials: 'same-origin' });
      if (!answer.ok) throw new Error(`The file answered ${answer.status}.`);
      return answer.text();
    },
  });
  return (
    <pre className="lightbox-text" tabIndex={0}>
      {text.isError ? say('files.unreadable') : (text.data ?? '')}
    </pre>
  );
}
