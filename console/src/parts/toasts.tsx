// Short notices after an action: what happened and, where it can be, the way back. They wait while somebody
// points at them or has the focus in them, and at most four stand at once.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { say, useSay } from '../words/index.ts';
import { sentenceFor } from './failure.tsx';
import { IconAlertTriangle, IconCheck, IconX } from './icons.ts';
import './toasts.css';

type Toast = { readonly id: number; readonly message: string; readonly bad: boolean; readonly undo: (() => void) | undefined; readonly shownMs: number };

const shownMs = 6_000;
const longShownMs = 12_000;
const toastsMax = 4;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const add = (toast: Omit<Toast, 'id'>): void => change([...toasts, { ...toast, id: ++lastId }].slice(-toastsMax));
const drop = (id: number): void => change(toasts.filter((toast) => toast.id !== id));

export const told = (message: string, undo?: () => void): void => add({ message, undo, bad: false, shownMs: undo === undefined ? shownMs : longShownMs });
export const toldFailure = (failure: unknown): void => add({ message: sentenceFor(failure, say), undo: undefined, bad: true, shownMs: longShownMs });

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function OneToast({ toast }: { readonly toast: Toast }) {
  const sayHere = useSay();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => drop(toast.id), toast.shownMs);
    return () => clearTimeout(timer);
  }, [held, toast]);
  const { undo } = toast;
  return (
    <div className={toast.bad ? 'toast toast-bad' : 'toast'} onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
      <span className="toast-icon" aria-hidden="true">
        {toast.bad ? <IconAlertTriangle size={18} /> : <IconCheck size={18} />}
      </span>
      <span className="toast-words">{toast.message}</span>
      {undo === undefined ? null : (
        <button
          type="button"
          className="toast-undo"
          onClick={() => {
            drop(toast.id);
            undo();
          }}
        >
          {sayHere('action.undo')}
        </button>
      )}
      <button type="button" className="toast-close" aria-label={sayHere('action.close')} onClick={() => drop(toast.id)}>
        <IconX size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
