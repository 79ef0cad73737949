/** Front door of the wiki. */
export * from './importing/importing.ts';
