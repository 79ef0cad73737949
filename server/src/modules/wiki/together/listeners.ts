/**
 * Who listens to which page in this process, and what their neighbours show of themselves. Listeners are nudged at once by
 * changes made here and look by themselves every two seconds, which also finds changes of other processes and rights that
 * went. Presence is memory only: it is gone after half a minute of silence.
 */
import type { Clock } from '../../../kernel/time/index.ts';

export interface Present {
  readonly session: string;
  readonly account: string;
  readonly name: string;
  readonly state: unknown;
}

export interface Listener {
  /** Something may have changed. */
  wake(): void;
  /** The server stops. */
  end(): void;
}

export interface Listeners {
  listen(page: string, listener: Listener): () => void;
  count(page: string): number;
  wake(page: string): void;
  /** Shows or, with a null state, hides somebody. */
  show(page: string, present: Present): void;
  present(page: string): readonly (Present & { readonly colour: number })[];
  stop(): void;
  readonly stopped: boolean;
}

const presenceKeptMs = 30_000;
const colours = 12;

export function createListeners(clock: Clock): Listeners {
  const listening = new Map<string, Set<Listener>>();
  const shown = new Map<string, Map<string, Present & { readonly at: number; readonly colour: number }>>();
  let stopped = false;
  let nextColour = 0;

  function wake(page: string): void {
    for (const listener of listening.get(page) ?? []) listener.wake();
  }

  return {
    listen(page, listener) {
      const all = listening.get(page) ?? new Set();
      listening.set(page, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && listening.get(page) === all) listening.delete(page);
      };
    },
    count: (page) => listening.get(page)?.size ?? 0,
    wake,
    show(page, present) {
      const people = shown.get(page) ?? new Map<string, Present & { at: number; colour: number }>();
      const key = `${present.account}/${present.session}`;
      const before = people.get(key);
      if (present.state === null) people.delete(key);
      else people.set(key, { ...present, at: clock.now().getTime(), colour: before?.colour ?? nextColour++ % colours });
      if (people.size === 0) shown.delete(page);
      else shown.set(page, people);
      wake(page);
    },
    present(page) {
      const people = shown.get(page);
      if (people === undefined) return [];
      const oldest = clock.now().getTime() - presenceKeptMs;
      for (const [key, { at }] of people) if (at < oldest) people.delete(key);
      if (people.size === 0) shown.delete(page);
      return [...people.values()].map(({ session, account, name, state, colour }) => ({ session, account, name, state, colour }));
    },
    stop() {
      stopped = true;
      for (const all of listening.values()) for (const listener of all) listener.end();
    },
    get stopped() {
      return stopped;
    },
  };
}
