// Why a body cannot be edited as plain text, in the person's words.
import { useFormats } from '../app/formats.ts';
import { useSay } from '../words/index.ts';
import type { LossyPart } from './adf-text.ts';

export function LossyNotice({ parts }: { readonly parts: readonly LossyPart[] }) {
  const say = useSay();
  const formats = useFormats();
  return <>{say('content.lossy', { parts: formats.list(parts.map((part) => say(`content.part.${part}`))) })}</>;
}
