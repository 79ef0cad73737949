// A text's change word by word: what went is struck through, what came is underlined, both also said in marks.
import { diffWordsWithSpace } from 'diff';

export function WordsDiff({ from, to }: { readonly from: string; readonly to: string }) {
  return (
    <span className="words-diff">
      {diffWordsWithSpace(from, to).map((part, index) =>
        part.added ? <ins key={index}>{part.value}</ins> : part.removed ? <del key={index}>{part.value}</del> : <span key={index}>{shortened(part.value)}</span>,
      )}
    </span>
  );
}

const around = 60;

/** The unchanged between two changes is only the place where they stand. */
function shortened(text: string): string {
  return text.length <= around * 2 + 3 ? text : `${text.slice(0, around)} … ${text.slice(-around)}`;
}
