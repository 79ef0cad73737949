/** The schema as a flat list of settings: one per key, with its name in the environment and its rule in words. */
import type { TSchema } from 'typebox';
import { configSchema } from './schema.ts';

export interface Setting {
  /** `mail.smtpUrl` */
  readonly key: string;
  /** `HOLDFAST_MAIL_SMTP_URL` */
  readonly variable: string;
  readonly schema: SettingSchema;
  readonly required: boolean;
}

/** What the settings of schema.ts are made of: JSON Schema and three words of our own. */
export interface SettingSchema extends TSchema {
  readonly type?: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
  readonly secret?: true | 'url';
  readonly path?: true;
  readonly expected?: string;
}

export const settings: readonly Setting[] = collect(configSchema, []);

function collect(group: SettingSchema, above: readonly string[]): readonly Setting[] {
  return Object.entries(group.properties ?? {}).flatMap(([name, schema]) => {
    const path = [...above, name];
    if (schema.type === 'object') return collect(schema, path);
    return [{ key: path.join('.'), variable: variableOf(path), schema, required: group.required?.includes(name) ?? false }];
  });
}

function variableOf(path: readonly string[]): string {
  return `HOLDFAST_${path.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`)).join('_').toUpperCase()}`;
}

/** The rule of a setting in words, for refusals and for the reference page. */
export function expectedOf({ schema }: Setting): string {
  if (schema.expected !== undefined) return schema.expected;
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'integer') return `a whole number from ${String(schema.minimum)} to ${String(schema.maximum)}`;
  if (schema.path === true) return 'a path';
  return `text of ${String(schema.minLength ?? 0)} to ${String(schema.maxLength ?? 'any number of')} characters`;
}
