// Forms: label above, help below, errors in the field and in a summary that takes the focus. The rules
// here only save a round trip; the platform checks everything again.
import { Alert, Button, Group, List } from '@mantine/core';
import { useCallback, useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { useSay } from '../words/index.ts';
import { sentenceFor } from './failure.tsx';
import { IconAlertTriangle } from './icons.ts';

export type Errors<Field extends string> = Partial<Record<Field, string>>;

export type FormState<Field extends string> = {
  readonly errors: Errors<Field>;
  readonly busy: boolean;
  readonly failure: unknown;
  readonly attempt: number;
  readonly submit: (event: FormEvent) => void;
  readonly errorFor: (field: Field) => string | undefined;
};

/** Runs `check`, then `send`; field errors from the platform come back to their fields. */
export function useForm<Field extends string>(options: {
  readonly fields: readonly Field[];
  readonly check: () => Errors<Field>;
  readonly send: () => Promise<void>;
}): FormState<Field> {
  const say = useSay();
  const [errors, setErrors] = useState<Errors<Field>>({});
  const [failure, setFailure] = useState<unknown>(undefined);
  const [busy, setBusy] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(options);
  latest.current = options;

  const run = useCallback(async (): Promise<void> => {
    const { fields, check, send } = latest.current;
    const found = check();
    setErrors(found);
    setFailure(undefined);
    setAttempt((count) => count + 1);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await send();
    } catch (caught) {
      const told: Errors<Field> = {};
      if (caught instanceof ApiProblem) {
        for (const entry of caught.fields) {
          const field = fields.find((name) => name === entry.field || entry.field.endsWith(`/${name}`) || entry.field.endsWith(`.${name}`));
          if (field !== undefined) told[field] = entry.message || sentenceFor(caught, say);
        }
      }
      setErrors(told);
      setFailure(Object.keys(told).length > 0 ? undefined : caught);
      setAttempt((count) => count + 1);
    } finally {
      setBusy(false);
    }
  }, [say]);

  return {
    errors,
    busy,
    failure,
    attempt,
    submit: (event) => {
      event.preventDefault();
      void run();
    },
    errorFor: (field) => errors[field],
  };
}

export function FormSummary<Field extends string>({ form, labels }: { readonly form: FormState<Field>; readonly labels: Readonly<Record<Field, string>> }) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const entries = Object.entries<string | undefined>(form.errors).filter((entry): entry is [Field, string] => entry[1] !== undefined);
  const wrong = entries.length > 0 || form.failure !== undefined;
  useEffect(() => {
    if (wrong) box.current?.focus();
  }, [form.attempt, wrong]);
  if (!wrong) return null;
  const problem = form.failure instanceof ApiProblem ? form.failure : undefined;
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="alert"
      color="red"
      icon={<IconAlertTriangle size={18} />}
      title={entries.length > 0 ? say('form.summary', { count: entries.length }) : sentenceFor(form.failure, say)}
    >
      {entries.length > 0 ? (
        <List size="sm" spacing={2}>
          {entries.map(([field, message]) => (
            <List.Item key={field}>
              <a
                href={`#field-${field}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(`field-${field}`)?.focus();
                }}
              >
                {labels[field]}
              </a>
              : {message}
            </List.Item>
          ))}
        </List>
      ) : null}
      {problem === undefined ? null : (
        <span className="failure-code">
          {say('failure.code')} <code>{problem.code}</code>
        </span>
      )}
    </Alert>
  );
}

/** Id and error of one field, so that the summary's links find it. */
export const fieldProps = <Field extends string>(form: FormState<Field>, field: Field): { id: string; error: string | undefined } => ({
  id: `field-${field}`,
  error: form.errorFor(field),
});

export function FormActions({ busy, label, onCancel, children }: { readonly busy: boolean; readonly label: string; readonly onCancel?: (() => void) | undefined; readonly children?: ReactNode }) {
  const say = useSay();
  return (
    <Group gap="xs" mt="sm">
      <Button type="submit" loading={busy}>
        {label}
      </Button>
      {onCancel === undefined ? null : (
        <Button variant="default" onClick={onCancel}>
          {say('action.cancel')}
        </Button>
      )}
      {children}
    </Group>
  );
}
