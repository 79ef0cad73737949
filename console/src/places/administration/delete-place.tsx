// Deleting a site, or one of its products: what goes with it, until when it can be undone, and the way back at once.
import { Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deletePlace, deletionPreview, undoDeletion, type CountedKind, type DeletionPreview } from '../../api/deletions.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { ButtonLink } from '../../parts/button-link.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import './deletion-words.ts';
import { useRefreshSite } from './use-refresh-site.ts';

const countedKinds: readonly CountedKind[] = ['projects', 'issues', 'spaces', 'pages', 'files'];

export type DeletePlaceProps = { readonly siteId: string; readonly product?: 'tracker' | 'wiki' | undefined; readonly onClose: () => void };

export function DeletePlace({ siteId, product, onClose }: DeletePlaceProps) {
  const say = useSay();
  const org = useOrganization();
  const preview = useQuery({ queryKey: ['site', siteId, 'deletion', product ?? ''], queryFn: ({ signal }) => deletionPreview(siteId, product, signal), staleTime: 0 });
  const name = preview.data === undefined ? '' : product === undefined ? preview.data.name : `${preview.data.name} · ${say(`product.${product}`)}`;
  return (
    <Dialog onClose={onClose} title={say('deletion.deleteTitle', { name })}>
      {preview.isError ? <Failure failure={preview.error} onRetry={() => void preview.refetch()} /> : null}
      {preview.isPending ? <WaitingText /> : null}
      {preview.data === undefined ? null : preview.data.holds.length > 0 ? (
        <>
          <p>{say('deletion.held')}</p>
          <ButtonLink to="/o/$org/holds" params={{ org: org.slug }} variant="default">
            {say('deletion.seeHolds')}
          </ButtonLink>
        </>
      ) : (
        <DeleteForm siteId={siteId} product={product} name={name} preview={preview.data} onClose={onClose} />
      )}
    </Dialog>
  );
}

function DeleteForm({ siteId, product, name, preview, onClose }: DeletePlaceProps & { readonly name: string; readonly preview: DeletionPreview }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const refresh = useRefreshSite(siteId);
  const [reason, setReason] = useState('');
  const undo = useMutation({
    mutationFn: (id: string) => undoDeletion(org.id, id),
    onSuccess: () => told(say('deletion.undone', { name })),
    onError: toldFailure,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => deletePlace(siteId, product, reason.trim()),
    onSuccess: async (deletion) => {
      onClose();
      await refresh();
      told(say('deletion.deleted', { name, day: formats.date(deletion.undoUntil) }), () => undo.mutate(deletion.id));
    },
    onError: toldFailure,
  });
  const goes = countedKinds.flatMap((kind) => {
    const count = preview.counts[kind] ?? 0;
    return count === 0 ? [] : [{ kind, count }];
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate();
      }}
    >
      {goes.length === 0 ? <p>{say('deletion.nothingInside')}</p> : <p>{say('deletion.goes')}</p>}
      {goes.length === 0 ? null : (
        <ul>
          {goes.map(({ kind, count }) => (
            <li key={kind}>{say(`deletion.count.${kind}`, { count })}</li>
          ))}
        </ul>
      )}
      <p>{say('deletion.undoable', { day: formats.date(preview.undoUntil) })}</p>
      <TextInput label={say('deletion.reason')} description={say('deletion.reasonHelp')} maxLength={500} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {say('action.cancel')}
        </Button>
        <Button type="submit" color="red" loading={remove.isPending}>
          {product === undefined ? say('deletion.delete') : say('deletion.deleteProduct', { product: say(`product.${product}`) })}
        </Button>
      </Group>
    </form>
  );
}
