// The bell: how many notifications of this site are unread, looked at again twice a minute and when the window comes back.
// Its name is a plain title: the library's tooltips would be loaded before anything else on every page.
import { ActionIcon, Indicator } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { unreadCount } from '../api/inbox.ts';
import { IconBell } from '../parts/icons.ts';
import { useSay } from '../words/index.ts';
import { useCurrentSite } from './session.ts';

const everyMs = 30_000;
/** The platform counts no further. */
const countMax = 100;

export function InboxBell() {
  const say = useSay();
  const navigate = useNavigate();
  const place = useCurrentSite();
  const siteId = place?.site.id ?? '';
  const count = useQuery({ queryKey: ['inbox', siteId, 'unread'], enabled: place?.site.state === 'active', refetchInterval: everyMs, queryFn: ({ signal }) => unreadCount(siteId, signal) });
  if (place === undefined) return null;
  const unread = count.data?.unread ?? 0;
  const label = unread === 0 ? say('inbox.title') : say('inbox.unreadCount', { count: unread });
  return (
    <Indicator disabled={unread === 0} label={unread >= countMax ? '99+' : String(unread)} size={16} offset={5}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} title={label} onClick={() => void navigate({ to: '/s/$site/inbox', params: { site: place.site.slug }, search: {} })}>
        <IconBell size={18} />
      </ActionIcon>
    </Indicator>
  );
}
