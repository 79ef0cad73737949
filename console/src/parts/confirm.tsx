// A question before something goes: says what goes and how long the way back stays open.
import { lazy, Suspense, useEffect, useState } from 'react';
import type { ConfirmProps } from './confirm-props.ts';

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
