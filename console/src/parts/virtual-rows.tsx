// The rows of a long table: only those in sight exist, with room above and below for the others.
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ReactNode, RefObject } from 'react';

const rowHeightPx = 41;
const overscan = 12;

export type VirtualRowsProps = {
  readonly count: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rowAt: (index: number, measure: (element: Element | null) => void) => ReactNode;
};

export function VirtualRows({ count, scroller, rowAt }: VirtualRowsProps) {
  const virtualizer = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => rowHeightPx, overscan });
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <>
      {before > 0 ? <tr aria-hidden="true" style={{ height: before }} /> : null}
      {items.map((item) => rowAt(item.index, virtualizer.measureElement))}
      {after > 0 ? <tr aria-hidden="true" style={{ height: after }} /> : null}
    </>
  );
}
