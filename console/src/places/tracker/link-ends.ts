// Which issue stands at which end of a link.
/** The inward issue is where the link begins: it says `outward` about the other. */
export const endsOf = (key: string, other: string, outward: boolean): readonly [string, string] => (outward ? [key, other] : [other, key]);
