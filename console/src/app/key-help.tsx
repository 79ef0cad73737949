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
  ['x', 'keys.pick'],
  ['Esc', 'keys.back'],
  ['?', 'keys.help'],
];

const issueKeys: readonly (readonly [string, WordKey])[] = [
  ['e', 'issueKeys.summary'],
  ['d', 'issueKeys.description'],
  ['s', 'issueKeys.status'],
  ['a', 'issueKeys.assign'],
  ['i', 'issueKeys.assignMe'],
  ['l', 'issueKeys.label'],
  ['m', 'keys.comment'],
  ['w', 'issueKeys.watch'],
  ['.', 'issueKeys.more'],
];

function KeyList({ list }: { readonly list: typeof keys }) {
  const say = useSay();
  return (
    <dl className="key-list">
      {list.map(([key, words]) => (
        <div key={key}>
          <dt>
            <Kbd>{key}</Kbd>
          </dt>
          <dd>{say(words)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  return (
    <Dialog onClose={onClose} title={say('keys.title')}>
      <KeyList list={keys} />
      <h3>{say('issueKeys.title')}</h3>
      <KeyList list={issueKeys} />
    </Dialog>
  );
}
