// Which organization and site this is, and the way to the others.
import { UnstyledButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconCheck, IconSelector } from '../parts/icons.ts';
import { MenuButton } from '../parts/menu-button.tsx';
import type { MenuEntry } from '../parts/menu-entries.ts';
import { useSay } from '../words/index.ts';
import { useCurrentSite, useMe } from './session.ts';

export function SiteSwitcher({ open }: { readonly open: boolean }) {
  const say = useSay();
  const { organizations } = useMe();
  const place = useCurrentSite();
  const navigate = useNavigate();
  const siteName = place?.site.name ?? organizations[0]?.name ?? 'Holdfast';
  const organizationName = place?.organization.name ?? organizations[0]?.name ?? '';
  const entries = organizations.flatMap((organization): readonly MenuEntry[] => [
    { kind: 'label', id: organization.id, label: organization.name },
    ...organization.sites.map(
      (site): MenuEntry => ({
        kind: 'item', id: site.id, current: site.id === place?.site.id, icon: site.id === place?.site.id ? <IconCheck size={16} /> : <span className="menu-gap" />,
        label: (
          <>
            {site.name}
            {site.state === 'active' ? null : <span className="quiet"> · {say('site.state.suspended')}</span>}
          </>
        ),
        onChoose: () => void navigate({ to: '/s/$site', params: { site: site.slug } }),
      }),
    ),
    ...(organization.sites.length === 0 ? [{ kind: 'item', id: `${organization.id} none`, disabled: true, label: say('frame.noSites') } as const] : []),
  ]);
  return (
    <MenuButton
      width={260}
      entries={entries}
      target={
        <UnstyledButton className="switcher">
          <span className="switcher-badge" aria-hidden="true">
            <span data-initials={[...siteName][0]?.toUpperCase()} className="initials" />
          </span>
          <span className="heard">{say('frame.switcher', { site: siteName, organization: organizationName })}</span>
          {open ? (
            <>
              <span className="switcher-words" aria-hidden="true">
                <span className="switcher-site">{siteName}</span>
                <span className="switcher-org">{organizationName}</span>
              </span>
              <IconSelector size={16} aria-hidden="true" />
            </>
          ) : null}
        </UnstyledButton>
      }
    />
  );
}
