// The dialogs of a dashboard: adding a gadget, setting one up, and the dashboard's own name and sharing.
import { place, useLists, type Dashboard, type Gadget } from '../../api/tracker-lists.ts';
import { DashboardDialog } from './dashboard-dialog.tsx';
import { GadgetDialog } from './gadget-dialog.tsx';

export type OpenDialog = { readonly what: 'add' | 'edit' } | { readonly what: 'set-up'; readonly gadget: Gadget };

export type DashboardDialogsProps = {
  readonly open: OpenDialog;
  readonly dashboardId: string;
  readonly dashboard: Dashboard | undefined;
  /** How many gadgets each column has: a new one goes to the shorter. */
  readonly columns: readonly [number, number];
  readonly onClose: () => void;
  readonly onSaved: () => Promise<void>;
};

export function DashboardDialogs({ open, dashboardId, dashboard, columns: [left, right], onClose, onSaved }: DashboardDialogsProps) {
  const lists = useLists();
  if (open.what === 'add') {
    return (
      <GadgetDialog
        onClose={onClose}
        onSave={async ({ moduleKey, title, settings }) => {
          const made = await lists.addGadget(dashboardId, { moduleKey, title });
          await lists.setUpGadget(dashboardId, made.id, settings);
          if (left > right) await lists.changeGadget(dashboardId, made.id, { position: place(1, right) });
          await onSaved();
        }}
      />
    );
  }
  if (open.what === 'set-up') {
    return (
      <GadgetDialog
        gadget={open.gadget}
        onClose={onClose}
        onSave={async ({ title, settings }) => {
          await lists.changeGadget(dashboardId, open.gadget.id, { title });
          await lists.setUpGadget(dashboardId, open.gadget.id, settings);
          await onSaved();
        }}
      />
    );
  }
  return dashboard === undefined ? null : (
    <DashboardDialog
      dashboard={dashboard}
      onClose={onClose}
      onSave={async (values) => {
        await lists.changeDashboard(dashboardId, values);
        await onSaved();
      }}
    />
  );
}
