/** The doctor says which protection of the vault holds here, and which does not. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig, type Config } from '../../kernel/config/index.ts';
import { checkVault } from './check-vault.ts';

let data: string;
beforeEach(async () => { data = await mkdtemp(join(tmpdir(), 'hf-doctor-vault-')); });
afterEach(() => rm(data, { recursive: true, force: true }));
const configOf = (more: Readonly<Record<string, string>> = {}): Config => loadConfig({ environment: { HOLDFAST_DATA: data, ...more }, workingFolder: data }).config;
const shown = async (carried: boolean | undefined, config = configOf()): Promise<string[]> => (await checkVault(config, () => Promise.resolve(carried))).map(({ state, check }) => `${state} ${check}`);

it('says nothing of a vault that holds nothing', async () => {
  expect(await shown(true)).toEqual(['not checked vault']);
});

it.each([[true, {}, 'ok vault'], [false, {}, 'warning vault'], [undefined, {}, 'warning vault'], [false, { HOLDFAST_VAULT_IMMUTABLE: 'false' }, 'warning vault']])('tells files that carry the attribute (%s) with %j', async (carried, more, expected) => {
  await mkdir(join(data, 'vault'));
  await writeFile(join(data, 'vault/manifest.log'), '');
  expect(await shown(carried, configOf(more))).toEqual([expected, 'warning vault place']);
});

it('names the bucket', async () => {
  const more = { HOLDFAST_VAULT_KIND: 's3', HOLDFAST_VAULT_ENDPOINT: 'http://127.0.0.1:1', HOLDFAST_VAULT_BUCKET: 'safe', HOLDFAST_VAULT_ACCESS_KEY_ID: 'a', HOLDFAST_VAULT_SECRET_ACCESS_KEY: 'b' };
  expect(await shown(undefined, configOf(more))).toEqual(['ok vault']);
});
