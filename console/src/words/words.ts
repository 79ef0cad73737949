// The shape that every language has.

/** Every language has exactly English's keys. */
export type Words<Tree> = { readonly [Key in keyof Tree]: Tree[Key] extends string ? string : Words<Tree[Key]> };
