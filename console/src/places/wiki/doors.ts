// The wiki's own doors of the site on screen.
import { useMemo } from 'react';
import { wikiDoorsAt, type WikiDoors } from '../../api/wiki-doors.ts';
import { useSite } from '../../app/session.ts';

export function useDoors(): WikiDoors {
  const { site } = useSite();
  return useMemo(() => wikiDoorsAt(site.id), [site.id]);
}
