// Labels of a page: each can go, new ones come by Enter; both can be undone.
import { Button, CloseButton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ContentKind } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { IconTag } from '../../parts/icons.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { labelsQuery, refreshContent } from './queries.ts';

export function ContentLabels({ kind, id, readOnly }: { readonly kind: ContentKind; readonly id: string; readonly readOnly: boolean }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const labels = useQuery(labelsQuery(site.id, wiki, kind, id));
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const change = useMutation({
    mutationFn: ({ name, add }: { name: string; add: boolean; undo?: boolean }) => (add ? wiki.addLabel(id, name) : wiki.removeLabel(id, name)),
    onSuccess: (_answer, { name, add, undo }) => told(say(add ? 'labels.added' : 'labels.removed', { name }), undo === true ? undefined : () => change.mutate({ name, add: !add, undo: true })),
    onError: toldFailure,
    onSettled: () => refreshContent(cache, site.id, kind, id),
  });
  const add = (): void => {
    const name = text.trim().toLowerCase().replaceAll(/\s+/g, '-');
    if (name !== '') change.mutate({ name, add: true });
    setText('');
    setAdding(false);
  };
  const names = labels.data?.results ?? [];
  if (readOnly && names.length === 0) return null;
  return (
    <div className="labels">
      <ul className="chips" aria-label={say('tracker.labels')}>
        {names.map((label) => (
          <li key={label.id} className="chip">
            {label.name}
            {readOnly ? null : <CloseButton size="xs" aria-label={say('labels.remove', { name: label.name })} onClick={() => change.mutate({ name: label.name, add: false })} />}
          </li>
        ))}
      </ul>
      {readOnly ? null : adding ? (
        <TextInput
          size="xs"
          w={160}
          aria-label={say('tracker.addLabel')}
          value={text}
          autoFocus
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter') add();
            if (event.key === 'Escape') {
              event.stopPropagation();
              setText('');
              setAdding(false);
            }
          }}
        />
      ) : (
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconTag size={14} />} onClick={() => setAdding(true)}>
          {say('tracker.addLabel')}
        </Button>
      )}
    </div>
  );
}
