// Excerpts mark the words that were found with @@@hl@@@ … @@@endhl@@@ (as Confluence does); everything else
// in them is plain text and is shown as such, tags included.
export type ExcerptPart = { readonly text: string; readonly found: boolean };

export function excerptParts(excerpt: string): readonly ExcerptPart[] {
  const parts: ExcerptPart[] = [];
  let found = false;
  for (const piece of excerpt.split(/(@@@hl@@@|@@@endhl@@@)/)) {
    if (piece === '@@@hl@@@') found = true;
    else if (piece === '@@@endhl@@@') found = false;
    else if (piece !== '') parts.push({ text: piece, found });
  }
  return parts;
}
