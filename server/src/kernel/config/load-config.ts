/**
 * Reads the configuration once: environment over file over defaults. Every key is known or refused, every
 * value is right or refused, and a refusal names the key, where it came from, what was found and what is
 * expected; all of them at once, so that nobody corrects one per start.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { systemCode } from '../start/system-code.ts';
import { configErrors } from './errors.ts';
import { hideSecrets } from './redact.ts';
import type { Config } from './schema.ts';
import { expectedOf, settings, type Setting } from './settings.ts';

export type Origin = 'default' | 'file' | 'environment';

export interface LoadedConfig {
  readonly config: Config;
  /** The file that was read, if there was one. */
  readonly file?: string;
  /** Where the value of each key came from; keys without a value are absent. */
  readonly origins: ReadonlyMap<string, Origin>;
}

export interface LoadConfigOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly workingFolder?: string;
}

const defaultFileName = 'holdfast.config.json';
/** Not settings of the platform: where its file is, and what the command line as a client reads. */
const otherVariables = new Set(['HOLDFAST_CONFIG', 'HOLDFAST_URL', 'HOLDFAST_TOKEN']);

/** Fails with config.invalid. */
export function loadConfig({ environment = process.env, workingFolder = process.cwd() }: LoadConfigOptions = {}): LoadedConfig {
  const problems: string[] = [];
  const file = readConfigFile(environment['HOLDFAST_CONFIG'], workingFolder, problems);
  const fromFile = flatten(file?.content ?? {}, file?.path ?? '', problems);
  refuseUnknownVariables(environment, problems);

  const values = new Map<string, unknown>();
  const origins = new Map<string, Origin>();
  for (const setting of settings) {
    const chosen = choose(setting, environment, fromFile, file?.path ?? '');
    if (chosen === undefined) continue;
    if (chosen.origin !== 'default' && !Value.Check(setting.schema, chosen.value)) {
      problems.push(`${chosen.place}: found ${found(setting, chosen.value)}, expected ${expectedOf(setting)}.`);
      continue;
    }
    const baseFolder = chosen.origin === 'file' ? dirname(file?.path ?? workingFolder) : workingFolder;
    values.set(setting.key, setting.schema.path === true ? resolve(baseFolder, String(chosen.value)) : chosen.value);
    origins.set(setting.key, chosen.origin);
  }
  // The schema's own walk laid these values out; each was checked against its part of it, or is its default.
  const config = freeze(unflatten(values)) as Config;
  if (problems.length === 0) problems.push(...contradictions(config));
  if (problems.length > 0) throw configErrors.invalid({ detail: problems.slice(0, 10).join(' '), problems });
  return { config, origins, ...(file === undefined ? {} : { file: file.path }) };
}

interface Chosen {
  readonly value: unknown;
  readonly origin: Origin;
  /** How a refusal names it. */
  readonly place: string;
}

function choose(setting: Setting, environment: Readonly<Record<string, string | undefined>>, fromFile: ReadonlyMap<string, unknown>, file: string): Chosen | undefined {
  const text = environment[setting.variable];
  if (text !== undefined && text !== '') return { value: fromText(setting, text), origin: 'environment', place: `${setting.variable} (environment)` };
  if (fromFile.has(setting.key)) return { value: fromFile.get(setting.key), origin: 'file', place: `"${setting.key}" (${file})` };
  if (setting.schema.default !== undefined) return { value: setting.schema.default, origin: 'default', place: '' };
  return undefined;
}

