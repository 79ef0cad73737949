// Which organization and site this is, and the way to the others.
import { Menu, UnstyledButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconCheck, IconSelector } from '../parts/icons.ts';
import { useSay } from '../words/index.ts';
import { useCurrentSite, useMe } from './session.ts';

export function SiteSwitcher({ open }: { readonly open: boolean }) {
  const say = useSay();
  const { organizations } = useMe();
  const place = useCurrentSite();
  const navigate = useNavigate();
  const siteName = place?.site.name ?? organizations[0]?.name ?? 'Holdfast';
  const organizationName = place?.organization.name ?? organizations[0]?.name ?? '';
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
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
      </Menu.Target>
      <Menu.Dropdown className="switcher-list">
        {organizations.map((organization) => (
          <div key={organization.id} role="group" aria-label={organization.name}>
            <Menu.Label>{organization.name}</Menu.Label>
            {organization.sites.map((site) => (
              <Menu.Item
                key={site.id}
                leftSection={site.id === place?.site.id ? <IconCheck size={16} /> : <span className="menu-gap" />}
                aria-current={site.id === place?.site.id ? 'true' : undefined}
                onClick={() => void navigate({ to: '/s/$site', params: { site: site.slug } })}
              >
                {site.name}
                {site.state === 'active' ? null : <span className="quiet"> · {say('site.state.suspended')}</span>}
              </Menu.Item>
            ))}
            {organization.sites.length === 0 ? <Menu.Item disabled>{say('frame.noSites')}</Menu.Item> : null}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
