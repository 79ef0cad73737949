// What changed between two versions, in reading order: whole blocks that came or went, words inside those that
// changed; what stayed is folded away. Colour is never alone: each block says what happened to it.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { BlockChange, WordChange } from '../../api/wiki-doors.ts';
import { useSite } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { useSay } from '../../words/index.ts';
import { useDoors } from './doors.ts';
import { wikiKeys } from './queries.ts';
import './write-words.ts';

export type CompareProps = { readonly id: string; readonly from: number; readonly to: number };

const Words = ({ words }: { readonly words: readonly WordChange[] }): ReactNode =>
  words.map(({ change, text }, index) => (change === 'added' ? <ins key={index}>{text}</ins> : change === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>));

/** Neighbours that stayed the same become one line. */
function folded(blocks: readonly BlockChange[]): readonly (BlockChange | { readonly change: 'folded'; readonly texts: readonly string[] })[] {
  const out: (BlockChange | { readonly change: 'folded'; readonly texts: string[] })[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (block.change !== 'same') out.push(block);
    else if (last?.change === 'folded') last.texts.push(block.text);
    else out.push({ change: 'folded', texts: [block.text] });
  }
  return out;
}

export function CompareVersions({ id, from, to }: CompareProps) {
  const say = useSay();
  const { site } = useSite();
  const doors = useDoors();
  const result = useQuery({ queryKey: [...wikiKeys.content(site.id, 'page', id), 'compare', from, to], queryFn: ({ signal }) => doors.compare(id, from, to, signal) });
  if (result.isError) return <Failure failure={result.error} onRetry={() => void result.refetch()} />;
  if (result.data === undefined) return <Skeleton className="waiting" height={160} />;
  const { blocks, counts, title } = result.data;
  const titleChanged = title.some(({ change }) => change !== 'same');
  const nothing = !titleChanged && counts.added + counts.removed + counts.changed === 0;
  return (
    <section className="compare" aria-label={say('write.comparing', { from, to })}>
      <p className="quiet">{nothing ? say('write.noDifference') : say('write.changesCount', { added: counts.added, removed: counts.removed, changed: counts.changed })}</p>
      {titleChanged ? (
        <div className="compare-block" data-change="changed">
          <span className="compare-what">{say('write.titleChanged')}</span>
          <p className="compare-title">
            <Words words={title} />
          </p>
        </div>
      ) : null}
      {folded(blocks).map((block, index) => {
        if (block.change === 'folded') {
          return (
            <details key={index} className="compare-same">
              <summary>{say('write.sameBlocks', { count: block.texts.length })}</summary>
              {block.texts.map((text, at) => (
                <p key={at} className="pre">
                  {text}
                </p>
              ))}
            </details>
          );
        }
        const label = say(block.change === 'added' ? 'write.blockAdded' : block.change === 'removed' ? 'write.blockRemoved' : 'write.blockChanged');
        return (
          <div key={index} className="compare-block" data-change={block.change}>
            <span className="compare-what">{label}</span>
            <p className="pre">{block.change === 'changed' ? <Words words={block.words} /> : block.change === 'added' ? <ins>{block.text}</ins> : <del>{block.text}</del>}</p>
          </div>
        );
      })}
    </section>
  );
}
