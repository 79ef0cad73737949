// Which columns and lanes somebody has folded away, kept on this device.
import { useState } from 'react';

export function useFolded(name: string): readonly [ReadonlySet<string>, (id: string) => void] {
  const storageKey = `holdfast.folded.${name}`;
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
      return new Set(Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : []);
    } catch {
      return new Set();
    }
  });
  const toggle = (id: string): void => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
    try {
      localStorage.setItem(storageKey, JSON.stringify([...next]));
    } catch {
      // Kept for this visit only.
    }
  };
  return [folded, toggle];
}
