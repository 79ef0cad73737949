/** The configuration in force, fit to be shown: what each key is, where it came from, and no secret. */
import type { LoadedConfig, Origin } from './load-config.ts';
import { hideSecrets } from './redact.ts';
import { settings } from './settings.ts';

export interface DescribedSetting {
  readonly key: string;
  readonly variable: string;
  /** JSON text with secrets hidden; undefined when there is no value. */
  readonly value: string | undefined;
  readonly origin: Origin | 'unset';
}

export function describeConfig({ config, origins }: LoadedConfig): readonly DescribedSetting[] {
  return settings.map(({ key, variable, schema }) => {
    const value = valueAt(config, key);
    const shown = value === undefined ? undefined : schema.secret === true ? '"***"' : hideSecrets(JSON.stringify(value));
    return { key, variable, value: shown, origin: origins.get(key) ?? 'unset' };
  });
}

function valueAt(config: object, key: string): unknown {
  let at: unknown = config;
  for (const name of key.split('.')) at = typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(name) : undefined;
  return at;
}
