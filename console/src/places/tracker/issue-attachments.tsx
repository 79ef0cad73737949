// Files of an issue: added by choosing, by dropping them anywhere on the issue or by pasting; pictures are shown,
// and what a browser can show safely opens large in place.
import { ActionIcon, Title, UnstyledButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type RefObject } from 'react';
import type { Attachment, Issue } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { FileDrop } from '../../parts/file-drop.tsx';
import { FileLine } from '../../parts/file-line.tsx';
import { previewOf } from '../../parts/file-kind.ts';
import { IconEye, IconTrash } from '../../parts/icons.ts';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { refreshIssue } from './queries.ts';

const Lightbox = lazy(async () => ({ default: (await import('../../parts/lightbox.tsx')).Lightbox }));

export function IssueAttachments({ issue, around }: { readonly issue: Issue; readonly around: RefObject<HTMLElement | null> }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const [going, setGoing] = useState<Attachment>();
  const [openId, setOpenId] = useState<string>();
  const files = issue.fields.attachment ?? [];
  const shown = files.filter((file) => previewOf(file.mimeType, file.size) !== undefined).map((file) => ({ id: file.id, name: file.filename, address: tracker.attachmentAddress(file.id), mediaType: file.mimeType, sizeBytes: file.size }));
  return (
    <section className="issue-part" aria-label={say('files.title')}>
      <Title order={2} size="h3">
        {say('files.title')} {files.length > 0 ? <span className="count">{files.length}</span> : null}
      </Title>
      {files.length === 0 ? null : (
        <ul className="files">
          {files.map((file) => (
            <FileLine
              key={file.id}
              name={file.filename}
              address={tracker.attachmentAddress(file.id)}
              sizeBytes={file.size}
              mediaType={file.mimeType}
              by={file.author?.displayName}
              at={file.created}
              picture={previewOf(file.mimeType, file.size) === 'picture' ? <Picture file={file} address={tracker.attachmentAddress(file.id)} onOpen={() => setOpenId(file.id)} /> : undefined}
              actions={
                <>
                  {previewOf(file.mimeType, file.size) === undefined ? null : (
                    <ActionIcon variant="subtle" color="gray" aria-label={say('issue.preview', { name: file.filename })} onClick={() => setOpenId(file.id)}>
                      <IconEye size={16} />
                    </ActionIcon>
                  )}
                  <ActionIcon variant="subtle" color="gray" aria-label={say('files.delete', { name: file.filename })} onClick={() => setGoing(file)}>
                    <IconTrash size={16} />
                  </ActionIcon>
                </>
              }
            />
          ))}
        </ul>
      )}
      <FileDrop around={around} send={(file, onProgress) => tracker.attach(issue.key, file, onProgress)} onDone={() => refreshIssue(cache, site.id, issue.key)} />
      <Suspense fallback={null}>{openId === undefined ? null : <Lightbox files={shown} openId={openId} onOpen={setOpenId} onClose={() => setOpenId(undefined)} />}</Suspense>
      <Confirm
        opened={going !== undefined}
        onClose={() => setGoing(undefined)}
        title={say('files.deleteTitle')}
        verb={say('action.delete')}
        run={async () => {
          if (going === undefined) return;
          await tracker.deleteAttachment(going.id);
          await refreshIssue(cache, site.id, issue.key);
          told(say('files.deleted', { name: going.filename }));
        }}
      >
        {say('files.deleteHelp', { name: going?.filename ?? '' })}
      </Confirm>
    </section>
  );
}

function Picture({ file, address, onOpen }: { readonly file: Attachment; readonly address: string; readonly onOpen: () => void }) {
  return (
    <UnstyledButton className="file-picture" onClick={onOpen} tabIndex={-1} aria-hidden="true">
      <img src={address} alt="" loading="lazy" decoding="async" data-name={file.filename} />
    </UnstyledButton>
  );
}
