// Moving a page in its tree, with the way back: undo puts it exactly where it stood.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSite, useWiki } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { wikiKeys } from './queries.ts';

export type Spot = { readonly position: 'before' | 'after' | 'append'; readonly target: string };
export type Move = { readonly id: string; readonly title: string; readonly to: Spot; readonly back: Spot | undefined };

export function useMove() {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const move = useMutation({
    mutationFn: ({ id, to }: Move) => wiki.move(id, to.position, to.target),
    onSuccess: (_answer, { id, title, back }) => told(say('write.moved', { title }), back === undefined ? undefined : () => move.mutate({ id, title, to: back, back: undefined })),
    onError: toldFailure,
    onSettled: () => cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) }),
  });
  return move;
}
