/** Front door of what a start checks on its machine before anything runs. */
export { openDataFolder, type DataFolder } from './data-folder.ts';
export { startErrors } from './errors.ts';
export { assertPortFree, explainListen } from './port.ts';
