// What the owner of a dashboard does with a gadget from its menu: set it up, move it without dragging, remove it.
import { columnOf, place, useLists, type Gadget } from '../../api/tracker-lists.ts';
import type { MenuEntry } from '../../parts/menu-entries.ts';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';

export type GadgetWork = {
  readonly dashboardId: string;
  readonly inColumn: (at: number) => readonly Gadget[];
  readonly change: (work: () => Promise<unknown>) => void;
  readonly onSetUp: (gadget: Gadget) => void;
};

export function useGadgetEntries({ dashboardId, inColumn, change, onSetUp }: GadgetWork): (gadget: Gadget) => readonly MenuEntry[] {
  const say = useSay();
  const lists = useLists();
  const swap = (gadget: Gadget, other: Gadget, order: number): void =>
    change(async () => {
      // The other goes to a place after this one's new place; what stands below makes room by itself.
      await lists.changeGadget(dashboardId, gadget.id, { position: place(columnOf(gadget), order) });
      await lists.changeGadget(dashboardId, other.id, { position: place(columnOf(gadget), order + 1) });
    });
  return (gadget) => {
    const column = inColumn(columnOf(gadget) % 2);
    const at = column.indexOf(gadget);
    const [before, after] = [column[at - 1], column[at + 1]];
    return [
      { kind: 'item', id: 'set-up', label: say('dashboards.setUp'), onChoose: () => onSetUp(gadget) },
      ...(before === undefined ? [] : [{ kind: 'item', id: 'up', label: say('dashboards.moveUp'), onChoose: () => swap(gadget, before, at - 1) } as const]),
      ...(after === undefined ? [] : [{ kind: 'item', id: 'down', label: say('dashboards.moveDown'), onChoose: () => swap(after, gadget, at) } as const]),
      { kind: 'item', id: 'over', label: say('dashboards.moveOver'), onChoose: () => change(() => lists.changeGadget(dashboardId, gadget.id, { position: place(1 - (columnOf(gadget) % 2), 0) })) },
      { kind: 'item', id: 'remove', danger: true, label: say('dashboards.remove'), onChoose: () => change(async () => { await lists.removeGadget(dashboardId, gadget.id); told(say('dashboards.removed', { name: gadget.title })); }) },
    ];
  };
}
