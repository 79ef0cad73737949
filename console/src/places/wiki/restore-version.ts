// Making an old version the current one again: a new version with its text, so nothing goes; undo makes the one before
// current in the same way.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ContentKind } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { useDoors } from './doors.ts';
import { wikiKeys } from './queries.ts';

export function useRestoreVersion(kind: ContentKind, id: string): (version: number, here: string) => void {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const doors = useDoors();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const restore = useMutation({
    mutationFn: async ({ version }: { readonly version: number; readonly undone?: boolean }) => {
      const before = (await wiki.content(kind, id, { format: 'view' })).version.number;
      const done = await doors.restoreVersion(id, version, '');
      await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
      return { before, changed: done.changed };
    },
    onSuccess: ({ before, changed }, { version, undone }) => told(say('write.restored', { version }), changed && undone !== true ? () => restore.mutate({ version: before, undone: true }) : undefined),
    onError: toldFailure,
  });
  return (version, here) => restore.mutate({ version }, { onSuccess: () => void navigate({ to: here, search: {} }) });
}
