// Finding another issue: a key or some words, arrow down, Enter.
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSite, useTracker } from '../../app/session.ts';
import { useSay } from '../../words/index.ts';
import { searchJql } from './jql.ts';
import { trackerKeys } from './queries.ts';

const pauseMs = 180;
const offeredMax = 8;

export type IssueFinderProps = { readonly label: string; readonly without?: string; readonly onChoose: (key: string) => void; readonly autoFocus?: boolean };

export function IssueFinder({ label, without, onChoose, autoFocus = false }: IssueFinderProps) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), pauseMs);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = useQuery({
    queryKey: [...trackerKeys.lists(site.id), 'finder', asked], enabled: asked !== '', placeholderData: keepPreviousData,
    queryFn: ({ signal }) => tracker.search({ jql: searchJql(asked), maxResults: offeredMax + 1 }, signal),
  });
  const issues = (asked === '' ? [] : (found.data?.issues ?? [])).filter(({ key }) => key !== without).slice(0, offeredMax);
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(key) => {
        combobox.closeDropdown();
        setText('');
        onChoose(key);
      }}
    >
      <Combobox.Target>
        <TextInput
          aria-label={label}
          placeholder={say('tracker.findIssue')}
          autoFocus={autoFocus}
          value={text}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked === ''}>
        <Combobox.Options aria-label={label}>
          {issues.map((issue) => (
            <Combobox.Option key={issue.id} value={issue.key}>
              <span className="issue-key">{issue.key}</span> {issue.fields.summary}
            </Combobox.Option>
          ))}
          {issues.length === 0 && found.isSuccess ? <Combobox.Empty>{say('tracker.nothingFound')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
