// The rail: where you are (organization and site), the places of the site, and Administration for those
// who have it. Collapsed it shows icons with their names as tooltips.
import { ActionIcon } from '@mantine/core';
import { Link, useLocation, useParams, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  IconBook, IconBuilding, IconChartLine, IconClock, IconDatabase, IconFileImport, IconFilter, IconFolder, IconHistory, IconHome, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand,
  IconListCheck, IconLock, IconSearch, IconShield, IconTrash, IconUsers, IconWorld, IconUser, IconX,
} from '../parts/icons.ts';
import { useSay } from '../words/index.ts';
import { administeredOrganization, useCurrentSite, useMe } from './session.ts';
import { SiteSwitcher } from './site-switcher.tsx';

type Target = Pick<LinkProps, 'to' | 'params' | 'search'>;

function RailLink({ target, label, icon, open, active }: { readonly target: Target; readonly label: string; readonly icon: ReactNode; readonly open: boolean; readonly active: boolean }) {
  const link = (
    <Link {...target} className="rail-link" preload="intent" data-active={active} aria-current={active ? 'page' : undefined} aria-label={open ? undefined : label} title={open ? undefined : label}>
      <span className="rail-icon" aria-hidden="true">
        {icon}
      </span>
      {open ? <span className="rail-label">{label}</span> : null}
    </Link>
  );
  return <li>{link}</li>;
}

function RailGroup({ label, open, children }: { readonly label?: string; readonly open: boolean; readonly children: ReactNode }) {
  return (
    <div className="rail-group">
      {label === undefined ? null : open ? <div className="rail-heading">{label}</div> : <div className="rail-rule" />}
      <ul aria-label={label}>{children}</ul>
    </div>
  );
}

const isUnder = (pathname: string, path: string): boolean => pathname === path || pathname.startsWith(`${path}/`);

/** What an administrator of this organization goes to. */
function AdministrationPlaces({ open, slug, pathname }: { readonly open: boolean; readonly slug: string; readonly pathname: string }) {
  const say = useSay();
  const organization = { org: slug };
  const adminPath = `/o/${slug}`;
  const under = (path: string): boolean => isUnder(pathname, path);
  return (
    <RailGroup open={open} label={say('place.administration')}>
      <RailLink open={open} icon={<IconHome size={18} />} label={say('place.overview')} target={{ to: '/o/$org', params: organization }} active={pathname === adminPath} />
      <RailLink open={open} icon={<IconWorld size={18} />} label={say('place.sites')} target={{ to: '/o/$org/sites', params: organization, search: {} }} active={under(`${adminPath}/sites`)} />
      <RailLink open={open} icon={<IconUser size={18} />} label={say('place.people')} target={{ to: '/o/$org/people', params: organization, search: {} }} active={under(`${adminPath}/people`)} />
      <RailLink open={open} icon={<IconUsers size={18} />} label={say('place.groups')} target={{ to: '/o/$org/groups', params: organization, search: {} }} active={under(`${adminPath}/groups`)} />
      <RailLink open={open} icon={<IconShield size={18} />} label={say('place.roles')} target={{ to: '/o/$org/roles', params: organization }} active={under(`${adminPath}/roles`)} />
      <RailLink open={open} icon={<IconListCheck size={18} />} label={say('place.plan')} target={{ to: '/o/$org/plan', params: organization }} active={under(`${adminPath}/plan`)} />
      <RailLink open={open} icon={<IconFileImport size={18} />} label={say('place.imports')} target={{ to: '/o/$org/imports', params: organization, search: {} }} active={under(`${adminPath}/imports`)} />
      <RailLink open={open} icon={<IconHistory size={18} />} label={say('place.recovery')} target={{ to: '/o/$org/recovery', params: organization, search: {} }} active={under(`${adminPath}/recovery`) && !under(`${adminPath}/recovery/backups`)} />
      <RailLink open={open} icon={<IconDatabase size={18} />} label={say('place.backups')} target={{ to: '/o/$org/recovery/backups', params: organization, search: {} }} active={under(`${adminPath}/recovery/backups`)} />
      <RailLink open={open} icon={<IconTrash size={18} />} label={say('place.deleted')} target={{ to: '/o/$org/deleted', params: organization }} active={under(`${adminPath}/deleted`)} />
      <RailLink open={open} icon={<IconLock size={18} />} label={say('place.holds')} target={{ to: '/o/$org/holds', params: organization }} active={under(`${adminPath}/holds`)} />
      <RailLink open={open} icon={<IconClock size={18} />} label={say('place.audit')} target={{ to: '/o/$org/audit', params: organization, search: {} }} active={under(`${adminPath}/audit`)} />
    </RailGroup>
  );
}

