// The frame around every screen of a signed-in person: rail on the left (a drawer on a phone), top bar,
// and the page. It owns the global keys and says when the platform cannot be reached.
import { Alert } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useSay } from '../words/index.ts';
import { useKeys } from './keys.ts';
import { usePageState } from './page-state.ts';
import { Rail } from './rail.tsx';
import { useNoteRecent } from './recent.ts';
import { useCurrentSite } from './session.ts';
import { TopBar } from './top-bar.tsx';
import './frame.css';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const RailDrawer = lazy(async () => ({ default: (await import('./rail-drawer.tsx')).RailDrawer }));
const CreateIssueDialog = lazy(async () => ({ default: (await import('../places/tracker/create-issue-dialog.tsx')).CreateIssueDialog }));
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }));

const railKey = 'holdfast.rail';

function useRailState(): readonly [boolean, () => void] {
  const [open, setOpen] = useState(() => {
    try {
      return localStorage.getItem(railKey) !== 'closed';
    } catch {
      return true;
    }
  });
  const toggle = (): void =>
    setOpen((before) => {
      try {
        localStorage.setItem(railKey, before ? 'closed' : 'open');
      } catch {
        // Kept for this visit only.
      }
      return !before;
    });
  return [open, toggle];
}

const online = (listener: () => void): (() => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};

function Banners() {
  const say = useSay();
  const connected = useSyncExternalStore(online, () => navigator.onLine);
  const place = useCurrentSite();
  const { pathname } = useLocation();
  const stopped = pathname.startsWith('/s/') && place !== undefined && place.site.state !== 'active';
  return (
    <>
      {connected ? null : (
        <Alert color="yellow" radius={0} role="status" title={say('frame.offline')}>
          {say('frame.offlineHelp')}
        </Alert>
      )}
      {stopped ? (
        <Alert color="yellow" radius={0} role="status" title={say('frame.suspended', { site: place.site.name })}>
          {say('frame.suspendedHelp', { organization: place.organization.name })}
        </Alert>
      ) : null}
    </>
  );
}

/** After a move to another address the page takes the focus, so that keyboard and screen reader start there. */
function useFocusOnMove(): React.RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    if (main.current !== null && !main.current.contains(document.activeElement)) main.current.focus({ preventScroll: true });
    if (!document.activeElement?.closest('.keep-scroll')) scrollTo({ top: 0 });
  }, [pathname]);
  return main;
}

export function Frame() {
  const say = useSay();
  const [railOpen, toggleRail] = useRailState();
  const [drawer, drawerActions] = useDisclosure(false);
  const { close: closeDrawer } = drawerActions;
  const [drawerAsked, setDrawerAsked] = useState(false);
  const [palette, paletteActions] = useDisclosure(false);
  const { toggle: togglePalette } = paletteActions;
  const [help, helpActions] = useDisclosure(false);
  const [creating, creatingActions] = useDisclosure(false);
  const { title } = usePageState();
  const place = useCurrentSite();
  const main = useFocusOnMove();
  const { href, pathname } = useLocation();
  useNoteRecent(place?.site.id, pathname);

  useEffect(() => closeDrawer(), [href, closeDrawer]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      togglePalette();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [togglePalette]);
  useKeys({
    '?': helpActions.open,
    '/': paletteActions.open,
    c: () => {
      if (place?.site.products.some((product) => product.type === 'tracker') === true) creatingActions.open();
    },
  });

  return (
    <div className={railOpen ? 'frame frame-open' : 'frame frame-narrow'}>
      <a className="skip" href="#main">
        {say('frame.skip')}
      </a>
      <nav className="rail" aria-label={say('frame.places')}>
        <Rail open={railOpen} onToggle={toggleRail} />
      </nav>
      <div className="frame-body">
        <TopBar
          onMenu={() => {
            setDrawerAsked(true);
            drawerActions.open();
          }}
          onPalette={paletteActions.open}
          onKeys={helpActions.open}
          onCreateIssue={creatingActions.open}
        />
        <Banners />
        <main id="main" tabIndex={-1} ref={main}>
          <Outlet />
        </main>
      </div>
      <div className="heard" role="status" aria-live="polite">
        {title}
      </div>
      <Suspense fallback={null}>
        {drawerAsked ? <RailDrawer opened={drawer} onClose={drawerActions.close} /> : null}
        {palette ? <Palette onClose={paletteActions.close} /> : null}
        {creating ? <CreateIssueDialog onClose={creatingActions.close} /> : null}
        {help ? <KeyHelp onClose={helpActions.close} /> : null}
      </Suspense>
    </div>
  );
}
