// What a menu holds, shared by its button and the list behind it.
import type { MouseEventHandler, ReactElement, ReactNode } from 'react';

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
