/** Front door of the wiki. */
export * from './importing/importing.ts';
export { importing } from './importing/create-importing.ts';
export { wikiErrors } from './errors.ts';
export { wiki as wikiDescriptor } from './service.ts';
export type { KnownPerson, People } from './people.ts';