/** The environment knows only text; what cannot be read stays text, and is refused as such. */
function fromText({ schema }: Setting, text: string): unknown {
  if (schema.type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (schema.type === 'boolean') return { 1: true, true: true, yes: true, on: true, 0: false, false: false, no: false, off: false }[text.toLowerCase()] ?? text;
  if (schema.type !== 'array') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function found({ schema }: Setting, value: unknown): string {
  if (schema.secret === true) return 'a value that does not fit (hidden)';
  return hideSecrets(JSON.stringify(value)).slice(0, 120);
}

function readConfigFile(named: string | undefined, workingFolder: string, problems: string[]): { path: string; content: object } | undefined {
  const isNamed = named !== undefined && named !== '';
  const path = resolve(workingFolder, isNamed ? named : defaultFileName);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isNamed || systemCode(error) !== 'ENOENT') problems.push(`${path} cannot be read (${String(systemCode(error))}): correct HOLDFAST_CONFIG, or the file's permissions.`);
    return undefined;
  }
  try {
    const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { path, content };
    problems.push(`${path}: found ${Array.isArray(content) ? 'a list' : String(content)}, expected an object like {"port": 8080}.`);
  } catch (error) {
    problems.push(`${path} is not JSON: ${jsonMistake(error)}.`);
  }
  return undefined;
}

/** The parser's words without the piece of the file that it quotes: that may be a secret. */
function jsonMistake(error: unknown): string {
  const [, what = 'it ends too early', position = ''] = /^SyntaxError: (.*?)(?:, | in JSON|$)(?:.*?( at position \d+))?/.exec(String(error)) ?? [];
  return `${what}${position}`;
}

/** `{ mail: { kind } }` as `mail.kind`; a key that no setting has is a problem. */
function flatten(content: object, file: string, problems: string[]): ReadonlyMap<string, unknown> {
  const known = new Set(settings.map(({ key }) => key));
  const flat = new Map<string, unknown>();
  const walk = (value: object, above: string): void => {
    for (const [name, below] of Object.entries(value) as [string, unknown][]) { // Object.entries says `any` of a bare object
      const key = `${above}${name}`;
      if (known.has(key)) flat.set(key, below);
      else if (settings.some((setting) => setting.key.startsWith(`${key}.`)) && typeof below === 'object' && below !== null) walk(below, `${key}.`);
      else problems.push(`"${key}" (${file}) is not a setting${suggestion(key, [...known])}`);
    }
  };
  walk(content, '');
  return flat;
}

function refuseUnknownVariables(environment: Readonly<Record<string, string | undefined>>, problems: string[]): void {
  const known = settings.map(({ variable }) => variable);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('HOLDFAST_') || known.includes(name) || otherVariables.has(name)) continue;
    problems.push(`${name} (environment) is not a setting${suggestion(name, known)}`);
  }
}

/** The known name that shares the longest beginning, when that is most of it. */
function suggestion(wrong: string, known: readonly string[]): string {
  const best = known.map((name) => ({ name, length: sharedBeginning(wrong, name) })).sort((a, b) => b.length - a.length)[0];
  return best !== undefined && best.length >= wrong.length * 0.6 ? `; did you mean ${best.name}?` : ': see docs/reference/configuration.md.';
}

function sharedBeginning(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function unflatten(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { key } of settings) {
    const [group = '', name] = key.split('.');
    if (name !== undefined) root[group] ??= {};
    if (!values.has(key)) continue;
    if (name === undefined) root[group] = values.get(key);
    else Object.assign(root[group] as object, { [name]: values.get(key) }); // made two lines above
  }
  return root;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const below of Object.values(value)) freeze(below);
  return Object.freeze(value);
}

/** What no single setting can tell. */
function contradictions(config: Config): readonly string[] {
  const problems: string[] = [];
  if (config.mail.kind === 'smtp' && config.mail.smtpUrl === undefined) problems.push('mail.kind is "smtp": mail.smtpUrl must say which server.');
  if (config.session.idleMinutes > config.session.absoluteMinutes) problems.push('session.idleMinutes must not be longer than session.absoluteMinutes.');
  const forS3 = (['endpoint', 'bucket', 'accessKeyId', 'secretAccessKey'] as const).filter((name) => config.vault[name] === undefined);
  if (config.vault.kind === 's3' && forS3.length > 0) problems.push(`vault.kind is "s3": ${forS3.map((name) => `vault.${name}`).join(', ')} must be set.`);
  const names = config.shards.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) problems.push(`shards names "${twice}" twice: each shard has a name of its own.`);
  const reserved = names.find((name) => name === 'control' || name === 'keys');
  if (reserved !== undefined) problems.push(`shards must not name one "${reserved}": that is a database of the platform's.`);
  return problems;
}
