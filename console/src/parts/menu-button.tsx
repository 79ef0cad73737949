// A button with a menu behind it. The menu itself (with what places it and keeps the focus) is loaded when somebody
// comes near the button, so that no screen carries it before it is wanted.
import { cloneElement, lazy, Suspense, useState } from 'react';
import type { MenuButtonProps } from './menu-entries.ts';

const load = () => import('./menu-list.tsx');
const MenuList = lazy(async () => ({ default: (await load()).MenuList }));

export function MenuButton(props: MenuButtonProps) {
  const [asked, setAsked] = useState(false);
  const near = (): void => void load();
  const closed = cloneElement(props.target, { 'aria-haspopup': 'menu', 'aria-expanded': false, onPointerEnter: near, onFocus: near, onClick: () => setAsked(true) });
  return asked ? (
    <Suspense fallback={closed}>
      <MenuList {...props} />
    </Suspense>
  ) : (
    closed
  );
}
