// The top bar: where this page lies, the palette, create, and me.
import { ActionIcon, Button, Kbd, UnstyledButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { signOut } from '../api/account.ts';
import { IconKeyboard, IconChevronRight, IconLogout, IconMenu2, IconPlus, IconSearch, IconUser, IconKey, IconShield, IconTicket, IconFileDescription, IconFolder, IconBook, IconDeviceDesktop } from '../parts/icons.ts';
import { MenuButton } from '../parts/menu-button.tsx';
import type { MenuEntry } from '../parts/menu-entries.ts';
import { Initials } from '../parts/person.tsx';
import { toldFailure } from '../parts/toasts.tsx';
import { useSay } from '../words/index.ts';
import { InboxBell } from './inbox-bell.tsx';
import { usePageState } from './page-state.ts';
import { useAccount, useCurrentSite } from './session.ts';

function Trail() {
  const say = useSay();
  const { trail, title } = usePageState();
  return (
    <nav aria-label={say('frame.trail')} className="trail">
      <ol>
        {trail.map((step) => (
          <li key={`${step.label} ${step.to ?? ''}`}>
            {step.to === undefined ? <span>{step.label}</span> : <Link to={step.to}>{step.label}</Link>}
            <IconChevronRight size={14} aria-hidden="true" />
          </li>
        ))}
        <li aria-current="page" className="trail-here">
          {title}
        </li>
      </ol>
    </nav>
  );
}

function CreateMenu({ onCreateIssue }: { readonly onCreateIssue: () => void }) {
  const say = useSay();
  const place = useCurrentSite();
  const navigate = useNavigate();
  if (place === undefined) return null;
  const params = { site: place.site.slug };
  const has = (type: string): boolean => place.site.products.some((product) => product.type === type);
  const admin = place.site.role === 'admin';
  const entries: readonly (MenuEntry & { readonly shown: boolean })[] = [
    { shown: has('tracker'), kind: 'item', id: 'issue', icon: <IconTicket size={16} />, end: <Kbd size="xs">c</Kbd>, label: say('create.issue'), onChoose: onCreateIssue },
    { shown: has('tracker') && admin, kind: 'item', id: 'project', icon: <IconFolder size={16} />, label: say('create.project'), onChoose: () => void navigate({ to: '/s/$site/tracker', params, search: { create: true } }) },
    { shown: has('wiki'), kind: 'item', id: 'page', icon: <IconFileDescription size={16} />, label: say('create.page'), onChoose: () => void navigate({ to: '/s/$site/wiki', params, search: { create: 'page' } }) },
    { shown: has('wiki') && admin, kind: 'item', id: 'space', icon: <IconBook size={16} />, label: say('create.space'), onChoose: () => void navigate({ to: '/s/$site/wiki', params, search: { create: 'space' } }) },
  ];
  return (
    <MenuButton
      position="bottom-end"
      entries={entries.filter(({ shown }) => shown)}
      target={
        <Button size="sm" leftSection={<IconPlus size={16} />} className="create-button" aria-label={say('frame.create')}>
          <span className="create-word">{say('frame.create')}</span>
        </Button>
      }
    />
  );
}

function MeMenu({ onKeys }: { readonly onKeys: () => void }) {
  const say = useSay();
  const account = useAccount();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      cache.clear();
      await navigate({ to: '/sign-in', search: {} });
    } catch (failure) {
      toldFailure(failure);
    }
  };
  const entries: readonly MenuEntry[] = [
    {
      kind: 'label', id: 'who',
      label: (
        <>
          {account.name}
          <br />
          {account.email}
        </>
      ),
    },
    { kind: 'item', id: 'profile', icon: <IconUser size={16} />, label: say('me.profile'), onChoose: () => void navigate({ to: '/me/profile' }) },
    { kind: 'item', id: 'sessions', icon: <IconDeviceDesktop size={16} />, label: say('me.sessions'), onChoose: () => void navigate({ to: '/me/sessions' }) },
    { kind: 'item', id: 'tokens', icon: <IconKey size={16} />, label: say('me.tokens'), onChoose: () => void navigate({ to: '/me/tokens' }) },
    { kind: 'item', id: 'password', icon: <IconShield size={16} />, label: say('me.password'), onChoose: () => void navigate({ to: '/me/password' }) },
    { kind: 'divider', id: 'line' },
    { kind: 'item', id: 'keys', icon: <IconKeyboard size={16} />, end: <Kbd size="xs">?</Kbd>, label: say('keys.title'), onChoose: onKeys },
    { kind: 'item', id: 'leave', icon: <IconLogout size={16} />, label: say('frame.signOut'), onChoose: () => void leave() },
  ];
  return (
    <MenuButton
      position="bottom-end"
      width={240}
      entries={entries}
      target={
        <UnstyledButton className="me-button">
          <span className="heard">{say('frame.me', { name: account.name })}</span>
          <Initials name={account.name} size={30} />
        </UnstyledButton>
      }
    />
  );
}

export type TopBarProps = { readonly onMenu: () => void; readonly onPalette: () => void; readonly onKeys: () => void; readonly onCreateIssue: () => void };

export function TopBar({ onMenu, onPalette, onKeys, onCreateIssue }: TopBarProps) {
  const say = useSay();
  return (
    <header className="top-bar">
      <ActionIcon className="menu-button" variant="subtle" color="gray" size="lg" aria-label={say('frame.menu')} onClick={onMenu}>
        <IconMenu2 size={20} />
      </ActionIcon>
      <Trail />
      <UnstyledButton className="palette-button" onClick={onPalette} aria-label={`${say('palette.find')} Ctrl K`}>
        <IconSearch size={16} aria-hidden="true" />
        <span className="palette-word">{say('palette.find')}</span>
        <Kbd size="xs" className="palette-key">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <CreateMenu onCreateIssue={onCreateIssue} />
      <InboxBell />
      <ActionIcon className="keys-button" variant="subtle" color="gray" size="lg" aria-label={say('keys.title')} title={say('keys.title')} onClick={onKeys}>
        <IconKeyboard size={18} />
      </ActionIcon>
      <MeMenu onKeys={onKeys} />
    </header>
  );
}
