// The end of a list: how many are shown, and more on demand (or when it scrolls into sight).
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useFormats } from '../app/formats.ts';
import { useSay } from '../words/index.ts';

export type LoadMoreProps = {
  readonly shown: number;
  readonly total?: number | undefined;
  readonly more: boolean;
  readonly busy: boolean;
  readonly onMore: () => void;
  readonly auto?: boolean;
};

export function LoadMore({ shown, total, more, busy, onMore, auto = false }: LoadMoreProps) {
  const say = useSay();
  const formats = useFormats();
  const foot = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const element = foot.current;
    if (!auto || !more || busy || element === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) latest.current();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [auto, more, busy, shown]);
  const words =
    total !== undefined && total > shown
      ? say('list.shownOf', { shown: formats.number(shown), total: formats.number(total) })
      : say(more ? 'list.shownMore' : 'list.shown', { count: shown, shown: formats.number(shown) });
  return (
    <div className="load-more" ref={foot}>
      <span role="status">{words}</span>
      {more ? (
        <Button size="xs" variant="default" loading={busy} onClick={onMore}>
          {say('list.more')}
        </Button>
      ) : null}
    </div>
  );
}
