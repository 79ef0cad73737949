// What a question before something goes is made of.
import type { ReactNode } from 'react';

export type ConfirmProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly verb: string;
  readonly run: () => Promise<void>;
};
