// Every single-key shortcut, on `?`.
import { Kbd } from '@mantine/core';
import { Dialog } from '../parts/dialog.tsx';
import { useSay, type WordKey } from '../words/index.ts';

const keys: readonly (readonly [string, WordKey])[] = [
  ['Ctrl K', 'keys.palette'],
  ['/', 'keys.find'],
  ['c', 'keys.create'],
  ['j', 'keys.next'],
  ['k', 'keys.previous'],
  ['Enter', 'keys.open'],
  ['e', 'keys.edit'],
  ['m', 'keys.comment'],
  ['Esc', 'keys.back'],
  ['?', 'keys.help'],
];

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog onClose={onClose} title={say('keys.title')}>
      <dl className="key-list">
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{say(words)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
