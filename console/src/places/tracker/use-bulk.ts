// The calls that change many issues, or one as a whole.
import { useMemo } from 'react';
import { bulkAt, type Bulk } from '../../api/bulk.ts';
import { useSite } from '../../app/session.ts';

export function useBulk(): Bulk {
  const { site } = useSite();
  return useMemo(() => bulkAt(site.id), [site.id]);
}
