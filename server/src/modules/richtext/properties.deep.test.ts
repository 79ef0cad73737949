/** What holds for every input, and for every vector of script, tried forty times as often as in every run. */
import fc from 'fast-check';

fc.configureGlobal({ numRuns: 5_000 });
await import('./properties.test.ts');
await import('./xss.test.ts');
