// The beginning of every form that creates a place: a name, and the short key that follows from it until
// somebody types one of their own.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSay } from '../words/index.ts';
import { fieldProps, type FormState } from './form.tsx';

export type NameAndKeyValues = { readonly name: string; readonly key: string; readonly setName: (name: string) => void; readonly setKey: (key: string) => void };

export function useNameAndKey(keyOf: (name: string) => string, typedKey: (text: string) => string = (text) => text): NameAndKeyValues {
  const [name, setName] = useState('');
  const [own, setOwn] = useState<string>();
  return { name, key: own ?? keyOf(name), setName, setKey: (text) => setOwn(typedKey(text)) };
}

export type NameAndKeyProps<Field extends string> = {
  readonly form: FormState<Field>;
  readonly values: NameAndKeyValues;
  readonly nameField: Field;
  readonly keyField: Field;
  readonly keyLabel: string;
  readonly keyHelp?: string;
};

export function NameAndKey<Field extends string>({ form, values, nameField, keyField, keyLabel, keyHelp }: NameAndKeyProps<Field>) {
  const say = useSay();
  return (
    <>
      <TextInput {...fieldProps(form, nameField)} data-autofocus label={say('tracker.name')} value={values.name} onChange={(event) => values.setName(event.currentTarget.value)} />
      <TextInput {...fieldProps(form, keyField)} label={keyLabel} description={keyHelp} value={values.key} onChange={(event) => values.setKey(event.currentTarget.value)} />
    </>
  );
}
