// A moment, short to read and exact on demand.
import { useFormats } from '../app/formats.ts';

export function When({ at, exact = false }: { readonly at: string | null | undefined; readonly exact?: boolean }) {
  const formats = useFormats();
  if (at === null || at === undefined || at === '') return <span className="quiet">–</span>;
  const full = `${formats.dateTime(at)} (${formats.timeZone})`;
  return (
    <time dateTime={at} title={full} className="when">
      {exact ? formats.dateTime(at) : formats.relative(at)}
    </time>
  );
}

export function Day({ at }: { readonly at: string }) {
  const formats = useFormats();
  return <time dateTime={at}>{formats.date(at)}</time>;
}
