// One line that says whether what is written is kept, and since when.
import { useFormats } from '../../app/formats.ts';
import { sentenceFor } from '../../parts/failure.tsx';
import { useSay } from '../../words/index.ts';
import type { DraftState } from './use-draft.ts';

export function DraftLine({ state }: { readonly state: DraftState }) {
  const say = useSay();
  const { time } = useFormats();
  return (
    <span className={state.kind === 'failed' ? 'draft-line bad' : 'draft-line quiet'} role="status">
      {state.kind === 'failed' ? say('write.notKept', { reason: sentenceFor(state.failure, say) }) : null}
      {state.kind === 'waiting' || state.kind === 'saving' ? say('write.keeping') : null}
      {state.kind === 'saved' ? say('write.kept', { time: time(state.at) }) : null}
    </span>
  );
}
