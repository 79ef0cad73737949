// Somebody published first and both changed the same place: both texts stand side by side, and the merged one, which
// holds everything of both, is one step away. Nothing is overwritten before a choice is made.
import { Alert, Button, Group } from '@mantine/core';
import { useFormats } from '../../app/formats.ts';
import type { Conflict, Side } from '../../api/wiki-doors.ts';
import { RichEditor } from '../../editor/index.ts';
import { useSay } from '../../words/index.ts';

export type ConflictChoice = 'merged' | 'mine' | 'theirs';

function OneSide({ heading, side }: { readonly heading: string; readonly side: Side }) {
  return (
    <section className="conflict-side" aria-label={heading}>
      <h2>{heading}</h2>
      <p className="conflict-title">{side.title}</p>
      <RichEditor label={heading} value={side.adf} disabled compact />
    </section>
  );
}

export function ConflictView({ conflict, onChoose }: { readonly conflict: Conflict; readonly onChoose: (choice: ConflictChoice) => void }) {
  const say = useSay();
  const { time } = useFormats();
  const name = conflict.theirs.author?.name ?? say('comments.someone');
  return (
    <Alert role="alert" color="yellow" title={say('wiki.conflict')} mb="md">
      <p>{say('write.conflictHelp', { name, time: time(conflict.theirs.createdAt), count: conflict.conflicts.length })}</p>
      <div className="conflict">
        <OneSide heading={say('write.theirsOf', { name })} side={conflict.theirs} />
        <OneSide heading={say('write.mine')} side={conflict.yours} />
      </div>
      <Group gap="xs" mt="sm">
        <Button size="sm" onClick={() => onChoose('merged')}>
          {say('write.takeMerged')}
        </Button>
        <Button size="sm" variant="default" onClick={() => onChoose('mine')}>
          {say('write.takeMine')}
        </Button>
        <Button size="sm" variant="default" onClick={() => onChoose('theirs')}>
          {say('write.takeTheirs')}
        </Button>
      </Group>
    </Alert>
  );
}
