// The space that every screen below /wiki/$spaceKey stands in.
import { createContext, useContext } from 'react';
import type { Space } from '../../api/wiki.ts';

export const SpaceContext = createContext<Space | undefined>(undefined);

export function useSpace(): Space {
  const space = useContext(SpaceContext);
  if (space === undefined) throw new Error('This screen stands below a space.');
  return space;
}
