// Several choices in one field: picked from a list that can be searched, committed when the list closes.
import { MultiSelect } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { wordsOf } from './custom-facts.ts';
import type { FieldMeta } from '../../api/issue-work.ts';
import { chosenIds, toldChoice, withNow, type Choice } from './field-values.ts';

type ManyProps = { readonly field: FieldMeta; readonly value: unknown; readonly choices: readonly Choice[]; readonly onChange: (value: unknown) => void };

export function ManyChoices({ field, value, choices, onChange }: ManyProps) {
  const before = chosenIds(value);
  const [ids, setIds] = useState<readonly string[]>(before);
  const key = before.join(' ');
  const latest = useRef(ids);
  latest.current = ids;
  useEffect(() => setIds(key === '' ? [] : key.split(' ')), [key]);
  const known = Array.isArray(value) ? value.reduce<readonly Choice[]>((all, item) => withNow(all, chosenIds(item)[0] ?? '', wordsOf(item)), choices) : choices;
  const commit = (): void => {
    if (latest.current.join(' ') !== key) onChange(latest.current.flatMap((id) => known.filter((choice) => choice.id === id)).map((choice) => toldChoice(choice)));
  };
  return (
    <MultiSelect
      className="quiet-control"
      aria-label={field.name}
      placeholder={ids.length === 0 ? '–' : ''}
      searchable
      hidePickedOptions
      value={[...ids]}
      data={known.map((choice) => ({ value: choice.id, label: choice.label }))}
      onChange={setIds}
      onRemove={(id) => {
        latest.current = latest.current.filter((one) => one !== id);
        commit();
      }}
      onDropdownClose={commit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.stopPropagation();
      }}
    />
  );
}
