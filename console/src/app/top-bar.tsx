// The top bar: where this page lies, the palette, create, and me.
import { ActionIcon, Button, Kbd, Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { signOut } from '../api/account.ts';
import { IconKeyboard, IconChevronRight, IconLogout, IconMenu2, IconPlus, IconSearch, IconUser, IconKey, IconShield, IconTicket, IconFileDescription, IconFolder, IconBook, IconDeviceDesktop } from '../parts/icons.ts';
import { Initials } from '../parts/person.tsx';
import { toldFailure } from '../parts/toasts.tsx';
import { useSay } from '../words/index.ts';
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

function CreateMenu() {
  const say = useSay();
  const place = useCurrentSite();
  const navigate = useNavigate();
  if (place === undefined) return null;
  const params = { site: place.site.slug };
  const has = (type: string): boolean => place.site.products.some((product) => product.type === type);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="sm" leftSection={<IconPlus size={16} />} className="create-button" aria-label={say('frame.create')}>
          <span className="create-word">{say('frame.create')}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {has('tracker') ? (
          <>
            <Menu.Item leftSection={<IconTicket size={16} />} rightSection={<Kbd size="xs">c</Kbd>} onClick={() => void navigate({ to: '/s/$site/tracker/new', params, search: {} })}>
              {say('create.issue')}
            </Menu.Item>
            {place.site.role === 'admin' ? (
              <Menu.Item leftSection={<IconFolder size={16} />} onClick={() => void navigate({ to: '/s/$site/tracker', params, search: { create: true } })}>
                {say('create.project')}
              </Menu.Item>
            ) : null}
          </>
        ) : null}
        {has('wiki') ? (
          <>
            <Menu.Item leftSection={<IconFileDescription size={16} />} onClick={() => void navigate({ to: '/s/$site/wiki', params, search: { create: 'page' } })}>
              {say('create.page')}
            </Menu.Item>
            {place.site.role === 'admin' ? (
              <Menu.Item leftSection={<IconBook size={16} />} onClick={() => void navigate({ to: '/s/$site/wiki', params, search: { create: 'space' } })}>
                {say('create.space')}
              </Menu.Item>
            ) : null}
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
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
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className="me-button">
          <span className="heard">{say('frame.me', { name: account.name })}</span>
          <Initials name={account.name} size={30} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {account.name}
          <br />
          {account.email}
        </Menu.Label>
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => void navigate({ to: '/me/profile' })}>
          {say('me.profile')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceDesktop size={16} />} onClick={() => void navigate({ to: '/me/sessions' })}>
          {say('me.sessions')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => void navigate({ to: '/me/tokens' })}>
          {say('me.tokens')}
        </Menu.Item>
        <Menu.Item leftSection={<IconShield size={16} />} onClick={() => void navigate({ to: '/me/password' })}>
          {say('me.password')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} rightSection={<Kbd size="xs">?</Kbd>} onClick={onKeys}>
          {say('keys.title')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {say('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function TopBar({ onMenu, onPalette, onKeys }: { readonly onMenu: () => void; readonly onPalette: () => void; readonly onKeys: () => void }) {
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
      <CreateMenu />
      <Tooltip label={say('keys.title')}>
        <ActionIcon className="keys-button" variant="subtle" color="gray" size="lg" aria-label={say('keys.title')} onClick={onKeys}>
          <IconKeyboard size={18} />
        </ActionIcon>
      </Tooltip>
      <MeMenu onKeys={onKeys} />
    </header>
  );
}
