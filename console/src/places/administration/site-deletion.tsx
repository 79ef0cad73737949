// What the page of a site says of its end: the way to delete it or one of its products, or the way back.
import { Alert, Button, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deletions, undoDeletion, type Deletion } from '../../api/deletions.ts';
import type { Site } from '../../api/organizations.ts';
import { useFormats } from '../../app/formats.ts';
import { useOrganization } from '../../app/session.ts';
import { IconArrowBackUp, IconTrash } from '../../parts/icons.ts';
import { Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { DeletePlace } from './delete-place.tsx';
import './deletion-words.ts';
import { adminKeys } from './queries.ts';
import { useRefreshSite } from './use-refresh-site.ts';

type Asked = { readonly product?: 'tracker' | 'wiki' };

export function SiteDeletion({ site }: { readonly site: Site }) {
  const say = useSay();
  const org = useOrganization();
  const [asked, setAsked] = useState<Asked>();
  const known = useQuery({ queryKey: [...adminKeys.all(org.id), 'deletions'], queryFn: ({ signal }) => deletions(org.id, signal), enabled: org.role === 'admin' });
  const mine = (known.data?.items ?? []).filter((deletion) => deletion.site === site.id && deletion.state === 'deleting');
  const whole = mine.find(({ kind }) => kind === 'site');
  const products = (site.products ?? []).filter(({ state }) => state === 'active' || state === 'suspended');
  return (
    <Section title={say('deletion.title')}>
      {mine.map((deletion) => (
        <Undo key={deletion.id} site={site} deletion={deletion} />
      ))}
      {whole !== undefined || site.state === 'deleting' ? null : (
        <Group justify="space-between" gap="md">
          <p className="step-words quiet">{say('deletion.lead')}</p>
          <Group gap="xs">
            {products.length < 2
              ? null
              : products.map(({ type }) => (
                  <Button key={type} variant="default" onClick={() => setAsked({ product: type })}>
                    {say('deletion.deleteProduct', { product: say(`product.${type}`) })}
                  </Button>
                ))}
            <Button variant="default" color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsked({})}>
              {say('deletion.delete')}
            </Button>
          </Group>
        </Group>
      )}
      {asked === undefined ? null : <DeletePlace siteId={site.id} product={asked.product} onClose={() => setAsked(undefined)} />}
    </Section>
  );
}

function Undo({ site, deletion }: { readonly site: Site; readonly deletion: Deletion }) {
  const say = useSay();
  const formats = useFormats();
  const org = useOrganization();
  const refresh = useRefreshSite(site.id);
  const undo = useMutation({
    mutationFn: () => undoDeletion(org.id, deletion.id),
    onSuccess: () => told(say('deletion.undone', { name: deletion.name })),
    onError: toldFailure,
    onSettled: refresh,
  });
  return (
    <Alert color="yellow" title={deletion.kind === 'site' ? say('deletion.isDeleted') : `${deletion.name}: ${say('deletion.title')}`}>
      <p>{say('deletion.isDeletedHelp', { day: formats.date(deletion.undoUntil) })}</p>
      <Button size="sm" variant="default" leftSection={<IconArrowBackUp size={16} />} loading={undo.isPending} onClick={() => undo.mutate()}>
        {say('deletion.undo')}
      </Button>
    </Alert>
  );
}
