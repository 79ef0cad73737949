// What is to be backed up, in which format, for how long, and whether again by itself.
import { Button, Checkbox, Group, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { makeBackup, makeSchedule, type BackupFormat, type BackupProduct } from '../../api/backups.ts';
import { Failure } from '../../parts/failure.tsx';
import { Section } from '../../parts/page.tsx';
import { told } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';

const keepDaysDefault = 30;
const hours = { once: 0, hourly: 1, daily: 24, weekly: 168 } as const;
type Repeat = keyof typeof hours;
/** The longest choice must not be wider than a phone. */
const shrinking = { flex: '1 1 220px', minWidth: 0, maxWidth: '100%' } as const;

export function MakeBackup({ siteId }: { readonly siteId: string }) {
  const say = useSay();
  const cache = useQueryClient();
  const [product, setProduct] = useState<BackupProduct | ''>('');
  const [format, setFormat] = useState<BackupFormat>('xml');
  const [keys, setKeys] = useState('');
  const [keepDays, setKeepDays] = useState(keepDaysDefault);
  const [repeat, setRepeat] = useState<Repeat>('once');
  const [locked, setLocked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(undefined);
  const takesKeys = product !== '' && format === 'xml';

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    const containers = takesKeys ? keys.split(',').map((key) => key.trim()).filter((key) => key !== '') : [];
    const wish = { format, keepDays, locked, ...(product === '' ? {} : { product }), ...(containers.length === 0 ? {} : { containers }) };
    try {
      if (repeat === 'once') told(say('backups.begun', { count: (await makeBackup(siteId, wish)).items.length }));
      else {
        await makeSchedule(siteId, { ...wish, everyHours: hours[repeat] });
        told(say('backups.scheduled'));
      }
      await Promise.all([cache.invalidateQueries({ queryKey: ['backups', siteId] }), cache.invalidateQueries({ queryKey: ['backup-schedules', siteId] })]);
    } catch (caught) {
      setFailure(caught);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={say('backups.make')}>
      {failure === undefined ? null : <Failure failure={failure} />}
      <form onSubmit={(event) => void send(event)}>
        <Group align="end" gap="sm">
          <NativeSelect
            style={shrinking}
            label={say('backups.what')}
            value={product}
            onChange={(event) => setProduct(event.currentTarget.value as BackupProduct | '')} // the values are those of the options below
            data={[{ value: '', label: say('backups.everything') }, { value: 'tracker', label: say('product.tracker') }, { value: 'wiki', label: say('product.wiki') }]}
          />
          <NativeSelect
            style={shrinking}
            label={say('backups.format')}
            value={format}
            onChange={(event) => setFormat(event.currentTarget.value as BackupFormat)} // as above
            data={[{ value: 'xml', label: say('backups.xml') }, { value: 'native', label: say('backups.native') }, { value: 'native-sealed', label: say('backups.sealed') }]}
          />
          <NativeSelect
            style={shrinking}
            label={say('backups.repeat')}
            value={repeat}
            onChange={(event) => setRepeat(event.currentTarget.value as Repeat)} // as above
            data={(['once', 'hourly', 'daily', 'weekly'] as const).map((value) => ({ value, label: say(`backups.${value}`) }))}
          />
          <NumberInput style={shrinking} label={say('backups.keepDays')} value={keepDays} min={1} max={3650} onChange={(value) => setKeepDays(Number(value) || keepDaysDefault)} />
        </Group>
        {takesKeys ? <TextInput mt="sm" label={say('backups.keys')} description={say('backups.keysHelp')} value={keys} onChange={(event) => setKeys(event.currentTarget.value)} /> : null}
        <Checkbox mt="sm" label={say('backups.lock')} description={say('backups.lockHelp')} checked={locked} onChange={(event) => setLocked(event.currentTarget.checked)} />
        <Button type="submit" mt="sm" loading={busy}>
          {say('backups.make')}
        </Button>
      </form>
    </Section>
  );
}
