// A person beside their name; the initials are decoration, the name is what is read.
const initialsOf = (name: string): string =>
  name
    .split(/[\s@._-]+/)
    .filter((part) => part !== '')
    .slice(0, 2)
    .map((part) => [...part][0]?.toUpperCase() ?? '')
    .join('');

const tints = ['kelp', 'plum', 'sand', 'sky', 'moss'] as const;

const tintOf = (name: string): string => {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return tints[sum % tints.length] ?? 'kelp';
};

export function Initials({ name, size = 22 }: { readonly name: string; readonly size?: number }) {
  return (
    <span className={`initials initials-${tintOf(name)}`} aria-hidden="true" style={{ width: size, height: size, fontSize: size * 0.42 }} data-initials={initialsOf(name) || '?'} />
  );
}

export function PersonName({ name, note }: { readonly name: string; readonly note?: string | undefined }) {
  return (
    <span className="person">
      <Initials name={name} />
      <span className="person-words">
        <span className="person-name">{name}</span>
        {note === undefined ? null : <span className="person-note">{note}</span>}
      </span>
    </span>
  );
}
