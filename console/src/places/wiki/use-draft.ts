// Keeping what somebody writes: a moment after they pause it is on the platform, as their own draft, and the screen
// says since when. What could not be kept is tried again, and leaving the page before that asks first.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AdfNode } from '../../api/tracker.ts';
import type { WikiDoors } from '../../api/wiki-doors.ts';

export type DraftState = { readonly kind: 'none' } | { readonly kind: 'waiting' } | { readonly kind: 'saving' } | { readonly kind: 'saved'; readonly at: string } | { readonly kind: 'failed'; readonly failure: unknown };

type Text = { readonly title: string; readonly adf: AdfNode };

const pauseMs = 1_500;
const againMs = 10_000;

export type Keeper = {
  readonly state: DraftState;
  /** Something changed: keep it soon. */
  readonly change: (text: Text) => void;
  /** Keeps what is not yet kept, now. */
  readonly flush: () => Promise<void>;
  /** Nothing more is kept: the text was published or thrown away. */
  readonly end: () => void;
};

export function useDraft(doors: WikiDoors, contentId: () => Promise<string>, baseVersion: number, first: DraftState): Keeper {
  const [state, setState] = useState<DraftState>(first);
  const waiting = useRef<Text>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const running = useRef<Promise<void>>(Promise.resolve());
  const ended = useRef(false);
  const base = useRef(baseVersion);
  base.current = baseVersion;

  const save = useCallback(async (): Promise<void> => {
    const text = waiting.current;
    if (text === undefined || ended.current) return;
    waiting.current = undefined;
    setState({ kind: 'saving' });
    try {
      const kept = await doors.saveDraft(await contentId(), { ...text, baseVersion: base.current });
      // Typed on meanwhile: that is kept next.
      setState(waiting.current === undefined ? { kind: 'saved', at: kept.changedAt } : { kind: 'waiting' });
    } catch (failure) {
      waiting.current ??= text;
      setState({ kind: 'failed', failure });
      timer.current = setTimeout(() => void flushNow.current(), againMs);
    }
  }, [doors, contentId]);

  const flush = useCallback((): Promise<void> => {
    clearTimeout(timer.current);
    running.current = running.current.then(save);
    return running.current;
  }, [save]);
  const flushNow = useRef(flush);
  flushNow.current = flush;

  useEffect(() => {
    const onHide = (): void => void (document.visibilityState === 'hidden' && flushNow.current());
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (waiting.current !== undefined && !ended.current) event.preventDefault();
    };
    document.addEventListener('visibilitychange', onHide);
    addEventListener('beforeunload', onLeave);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      removeEventListener('beforeunload', onLeave);
      void flushNow.current();
    };
  }, []);

  return useMemo(
    () => ({
      state,
      change: (text) => {
        if (ended.current) return;
        waiting.current = text;
        setState((before) => (before.kind === 'failed' ? before : { kind: 'waiting' }));
        clearTimeout(timer.current);
        timer.current = setTimeout(() => void flushNow.current(), pauseMs);
      },
      flush,
      end: () => {
        ended.current = true;
        clearTimeout(timer.current);
      },
    }),
    [state, flush],
  );
}
