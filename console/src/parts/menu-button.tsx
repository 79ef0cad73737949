// A button with a menu behind it. The menu itself (with what places it and keeps the focus) is loaded when somebody
// comes near the button, so that no screen carries it before it is wanted.
import { cloneElement, lazy, Suspense, useState, type MouseEventHandler, type ReactElement, type ReactNode } from 'react';

export type MenuEntry =
  | { readonly kind: 'label'; readonly id: string; readonly label: ReactNode }
  | { readonly kind: 'divider'; readonly id: string }
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: ReactNode;
      readonly icon?: ReactNode;
      readonly end?: ReactNode;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly current?: boolean;
      /** Set where the entry is a box to tick: it stays open and says whether it is ticked. */
      readonly ticked?: boolean;
      readonly onChoose?: () => void;
    };

export type MenuPosition = 'bottom-start' | 'bottom-end';

type TargetProps = {
  readonly onClick?: MouseEventHandler;
  readonly onPointerEnter?: () => void;
  readonly onFocus?: () => void;
  readonly 'aria-haspopup'?: 'menu';
  readonly 'aria-expanded'?: boolean;
};

export type MenuButtonProps = {
  readonly target: ReactElement<TargetProps>;
  readonly entries: readonly MenuEntry[];
  readonly position?: MenuPosition;
  readonly width?: number;
  readonly label?: string;
};

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
