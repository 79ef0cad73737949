// The part of the address after `?`: plain names and plain text values, so that a pasted link is
// readable and nothing in it is anything but text until a route has looked at it.

export type PlainSearch = Readonly<Record<string, unknown>>;

export const readSearch = (search: string): Record<string, string> => Object.fromEntries(new URLSearchParams(search));

export function writeSearch(values: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string' ? value === '' : typeof value !== 'number' && value !== true) continue;
    search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

export const textValue = (values: PlainSearch, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const numberValue = (values: PlainSearch, name: string): number | undefined => {
  const value = Number(values[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
};

export const flagValue = (values: PlainSearch, name: string): true | undefined =>
  values[name] === 'true' || values[name] === true ? true : undefined;

export const oneOf = <const Choice extends string>(values: PlainSearch, name: string, choices: readonly Choice[]): Choice | undefined =>
  choices.find((choice) => choice === values[name]);

/** Picks the named text values; everything else in the address is dropped. */
export const texts =
  <Name extends string>(...names: readonly Name[]) =>
  (values: PlainSearch): { [Key in Name]?: string | undefined } => {
    const picked: { [Key in Name]?: string | undefined } = {};
    for (const name of names) {
      const value = textValue(values, name);
      if (value !== undefined) picked[name] = value;
    }
    return picked;
  };
