// Labels of a page; adding and removing can both be undone.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ContentKind } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { LabelChips } from '../../parts/label-chips.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { labelsQuery, refreshContent } from './queries.ts';

type Change = { readonly name: string; readonly add: boolean; readonly undo?: boolean };

export function ContentLabels({ kind, id, readOnly }: { readonly kind: ContentKind; readonly id: string; readonly readOnly: boolean }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const labels = useQuery(labelsQuery(site.id, wiki, kind, id));
  const change = useMutation({
    mutationFn: ({ name, add }: Change) => (add ? wiki.addLabel(id, name) : wiki.removeLabel(id, name)),
    onSuccess: (_answer, { name, add, undo }) => told(say(add ? 'labels.added' : 'labels.removed', { name }), undo === true ? undefined : () => change.mutate({ name, add: !add, undo: true })),
    onError: toldFailure,
    onSettled: () => refreshContent(cache, site.id, kind, id),
  });
  const names = (labels.data?.results ?? []).map((label) => label.name);
  if (readOnly && names.length === 0) return null;
  return (
    <div className="content-labels">
      <LabelChips
        names={names}
        readOnly={readOnly}
        onAdd={(text) => change.mutate({ name: text.toLowerCase().replaceAll(/\s+/g, '-'), add: true })}
        onRemove={(name) => change.mutate({ name, add: false })}
      />
    </div>
  );
}
