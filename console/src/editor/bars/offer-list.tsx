// The list under the cursor: people, things to insert, emoji. The focus stays in the text, which points at the chosen
// entry, so that a screen reader says it.
import { Portal } from '@mantine/core';
import { useEffect, useId, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Editor } from '@tiptap/core';
import { Initials } from '../../parts/person.tsx';
import { useSay } from '../../words/index.ts';
import type { OfferShelf } from '../typing/offers.ts';

const edgePx = 8;

export function OfferList({ editor, shelf }: { readonly editor: Editor; readonly shelf: OfferShelf }) {
  const say = useSay();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const state = useSyncExternalStore(shelf.subscribe, shelf.current);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  const [, redraw] = useState(0);

  const shown = state !== undefined;
  useEffect(() => {
    if (!shown) return undefined;
    const follow = (): void => redraw((count) => count + 1);
    addEventListener('scroll', follow, true);
    addEventListener('resize', follow);
    return () => {
      removeEventListener('scroll', follow, true);
      removeEventListener('resize', follow);
    };
  }, [shown]);

  // oxlint-disable-next-line react/exhaustive-deps -- the list may move with every drawing, and is drawn again only while it is not in its place
  useLayoutEffect(() => {
    const at = state?.rect();
    const box = list.current?.getBoundingClientRect();
    if (at === null || at === undefined || box === undefined) return;
    const left = Math.max(edgePx, Math.min(at.left, innerWidth - box.width - edgePx));
    const below = at.bottom + 4;
    const top = below + box.height > innerHeight - edgePx && at.top - box.height - 4 > edgePx ? at.top - box.height - 4 : below;
    if (left !== place.left || top !== place.top) setPlace({ left, top });
  });

  useEffect(() => {
    // Whoever leaves at once takes the text away before its list.
    if (editor.isDestroyed) return;
    const text = editor.view.dom;
    if (state === undefined || state.items.length === 0) {
      text.removeAttribute('aria-activedescendant');
      text.removeAttribute('aria-controls');
      return;
    }
    text.setAttribute('aria-controls', id);
    text.setAttribute('aria-activedescendant', `${id}-${state.index}`);
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [editor, id, state]);

  if (state === undefined) return null;
  const label = say(state.kind === '@' ? 'editor.mention' : state.kind === ':' ? 'editor.emoji' : 'editor.insert');
  return (
    <Portal>
      <div ref={list} className="offers" style={{ left: place.left, top: place.top }}>
        {state.items.length === 0 ? (
          <p className="quiet offers-none" role="status">
            {say(state.loading ? 'waiting' : 'editor.nothingFound')}
          </p>
        ) : (
          <div id={id} role="listbox" aria-label={label}>
            {state.items.map((offer, index) => (
              <div
                key={offer.id}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === state.index}
                className="offer"
                onMouseDown={(event) => {
                  event.preventDefault();
                  shelf.choose(index);
                }}
              >
                {offer.person === true ? <Initials name={offer.label} size={20} /> : <span className="offer-sign" aria-hidden="true">{offer.sign}</span>}
                <span className="offer-label">{offer.label}</span>
                {offer.note === undefined ? null : <span className="quiet">{offer.note}</span>}
              </div>
            ))}
          </div>
        )}
      </div>
    </Portal>
  );
}
