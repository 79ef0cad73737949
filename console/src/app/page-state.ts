// What the frame needs to know about the page inside it: its title and the way to it.
import { useEffect, useSyncExternalStore } from 'react';

export type TrailStep = { readonly label: string; readonly to?: string };
export type PageState = { readonly title: string; readonly trail: readonly TrailStep[] };

let state: PageState = { title: '', trail: [] };
const listeners = new Set<() => void>();

function announce(next: PageState): void {
  state = next;
  document.title = next.title === '' ? 'Holdfast' : `${next.title} · Holdfast`;
  for (const listener of listeners) listener();
}

export function usePageState(): PageState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

export function useAnnouncedPage(title: string, trail: readonly TrailStep[]): void {
  const trailKey = JSON.stringify(trail);
  useEffect(() => {
    // It was made of such steps three lines above.
    announce({ title, trail: JSON.parse(trailKey) as TrailStep[] });
  }, [title, trailKey]);
}
