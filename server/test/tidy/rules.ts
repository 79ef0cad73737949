/** The rules of the tidy test, in the order in which they are told. */
import { dependenciesDecided, dependenciesPinned, fewDependencies } from './dependencies.ts';
import { liveLinks } from './document-links.ts';
import { namesInFull, promiseFirst, shortFiles, shortFunctions } from './file-shape.ts';
import { finished, lightFiles, noRegistry, portable, suppressionsExplained, switchedOn } from './file-words.ts';
import { moduleShape } from './module-shape.ts';
import { leakproofFilters, migrationsSayWhy, migrationsSeeRows, pinnedSearchPaths, tablesInStores } from './statements.ts';
import type { Rule } from './tree.ts';
import { usedExports } from './unused-exports.ts';

export const rules: readonly Rule[] = [
  shortFiles,
  shortFunctions,
  promiseFirst,
  namesInFull,
  finished,
  switchedOn,
  portable,
  noRegistry,
  lightFiles,
  suppressionsExplained,
  moduleShape,
  usedExports,
  liveLinks,
  tablesInStores,
  leakproofFilters,
  pinnedSearchPaths,
  migrationsSayWhy, migrationsSeeRows,
  dependenciesPinned,
  fewDependencies,
  dependenciesDecided,
];
