// A text filter that goes into the address after a short pause; Escape empties it.
import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useSay } from '../words/index.ts';
import { IconSearch } from './icons.ts';

const pauseMs = 250;

export function SearchBox({ value, onChange, label, width = 260 }: { readonly value: string; readonly onChange: (value: string) => void; readonly label: string; readonly width?: number }) {
  const say = useSay();
  const [text, setText] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => latest.current(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <TextInput
      type="search"
      className="search-box"
      style={{ flexBasis: width }}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') {
          event.stopPropagation();
          setText('');
        }
      }}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={text === '' ? null : <CloseButton size="sm" aria-label={say('action.clear')} onClick={() => setText('')} />}
    />
  );
}
