/** Front door of the configuration: read once at the start, handed on from there. */
import type { Config } from './schema.ts';

export { describeConfig, type DescribedSetting } from './describe-config.ts';
export { configErrors } from './errors.ts';
export { loadConfig, type LoadConfigOptions, type LoadedConfig, type Origin } from './load-config.ts';
export { renderConfigReference } from './render-reference.ts';
export { configSchema, type Config } from './schema.ts';

/** Where people reach the platform; `port` is the one that it listens on, which differs from the setting when that is 0. */
export function publicUrlOf(config: Config, port: number = config.port): string {
  return config.publicUrl ?? `http://localhost:${String(port)}`;
}
