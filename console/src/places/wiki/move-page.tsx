// Moving a page by keyboard or without a tree at hand: find the page that it should stand below, choose it.
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSite, useWiki } from '../../app/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useSay } from '../../words/index.ts';
import { titleCql } from './title-cql.ts';
import { useSpace } from './space-context.ts';
import { useMove } from './use-move.ts';
import './write-words.ts';

const pauseMs = 200;
const offeredMax = 10;

export type MovePageProps = { readonly id: string; readonly title: string; readonly parentId: string | undefined; readonly onClose: () => void };

export function MovePage({ id, title, parentId, onClose }: MovePageProps) {
  const say = useSay();
  const { site } = useSite();
  const space = useSpace();
  const wiki = useWiki();
  const move = useMove();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), pauseMs);
  const roots = useQuery({ queryKey: ['wiki', site.id, 'roots-to-move', space.id], enabled: asked === '', queryFn: ({ signal }) => wiki.rootPages(space.id, undefined, signal) });
  const found = useQuery({ queryKey: ['wiki', site.id, 'move-target', space.key, asked], enabled: asked !== '', queryFn: ({ signal }) => wiki.search(titleCql(asked, space.key), 0, signal) });
  const offered = (asked === '' ? (roots.data?.results ?? []).map((page) => ({ id: page.id, title: page.title })) : (found.data?.results ?? []).flatMap(({ content }) => (content === undefined ? [] : [{ id: content.id, title: content.title }])))
    .filter((page) => page.id !== id && page.id !== parentId)
    .slice(0, offeredMax);
  const choose = (target: string): void => {
    move.mutate({ id, title, to: { position: 'append', target }, back: parentId === undefined ? undefined : { position: 'append', target: parentId } });
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={say('write.moveTitle', { title })}>
      <p>{say('write.moveHelp')}</p>
      <TextInput label={say('write.moveFind')} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
      {found.isError ? <Failure failure={found.error} onRetry={() => void found.refetch()} /> : null}
      {asked !== '' && found.isSuccess && offered.length === 0 ? <p className="quiet" role="status">{say('write.moveNone')}</p> : null}
      <ul className="pick-list">
        {offered.map((page) => (
          <li key={page.id}>
            <Button variant="subtle" size="compact-sm" onClick={() => choose(page.id)}>
              {page.title}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