export function Rail({ open, onToggle, onClose }: { readonly open: boolean; readonly onToggle?: () => void; readonly onClose?: () => void }) {
  const say = useSay();
  const person = useMe();
  const place = useCurrentSite();
  const { pathname } = useLocation();
  const { org } = useParams({ strict: false });
  const administered = administeredOrganization(person, org, place);
  const has = (product: 'tracker' | 'wiki'): boolean => place?.site.products.some((candidate) => candidate.type === product) ?? false;
  const site = { site: place?.site.slug ?? '' };
  const under = (path: string): boolean => isUnder(pathname, path);
  const sitePath = `/s/${site.site}`;

  return (
    <div className="rail-inner">
      <div className="rail-top">
        <SiteSwitcher open={open} />
        {onClose === undefined ? null : (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('action.close')} onClick={onClose}>
            <IconX size={18} />
          </ActionIcon>
        )}
      </div>
      <div className="rail-scroll">
        {place === undefined ? null : (
          <RailGroup open={open}>
            {has('tracker') ? (
              <>
                <RailLink open={open} icon={<IconFolder size={18} />} label={say('place.projects')} target={{ to: '/s/$site/tracker', params: site }} active={pathname === `${sitePath}/tracker` || under(`${sitePath}/tracker/projects`)} />
                <RailLink open={open} icon={<IconListCheck size={18} />} label={say('place.issues')} target={{ to: '/s/$site/tracker/issues', params: site, search: {} }} active={under(`${sitePath}/tracker/issues`) || under(`${sitePath}/tracker/new`)} />
                <RailLink open={open} icon={<IconFilter size={18} />} label={say('place.filters')} target={{ to: '/s/$site/tracker/filters', params: site, search: {} }} active={under(`${sitePath}/tracker/filters`)} />
                <RailLink open={open} icon={<IconChartLine size={18} />} label={say('place.dashboards')} target={{ to: '/s/$site/tracker/dashboards', params: site, search: {} }} active={under(`${sitePath}/tracker/dashboards`)} />
              </>
            ) : null}
            {has('wiki') ? <RailLink open={open} icon={<IconBook size={18} />} label={say('place.wiki')} target={{ to: '/s/$site/wiki', params: site }} active={under(`${sitePath}/wiki`)} /> : null}
            <RailLink open={open} icon={<IconSearch size={18} />} label={say('place.search')} target={{ to: '/s/$site/search', params: site, search: {} }} active={under(`${sitePath}/search`)} />
          </RailGroup>
        )}
        {administered === undefined ? null : <AdministrationPlaces open={open} slug={administered.slug} pathname={pathname} />}
        {person.account.operator ? (
          <RailGroup open={open} label={say('place.operator')}>
            <RailLink open={open} icon={<IconBuilding size={18} />} label={say('place.organizations')} target={{ to: '/operator/organizations', search: {} }} active={under('/operator/organizations')} />
            <RailLink open={open} icon={<IconDatabase size={18} />} label={say('place.shards')} target={{ to: '/operator/shards' }} active={under('/operator/shards')} />
          </RailGroup>
        ) : null}
      </div>
      {onToggle === undefined ? null : (
        <div className="rail-bottom">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say(open ? 'frame.collapse' : 'frame.expand')} title={say(open ? 'frame.collapse' : 'frame.expand')} aria-expanded={open} onClick={onToggle}>
            {open ? <IconLayoutSidebarLeftCollapse size={18} /> : <IconLayoutSidebarLeftExpand size={18} />}
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
