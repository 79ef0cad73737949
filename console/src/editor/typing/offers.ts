// The menus that appear while one types: people after `@`, things to insert after `/`, emoji after `:`. One state for
// all three, drawn by one list; the keyboard stays in the text.
import { Extension, type Editor, type Range } from '@tiptap/core';
import { PluginKey } from '@tiptap/pm/state';
import { Suggestion, exitSuggestion, type SuggestionProps } from '@tiptap/suggestion';

export type Offer = { readonly id: string; readonly label: string; readonly note?: string; readonly sign?: string; readonly person?: boolean; readonly run: (editor: Editor, range: Range) => void };

export type OfferState = { readonly kind: string; readonly items: readonly Offer[]; readonly index: number; readonly loading: boolean; readonly rect: () => DOMRect | null };

export type OfferShelf = {
  readonly current: () => OfferState | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  readonly set: (state: OfferState | undefined) => void;
  readonly choose: (index: number) => void;
  readonly onChoose: (choose: (offer: Offer) => void) => void;
};

export function createOfferShelf(): OfferShelf {
  let state: OfferState | undefined;
  let chooser: (offer: Offer) => void = () => undefined;
  const listeners = new Set<() => void>();
  return {
    current: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      state = next;
      for (const listener of listeners) listener();
    },
    choose: (index) => {
      const offer = state?.items[index];
      if (offer !== undefined) chooser(offer);
    },
    onChoose: (choose) => void (chooser = choose),
  };
}

export type OfferSource = { readonly char: string; readonly find: (text: string, signal: AbortSignal) => readonly Offer[] | Promise<readonly Offer[]>; readonly leastLetters?: number };

type OfferProps = SuggestionProps<Offer, Offer>;

function show(shelf: OfferShelf, kind: string, props: OfferProps): void {
  shelf.onChoose(props.command);
  const before = shelf.current();
  shelf.set({ kind, items: props.items, index: before?.kind === kind ? Math.min(before.index, Math.max(0, props.items.length - 1)) : 0, loading: props.loading, rect: () => props.clientRect?.() ?? null });
}

function onKey(shelf: OfferShelf, event: KeyboardEvent): boolean {
  const state = shelf.current();
  if (state === undefined || state.items.length === 0) return false;
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step !== 0) {
    shelf.set({ ...state, index: (state.index + step + state.items.length) % state.items.length });
    return true;
  }
  if (event.key !== 'Enter' && event.key !== 'Tab') return false;
  shelf.choose(state.index);
  return true;
}

export const Offers = Extension.create<{ readonly shelf: OfferShelf; readonly sources: readonly OfferSource[] }>({
  name: 'offers',
  priority: 1_100,
  addOptions: () => ({ shelf: createOfferShelf(), sources: [] }),
  addProseMirrorPlugins() {
    const { shelf, sources } = this.options;
    return sources.map(({ char, find, leastLetters = 0 }) => {
      const pluginKey = new PluginKey(`offers${char}`);
      return Suggestion<Offer, Offer>({
        editor: this.editor,
        pluginKey,
        char,
        allowedPrefixes: [' ', '(', '\u00a0'],
        minQueryLength: leastLetters,
        debounce: char === '@' ? 120 : 0,
        allow: ({ state, range, editor }) => state.doc.resolve(range.from).parent.type.name !== 'codeBlock' && !editor.isActive('code'),
        items: ({ query, signal }) => Promise.resolve(find(query, signal ?? new AbortController().signal)).then((items) => [...items]),
        command: ({ editor, range, props }) => props.run(editor, range),
        render: () => ({
          onStart: (props) => show(shelf, char, props),
          onUpdate: (props) => show(shelf, char, props),
          onExit: () => {
            if (shelf.current()?.kind === char) shelf.set(undefined);
          },
          onKeyDown: ({ event, view }) => {
            if (event.key !== 'Escape') return onKey(shelf, event);
            if (shelf.current() === undefined) return false;
            exitSuggestion(view, pluginKey);
            return true;
          },
        }),
      });
    });
  },
});
