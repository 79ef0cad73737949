// Files of an issue: download by a click, upload by choosing or dropping, with progress.
import { ActionIcon, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Attachment, Issue } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { FileDrop } from '../../parts/file-drop.tsx';
import { FileLine } from '../../parts/file-line.tsx';
import { IconTrash } from '../../parts/icons.ts';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { refreshIssue } from './queries.ts';

export function IssueAttachments({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const [going, setGoing] = useState<Attachment>();
  const files = issue.fields.attachment ?? [];
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
              actions={
                <ActionIcon variant="subtle" color="gray" aria-label={say('files.delete', { name: file.filename })} onClick={() => setGoing(file)}>
                  <IconTrash size={16} />
                </ActionIcon>
              }
            />
          ))}
        </ul>
      )}
      <FileDrop send={(file, onProgress) => tracker.attach(issue.key, file, onProgress)} onDone={() => refreshIssue(cache, site.id, issue.key)} />
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
