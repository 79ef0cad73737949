// What the rich editor needs on an issue: people to mention, and the issue's own files as pictures and attachments.
import { useQueryClient } from '@tanstack/react-query';
import type { EditorFile } from '../../editor/index.ts';
import { useSite, useTracker } from '../../app/session.ts';
import type { Attachment, Issue } from '../../api/tracker.ts';
import { refreshIssue, trackerKeys } from './queries.ts';

export function useIssueWriting(issueKey: string) {
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const fileOf = (file: Attachment): EditorFile => ({ id: file.id, name: file.filename, url: tracker.attachmentAddress(file.id), ...(file.mimeType === undefined ? {} : { mediaType: file.mimeType }) });
  const known = cache.getQueryData<Issue>(trackerKeys.issue(site.id, issueKey))?.fields.attachment ?? [];
  return {
    files: known.map(fileOf),
    people: async (text: string, signal: AbortSignal) => (await tracker.users(text, signal)).map((user) => ({ id: user.accountId, name: user.displayName })),
    upload: async (file: File, onProgress: (sent: number, total: number) => void): Promise<EditorFile> => {
      const [made] = await tracker.attach(issueKey, file, onProgress);
      if (made === undefined) throw new Error('The platform answered without the file.');
      void refreshIssue(cache, site.id, issueKey);
      return fileOf(made);
    },
  };
}
