// The rail on a phone: a drawer, loaded when the menu is first opened.
import { Drawer } from '@mantine/core';
import { useSay } from '../words/index.ts';
import { Rail } from './rail.tsx';

export function RailDrawer({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const say = useSay();
  return (
    <Drawer.Root opened={opened} onClose={onClose} size={300} padding={0} transitionProps={{ duration: 140 }}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={say('frame.places')}>
      <nav className="rail-in-drawer" aria-label={say('frame.places')}>
        <Rail open onClose={onClose} />
      </nav>
      </Drawer.Content>
    </Drawer.Root>
  );
}
