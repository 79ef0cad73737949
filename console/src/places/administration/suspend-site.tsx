// Stopping a site: nobody enters it until it is opened again, and the reason is kept for everybody who asks.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { suspendSite, type Site } from '../../api/organizations.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { useRefreshSite } from './use-refresh-site.ts';

export function SuspendSite({ site, onClose, onUndo }: { readonly site: Site; readonly onClose: () => void; readonly onUndo: () => void }) {
  const say = useSay();
  const refresh = useRefreshSite(site.id);
  const [reason, setReason] = useState('');
  const form = useForm<'reason'>({
    fields: ['reason'],
    check: () => (reason.trim() === '' ? { reason: say('form.needed') } : {}),
    send: async () => {
      await suspendSite(site.id, reason.trim());
      await refresh();
      onClose();
      told(say('sites.suspended', { site: site.name }), onUndo);
    },
  });
  return (
    <Dialog onClose={onClose} title={say('sites.suspendTitle', { site: site.name })}>
      <form onSubmit={form.submit} noValidate className="form">
        <p>{say('sites.suspendWhat')}</p>
        <FormSummary form={form} labels={{ reason: say('sites.reason') }} />
        <TextInput {...fieldProps(form, 'reason')} data-autofocus label={say('sites.reason')} description={say('sites.reasonHelp')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('sites.suspend')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
