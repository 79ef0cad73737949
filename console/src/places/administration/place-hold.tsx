// Placing a hold or a lock on the organization or one of its sites; projects and spaces by the command line.
import { NativeSelect, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { placeHold, type HoldKind } from '../../api/deletions.ts';
import { useOrganization } from '../../app/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import './deletion-words.ts';
import { adminKeys } from './queries.ts';

const kinds: readonly HoldKind[] = ['legal_hold', 'deletion_lock'];
const whole = '';

export function PlaceHold({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const [kind, setKind] = useState<HoldKind>('legal_hold');
  const [site, setSite] = useState(whole);
  const [reason, setReason] = useState('');
  const form = useForm<'reason'>({
    fields: ['reason'],
    check: () => (reason.trim() === '' ? { reason: say('form.needed') } : {}),
    send: async () => {
      await placeHold(org.id, { kind, target: site === whole ? { kind: 'organization' } : { kind: 'site', site }, reason: reason.trim() });
      await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
      onClose();
      told(say('holds.placed'));
    },
  });
  return (
    <Dialog onClose={onClose} title={say('holds.placeTitle')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ reason: say('holds.reason') }} />
        <NativeSelect
          label={say('holds.kindLabel')}
          description={say(`holds.kindHelp.${kind}`)}
          value={kind}
          data={kinds.map((value) => ({ value, label: say(`holds.kind.${value}`) }))}
          onChange={(event) => setKind(kinds.find((value) => value === event.currentTarget.value) ?? kind)}
        />
        <NativeSelect label={say('holds.on')} value={site} data={[{ value: whole, label: say('holds.whole') }, ...org.sites.map(({ id, name }) => ({ value: id, label: name }))]} onChange={(event) => setSite(event.currentTarget.value)} />
        <Textarea {...fieldProps(form, 'reason')} data-autofocus label={say('holds.reason')} description={say('holds.reasonHelp')} maxLength={1000} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('holds.place')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
