// What can be done with the chosen issues of a list. It stands at the foot of the list while something is chosen.
import { Button, CloseButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { BulkWhich } from '../../api/bulk.ts';
import { useSay } from '../../words/index.ts';
import type { BulkKind } from './bulk-kind.ts';
import './bulk-words.ts';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }));

export type BulkBarProps = {
  /** Keys of the chosen issues. */
  readonly chosen: readonly string[];
  /** When given, offers to take everything that the list's query finds instead. */
  readonly everything?: { readonly jql: string; readonly count: number } | undefined;
  readonly onClear: () => void;
  /** After a change was made; lists refresh by themselves. */
  readonly onDone?: () => void;
};

const kinds: readonly BulkKind[] = ['fields', 'status', 'labels', 'move', 'watch', 'delete'];

export function BulkBar({ chosen, everything, onClear, onDone }: BulkBarProps) {
  const say = useSay();
  const [all, setAll] = useState(false);
  const [asking, setAsking] = useState<BulkKind>();
  if (chosen.length === 0) return null;
  const whole = all && everything !== undefined;
  const which: BulkWhich = whole ? { jql: everything.jql } : { issues: chosen };
  return (
    <div className="bulk-bar" role="region" aria-label={say('bulk.title')}>
      <strong aria-live="polite">{say('bulk.chosen', { count: whole ? everything.count : chosen.length })}</strong>
      {everything === undefined || everything.count <= chosen.length ? null : (
        <button type="button" className="text-button" onClick={() => setAll(!all)} aria-pressed={all}>
          {all ? say('bulk.onlyChosen') : say('bulk.takeAll', { count: everything.count })}
        </button>
      )}
      <div className="bulk-verbs">
        {kinds.map((kind) => (
          <Button key={kind} size="compact-sm" variant="default" {...(kind === 'delete' ? { color: 'red' } : {})} onClick={() => setAsking(kind)}>
            {say(`bulk.kind.${kind}`)}
          </Button>
        ))}
      </div>
      <CloseButton aria-label={say('bulk.clear')} onClick={onClear} />
      <Suspense fallback={null}>
        {asking === undefined ? null : (
          <BulkDialog
            kind={asking}
            which={which}
            count={whole ? everything.count : chosen.length}
            onClose={() => setAsking(undefined)}
            onDone={() => {
              onDone?.();
              onClear();
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
