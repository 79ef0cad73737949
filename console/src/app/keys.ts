// Single-key shortcuts. They keep quiet while somebody types, while a dialog is open, and with any
// modifier pressed, so that neither browsers nor screen readers lose a key of their own.
import { useEffect, useRef } from 'react';

export type KeyMap = Readonly<Record<string, () => void>>;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

const dialogOpen = (): boolean => document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]:not([data-quiet])') !== null;

export function useKeys(map: KeyMap, enabled = true): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    if (!enabled) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (typing(event.target) || dialogOpen()) return;
      const action = latest.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [enabled]);
}
