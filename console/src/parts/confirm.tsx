// A question before something goes: says what goes and how long the way back stays open.
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';

export type ConfirmProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly verb: string;
  readonly run: () => Promise<void>;
};

const Dialog = lazy(async () => ({ default: (await import('./confirm-dialog.tsx')).ConfirmDialog }));

/** Stays mounted once asked, so that closing is seen and the focus goes back to where it was. */
export function Confirm(props: ConfirmProps) {
  const [asked, setAsked] = useState(props.opened);
  useEffect(() => {
    if (props.opened) setAsked(true);
  }, [props.opened]);
  if (!asked) return null;
  return (
    <Suspense fallback={null}>
      <Dialog {...props} />
    </Suspense>
  );
}
