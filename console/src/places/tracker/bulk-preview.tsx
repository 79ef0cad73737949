// What exactly would happen: how many change, stay and refuse, and each issue with its before and after.
import { Button, Checkbox, Group } from '@mantine/core';
import { useState } from 'react';
import type { BulkItem, BulkPreview } from '../../api/bulk.ts';
import { useSay } from '../../words/index.ts';
import { fieldWords } from './field-words.ts';

const shownMax = 100;

export type PreviewProps = { readonly preview: BulkPreview; readonly busy: boolean; readonly danger: boolean; readonly onBack: () => void; readonly onRun: (notify: boolean) => void };

export function BulkPreviewList({ preview, busy, danger, onBack, onRun }: PreviewProps) {
  const say = useSay();
  const [notify, setNotify] = useState(false);
  const shown = preview.items.slice(0, shownMax);
  return (
    <>
      <p role="status">{say('bulk.summary', { allowed: preview.allowed, unchanged: preview.unchanged, refused: preview.refused })}</p>
      <ul className="bulk-items" tabIndex={0} aria-label={say('bulk.preview')}>
        {shown.map((item) => (
          <PreviewItem key={item.id} item={item} />
        ))}
      </ul>
      {preview.total > shown.length ? <p className="quiet">{say('bulk.andMore', { count: preview.total - shown.length })}</p> : null}
      <Checkbox my="md" label={say('bulk.notify')} checked={notify} onChange={(event) => setNotify(event.currentTarget.checked)} />
      <Group gap="xs">
        <Button loading={busy} disabled={preview.allowed === 0} {...(danger ? { color: 'red' } : {})} onClick={() => onRun(notify)} data-autofocus>
          {say('bulk.run', { count: preview.allowed })}
        </Button>
        <Button variant="default" onClick={onBack}>
          {say('bulk.back')}
        </Button>
      </Group>
    </>
  );
}

function PreviewItem({ item }: { readonly item: BulkItem }) {
  const say = useSay();
  return (
    <li data-outcome={item.outcome}>
      <span className="issue-key">{item.key}</span> <span className="issue-summary">{item.summary}</span>
      {item.outcome === 'refused' ? <div className="bad">{item.reason ?? say('bulk.refused')}</div> : null}
      {item.outcome === 'unchanged' ? <div className="quiet">{say('bulk.unchanged')}</div> : null}
      {(item.changes ?? []).map((change, index) => {
        const words = fieldWords(change.field);
        return (
          <div key={`${change.field} ${index}`} className="bulk-change">
            <span className="change-field">{words === undefined ? change.field : say(words)}</span> {change.from || say('history.nothing')}
            <span aria-label={say('history.became')} role="img">
              {' → '}
            </span>
            {change.to || say('history.nothing')}
          </div>
        );
      })}
    </li>
  );
}
