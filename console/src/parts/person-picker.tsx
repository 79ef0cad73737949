// Choosing a person: type a part of the name, arrow down, Enter. The list comes from the platform.
import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useSay } from '../words/index.ts';
import { PersonName } from './person.tsx';

export type PickedPerson = { readonly id: string; readonly name: string };

export type PersonPickerProps = {
  readonly label: string;
  readonly empty: string;
  readonly value: PickedPerson | null;
  readonly find: (text: string, signal: AbortSignal) => Promise<readonly PickedPerson[]>;
  readonly onChange: (person: PickedPerson | null) => void;
  readonly clearable?: boolean;
};

const pauseMs = 180;
const nobodyValue = '';

export function PersonPicker({ label, empty, value, find, onChange, clearable = true }: PersonPickerProps) {
  const say = useSay();
  const scope = useId();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), pauseMs);
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setText('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const found = useQuery({ queryKey: ['people-picker', scope, asked], enabled: combobox.dropdownOpened, placeholderData: keepPreviousData, queryFn: ({ signal }) => find(asked, signal) });
  const people = found.data ?? [];
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        combobox.closeDropdown();
        const chosen = people.find((person) => person.id === id) ?? null;
        if ((chosen?.id ?? null) !== (value?.id ?? null)) onChange(chosen);
      }}
    >
      <Combobox.Target targetType="button">
        <InputBase component="button" type="button" pointer size="sm" aria-label={`${label}: ${value?.name ?? empty}`} rightSection={<Combobox.Chevron />} rightSectionPointerEvents="none" onClick={() => combobox.toggleDropdown()}>
          {value === null ? <span className="quiet">{empty}</span> : <PersonName name={value.name} />}
        </InputBase>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search value={text} onChange={(event) => setText(event.currentTarget.value)} placeholder={say('people.find')} aria-label={say('people.find')} />
        <Combobox.Options aria-label={label} mah={260} style={{ overflowY: 'auto' }}>
          {clearable && value !== null ? <Combobox.Option value={nobodyValue}>{empty}</Combobox.Option> : null}
          {people.map((person) => (
            <Combobox.Option key={person.id} value={person.id} active={person.id === value?.id}>
              <PersonName name={person.name} />
            </Combobox.Option>
          ))}
          {people.length === 0 && found.isSuccess ? <Combobox.Empty>{say('people.none')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
