// Labels as chips with a small box for a new one; what is known already is offered by the browser itself.
import { Button, CloseButton, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useSay } from '../words/index.ts';
import { IconTag } from './icons.ts';

export type LabelChipsProps = {
  readonly names: readonly string[];
  readonly known?: readonly string[];
  readonly readOnly?: boolean;
  readonly onAdd: (name: string) => void;
  readonly onRemove: (name: string) => void;
};

const offeredMax = 200;

export function LabelChips({ names, known = [], readOnly = false, onAdd, onRemove }: LabelChipsProps) {
  const say = useSay();
  const listId = useId();
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState('');
  const add = (): void => {
    const name = text.trim();
    if (name !== '') onAdd(name);
    setText('');
    setAdding(false);
  };
  return (
    <div className="labels">
      {names.length === 0 ? null : (
        <ul className="chips" aria-label={say('tracker.labels')}>
          {names.map((name) => (
            <li key={name} className="chip">
              {name}
              {readOnly ? null : <CloseButton size="xs" className="chip-close" aria-label={say('labels.remove', { name })} onClick={() => onRemove(name)} />}
            </li>
          ))}
        </ul>
      )}
      {readOnly ? null : adding ? (
        <>
          <TextInput
            size="xs"
            w={160}
            aria-label={say('tracker.addLabel')}
            value={text}
            autoFocus
            list={listId}
            onChange={(event) => setText(event.currentTarget.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault();
                add();
              }
              if (event.key === 'Escape') {
                event.stopPropagation();
                setText('');
                setAdding(false);
              }
            }}
          />
          <datalist id={listId}>
            {known.slice(0, offeredMax).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      ) : (
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconTag size={14} />} onClick={() => setAdding(true)} data-add>
          {say('tracker.addLabel')}
        </Button>
      )}
    </div>
  );
}
