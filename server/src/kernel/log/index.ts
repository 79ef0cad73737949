/** Front door of the log: the only voice of the running platform. */
export { createLog, type CreateLogOptions, type LogSettings, type OpenLog } from './create-log.ts';
export { allowedFields, type LogFields } from './fields.ts';
export { silentLog, type Log } from './log.ts';
export { describeThrown, type DescribedThrown } from './thrown.ts';
