// The saved filter that a list shows, with its star; or the way to keep the query as one.
import { ActionIcon, Button } from '@mantine/core';
import { useState } from 'react';
import type { SavedFilter } from '../../api/tracker-lists.ts';
import { IconDeviceFloppy, IconStar, IconStarFilled } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { FilterDialog } from './filter-dialog.tsx';
import { useFilterChanges } from './use-filters.ts';
import './query-words.ts';

const squeezed = (jql: string): string => jql.replaceAll(/\s+/g, ' ').trim().toLowerCase();

export function KeptFilter({ filter, jql, onShow }: { readonly filter: SavedFilter | undefined; readonly jql: string; readonly onShow: (id: string) => void }) {
  const say = useSay();
  const { star, save } = useFilterChanges();
  const [saving, setSaving] = useState(false);
  const same = filter !== undefined && squeezed(jql).startsWith(squeezed(filter.jql));
  return (
    <>
      {filter === undefined ? null : (
        <span className="with-icon">
          <ActionIcon variant="subtle" color="gray" aria-pressed={filter.favourite} aria-label={say(filter.favourite ? 'filters.unstar' : 'filters.star', { name: filter.name })} onClick={() => star.mutate(filter)}>
            {filter.favourite ? <IconStarFilled size={18} /> : <IconStar size={18} />}
          </ActionIcon>
          {say('filters.showing', { name: filter.name })}
          {same ? null : <span className="quiet">({say('filters.changed')})</span>}
        </span>
      )}
      {filter?.isWritable === true && !same ? (
        <Button variant="subtle" color="gray" leftSection={<IconDeviceFloppy size={16} />} onClick={() => void save({ name: filter.name, description: filter.description, jql }, filter.id).then(() => onShow(filter.id))}>
          {say('filters.saveChanges', { name: filter.name })}
        </Button>
      ) : null}
      {same ? null : (
        <Button variant="subtle" color="gray" leftSection={<IconDeviceFloppy size={16} />} onClick={() => setSaving(true)}>
          {say('filters.save')}
        </Button>
      )}
      {saving ? <FilterDialog jql={jql} onClose={() => setSaving(false)} onSaved={({ id }) => onShow(id)} /> : null}
    </>
  );
}
