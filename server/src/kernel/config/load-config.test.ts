/** What the configuration takes, what it refuses and in which words. Files are in a folder of the test's own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../errors/index.ts';
import { describeConfig, loadConfig, publicUrlOf } from './index.ts';
import { settings } from './settings.ts';

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hf-config-')); });
afterEach(() => { rmSync(folder, { recursive: true }); });

function load(environment: Record<string, string> = {}) {
  return loadConfig({ environment, workingFolder: folder });
}

function writeConfig(content: unknown, name = 'holdfast.config.json'): void {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

function refusal(environment: Record<string, string> = {}): string {
  try {
    load(environment);
  } catch (error) {
    if (isAppError(error, 'config.invalid')) return error.message;
    throw error;
  }
  return 'was not refused';
}

describe('the configuration', () => {
  it('has a whole and valid set of defaults', () => {
    const { config, file } = load();
    expect(file).toBeUndefined();
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, demo: false, shards: [{ name: 'shard-1', region: 'local' }], mail: { kind: 'folder' } });
    expect(config.data).toBe(join(folder, '.holdfast'));
    expect(publicUrlOf(config)).toBe('http://localhost:8080');
  });

  it('takes the environment over the file and the file over the default', () => {
    writeConfig({ port: 9000, log: { level: 'debug' }, mail: { from: 'a@b.example' } });
    const { config, origins } = load({ HOLDFAST_PORT: '9001' });
    expect([config.port, config.log.level, config.mail.from, config.session.idleMinutes]).toEqual([9001, 'debug', 'a@b.example', 60]);
    expect([origins.get('port'), origins.get('log.level'), origins.get('session.idleMinutes')]).toEqual(['environment', 'file', 'default']);
  });

  it('reads the file that HOLDFAST_CONFIG names, and paths in it relative to it', () => {
    writeConfig({ data: 'here' }, 'other.json');
    expect(load({ HOLDFAST_CONFIG: 'other.json' }).config.data).toBe(join(folder, 'here'));
  });

  it('takes an empty variable for an absent one', () => {
    expect(load({ HOLDFAST_PORT: '', HOLDFAST_DEMO: '' }).config.port).toBe(8080);
  });

  it.each([
    ['1', true], ['true', true], ['YES', true], ['0', false], ['off', false],
  ])('reads %s as %s', (text, expected) => {
    expect(load({ HOLDFAST_DEMO: text }).config.demo).toBe(expected);
  });

  it.each([
    ['a port that is no number', { HOLDFAST_PORT: 'http' }, 'HOLDFAST_PORT (environment): found "http", expected a whole number from 0 to 65535.'],
    ['a port out of range', { HOLDFAST_PORT: '70000' }, 'found 70000, expected a whole number from 0 to 65535'],
    ['a number with a fraction', { HOLDFAST_PORT: '80.5' }, 'found "80.5"'],
    ['an unknown word', { HOLDFAST_MAIL_KIND: 'pigeon' }, 'HOLDFAST_MAIL_KIND (environment): found "pigeon", expected one of folder, smtp.'],
    ['a mistyped variable', { HOLDFAST_PROT: '1' }, 'HOLDFAST_PROT (environment) is not a setting; did you mean HOLDFAST_PORT?'],
    ['a list that is not JSON', { HOLDFAST_SHARDS: 'a,b' }, 'expected a list of {"name", "region", "url"?}'],
    ['two shards of one name', { HOLDFAST_SHARDS: '[{"name":"a","region":"eu"},{"name":"a","region":"us"}]' }, 'names "a" twice'],
    ['a shard called control', { HOLDFAST_SHARDS: '[{"name":"control","region":"eu"}]' }, 'must not name one "control"'],
    ['smtp without a server', { HOLDFAST_MAIL_KIND: 'smtp' }, 'mail.smtpUrl must say which server'],
    ['a public URL with a path', { HOLDFAST_PUBLIC_URL: 'https://a.example/x' }, 'without a path'],
    ['a file that is not there', { HOLDFAST_CONFIG: 'absent.json' }, 'absent.json cannot be read (ENOENT)'],
  ])('refuses %s', (_what, environment, message) => {
    expect(refusal(environment)).toContain(message);
  });

  it.each([
    ['an unknown key', { prot: 1 }, '"prot" ('],
    ['an unknown key in a group', { mail: { knd: 'smtp' } }, '"mail.knd" ('],
    ['a group that is not one', { mail: 'smtp' }, '"mail" ('],
    ['a prototype', '{"__proto__": {"port": 1}}', '"__proto__" ('],
    ['a wrong type', { port: '8080' }, 'found "8080", expected a whole number'],
    ['a list', '[]', 'found a list, expected an object'],
    ['no JSON', '{"port": }', "is not JSON: Unexpected token '}'"],
  ])('refuses a file with %s', (_what, content, message) => {
    writeConfig(content);
    expect(refusal()).toContain(message);
  });

  it('names everything that is wrong at once', () => {
    writeConfig({ session: { idleMinutes: 0 } });
    const message = refusal({ HOLDFAST_PORT: 'x', HOLDFAST_LOG_LEVEL: 'loud' });
    for (const name of ['HOLDFAST_PORT', 'HOLDFAST_LOG_LEVEL', 'session.idleMinutes']) expect(message).toContain(name);
  });

  it('cannot be changed once it is read', () => {
    const { config } = load();
    expect(() => { Object.assign(config.mail, { kind: 'smtp' }); }).toThrow(TypeError);
  });
});

describe('a described configuration', () => {
  it('shows no secret, wherever it came from', () => {
    writeConfig({ metrics: { token: 'canary-token-0123456789' }, mail: { kind: 'smtp', smtpUrl: 'smtp://me:canary%40pass@mail.example' } });
    const loaded = load({
      HOLDFAST_DATABASE_URL: 'postgresql://u:canary@p/a@ss@db.example/h?sslpassword=canary',
      HOLDFAST_SHARDS: '[{"name":"a","region":"eu","url":"postgresql://u:canary@db.example/a"}]',
    });
    const shown = JSON.stringify(describeConfig(loaded));
    expect(shown).not.toContain('canary');
    expect(shown).toContain('smtp://me:***@mail.example');
    expect(shown).toContain('db.example');
  });

  it('shows no secret in a refusal', () => {
    expect(refusal({ HOLDFAST_METRICS_TOKEN: 'canary' })).not.toContain('canary');
    expect(refusal({ HOLDFAST_DATABASE_URL: 'mysql://u:canary@db.example/h' })).not.toContain('canary');
  });

  it('lists every setting with its origin', () => {
    const described = describeConfig(load({ HOLDFAST_PORT: '1' }));
    expect(described.map(({ key }) => key)).toEqual(settings.map(({ key }) => key));
    expect(described.find(({ key }) => key === 'port')).toEqual({ key: 'port', variable: 'HOLDFAST_PORT', value: '1', origin: 'environment' });
    expect(described.find(({ key }) => key === 'databaseUrl')).toMatchObject({ value: undefined, origin: 'unset' });
  });
});

describe('the schema', () => {
  it('gives no secret a default, describes every setting, and requires what has a default', () => {
    expect(settings.length).toBeGreaterThan(20);
    for (const { key, schema, required } of settings) {
      expect(schema.description, key).toMatch(/^[A-Z`].*\.$/);
      expect(required, key).toBe(schema.default !== undefined);
      if (schema.secret === true) expect(schema.default, key).toBeUndefined();
      if (schema.type === 'integer') expect([schema.minimum, schema.maximum], key).not.toContain(undefined);
    }
  });
});
