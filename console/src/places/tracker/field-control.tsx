// One control for each form of field, quiet until touched: it commits on Enter, on leaving it, or with the
// choice itself; Escape puts back what stood there. What a control holds is what the platform told.
import { NativeSelect, TextInput } from '@mantine/core';
import { lazy, Suspense, useEffect, useState, type KeyboardEvent } from 'react';
import type { FieldMeta } from '../../api/issue-work.ts';
import { useTracker } from '../../app/session.ts';
import { LabelChips } from '../../parts/label-chips.tsx';
import { PersonPicker, type PickedPerson } from '../../parts/person-picker.tsx';
import { useSay } from '../../words/index.ts';
import { wordsOf } from './custom-facts.ts';
import { chosenIds, choicesOf, formOf, fromMomentInput, toldChoice, toMomentInput, withNow, type Choice } from './field-values.ts';

export type FieldControlProps = {
  readonly field: FieldMeta;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly offered?: readonly string[];
};

const ManyChoices = lazy(async () => ({ default: (await import('./many-choices.tsx')).ManyChoices }));

type Parts = FieldControlProps & { readonly choices: readonly Choice[] };

export function FieldControl(props: FieldControlProps) {
  const parts = { ...props, choices: choicesOf(props.field.allowedValues) };
  switch (formOf(props.field.schema)) {
    case 'choice':
      return <OneChoice {...parts} />;
    case 'branches':
      return <Branches {...parts} />;
    case 'choices':
      return (
        <Suspense fallback={<span className="fact-words">{wordsOf(props.value) || '–'}</span>}>
          <ManyChoices {...parts} />
        </Suspense>
      );
    case 'person':
      return <OnePerson {...parts} />;
    case 'people':
      return <ManyPeople {...parts} />;
    case 'labels':
      return <Labels {...parts} />;
    case 'text':
    case 'readonly':
      return <span className="fact-words">{wordsOf(props.value) || '–'}</span>;
    case 'line':
    case 'number':
    case 'date':
    case 'moment':
      return <Typed {...parts} />;
  }
}

const textOf = (form: ReturnType<typeof formOf>, value: unknown): string => (form === 'moment' ? toMomentInput(value) : wordsOf(value));

function Typed({ field, value, onChange }: Parts) {
  const form = formOf(field.schema);
  const before = textOf(form, value);
  const [text, setText] = useState(before);
  useEffect(() => setText(before), [before]);
  const wrong = form === 'number' && text.trim() !== '' && !Number.isFinite(Number(text));
  const commit = (): void => {
    const typed = text.trim();
    if (typed === before || wrong) return;
    if (typed === '') onChange(null);
    else onChange(form === 'number' ? Number(typed) : form === 'moment' ? fromMomentInput(typed) : typed);
  };
  return (
    <TextInput
      className="quiet-control"
      aria-label={field.name}
      type={form === 'date' ? 'date' : form === 'moment' ? 'datetime-local' : 'text'}
      inputMode={form === 'number' ? 'decimal' : undefined}
      value={text}
      placeholder="–"
      error={wrong}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') {
          event.stopPropagation();
          setText(before);
          event.currentTarget.blur();
        }
      }}
    />
  );
}

const leaveOnEscape = (event: KeyboardEvent<HTMLElement>): void => {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  event.currentTarget.blur();
};

function OneChoice({ field, value, choices, onChange }: Parts) {
  const now = chosenIds(value)[0] ?? '';
  const all = withNow(choices, now, wordsOf(value));
  return (
    <NativeSelect
      className="quiet-control"
      aria-label={field.name}
      value={now}
      onKeyDown={leaveOnEscape}
      data={[...(field.required && now !== '' ? [] : [{ value: '', label: '–' }]), ...all.map((choice) => ({ value: choice.id, label: choice.label }))]}
      onChange={(event) => {
        const chosen = all.find((choice) => choice.id === event.currentTarget.value);
        onChange(chosen === undefined ? null : toldChoice(chosen));
      }}
    />
  );
}

function Branches({ field, value, choices, onChange }: Parts) {
  const now = chosenIds(value)[0] ?? '';
  const parent = choices.find((choice) => choice.id === now);
  const child = typeof value === 'object' && value !== null && 'child' in value ? (chosenIds(value.child)[0] ?? '') : '';
  return (
    <>
      <OneChoice field={field} value={value} choices={choices} onChange={onChange} />
      {parent === undefined || parent.children.length === 0 ? null : (
        <NativeSelect
          className="quiet-control"
          aria-label={`${field.name}: ${parent.label}`}
          value={child}
          onKeyDown={leaveOnEscape}
          data={[{ value: '', label: '–' }, ...parent.children.map((choice) => ({ value: choice.id, label: choice.label }))]}
          onChange={(event) => onChange(toldChoice(parent, parent.children.find((choice) => choice.id === event.currentTarget.value)))}
        />
      )}
    </>
  );
}

const toldPerson = (person: PickedPerson) => ({ accountId: person.id, displayName: person.name });

function usePeople() {
  const tracker = useTracker();
  return async (text: string, signal: AbortSignal): Promise<readonly PickedPerson[]> => (await tracker.users(text, signal)).map((user) => ({ id: user.accountId, name: user.displayName }));
}

function OnePerson({ field, value, onChange }: Parts) {
  const say = useSay();
  const find = usePeople();
  const id = chosenIds(value)[0];
  return (
    <div className="quiet-control">
      <PersonPicker label={field.name} empty={say('tracker.nobody')} value={id === undefined ? null : { id, name: wordsOf(value) }} find={find} clearable={!field.required} onChange={(person) => onChange(person === null ? null : toldPerson(person))} />
    </div>
  );
}

function ManyPeople({ field, value, onChange }: Parts) {
  const say = useSay();
  const find = usePeople();
  const people: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <div className="quiet-control">
      {people.map((person) => (
        <PersonPicker key={chosenIds(person)[0]} label={field.name} empty={say('issue.remove')} value={{ id: chosenIds(person)[0] ?? '', name: wordsOf(person) }} find={find} onChange={(next) => onChange(people.flatMap((one) => (one === person ? (next === null ? [] : [toldPerson(next)]) : [one])))} />
      ))}
      <PersonPicker label={field.name} empty={say('issue.addPerson')} value={null} find={find} clearable={false} onChange={(person) => (person === null || people.some((one) => chosenIds(one)[0] === person.id) ? undefined : onChange([...people, toldPerson(person)]))} />
    </div>
  );
}

function Labels({ value, offered = [], onChange }: Parts) {
  const names = Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  return (
    <LabelChips
      names={names}
      known={offered}
      onAdd={(text) => {
        const name = text.replaceAll(/\s+/g, '-');
        if (!names.includes(name)) onChange([...names, name]);
      }}
      onRemove={(name) => onChange(names.filter((one) => one !== name))}
    />
  );
}
