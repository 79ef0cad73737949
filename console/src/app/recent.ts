// Notes for oneself what one looked at, from the address alone: a second after arriving, so that passing through counts nothing.
import { useEffect } from 'react';
import { noteRecent } from '../api/search.ts';

const pauseMs = 1_000;

const places: readonly (readonly [RegExp, { readonly product: 'tracker' | 'wiki'; readonly kind: string }])[] = [
  [/^\/s\/[^/]+\/tracker\/issues\/([A-Za-z][\w]*-\d+)$/, { product: 'tracker', kind: 'issue' }],
  [/^\/s\/[^/]+\/tracker\/projects\/([A-Za-z]\w*)(?:\/|$)/, { product: 'tracker', kind: 'project' }],
  [/^\/s\/[^/]+\/wiki\/[^/]+\/pages\/(\d+)$/, { product: 'wiki', kind: 'page' }],
  [/^\/s\/[^/]+\/wiki\/[^/]+\/blog\/(\d+)$/, { product: 'wiki', kind: 'blogpost' }],
  [/^\/s\/[^/]+\/wiki\/([\w.~-]+)$/, { product: 'wiki', kind: 'space' }],
];

function lookedAt(path: string): { readonly product: 'tracker' | 'wiki'; readonly kind: string; readonly id: string } | undefined {
  for (const [pattern, item] of places) {
    const id = pattern.exec(path)?.[1];
    if (id !== undefined) return { ...item, id };
  }
  return undefined;
}

export function useNoteRecent(siteId: string | undefined, path: string): void {
  useEffect(() => {
    const item = lookedAt(path);
    if (siteId === undefined || item === undefined) return undefined;
    // A look that could not be noted is no news for anybody.
    const timer = setTimeout(() => void noteRecent(siteId, item).catch(() => undefined), pauseMs);
    return () => clearTimeout(timer);
  }, [siteId, path]);
}
