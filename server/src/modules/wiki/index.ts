/** The front door of the wiki: what main wires and what imports use. */
export * from './importing/importing.ts';
export { wikiErrors } from './errors.ts';
export { wiki as wikiDescriptor } from './service.ts';
export type { KnownPerson, People } from './people.ts';
export type { FoundIssues, IssueSource } from './issues.ts';
export type { Renew } from './together/stream-changes.ts';
export type { Groups } from './api/api.ts';
export { createWiki, type Wiki, type WikiDependencies } from './wiki.ts';
