/** The file vault: the contract, every attack on its files and its time, and crashes at every place. */
import { chmod, mkdtemp, readFile, rename, rm, truncate, writeFile, cp, appendFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileVault, type Anchor, type ManifestHead, type Vault } from './index.ts';
import { lineOf, readLine, type ManifestEntry } from './manifest-line.ts';
import { bytesOf, findings, namesIn, SetClock, sha256, vaultContract, type VaultUnderTest } from './testing/vault-contract.ts';

const dayMs = 86_400_000;

class FileVaultUnderTest implements VaultUnderTest {
  readonly clock = new SetClock();
  vault!: Vault;
  folder = '';
  anchored: ManifestHead | undefined;
  readonly anchor: Anchor = { read: () => Promise.resolve(this.anchored), write: (head) => Promise.resolve(void (this.anchored = head)) };
  readonly errors: unknown[] = [];

  async begin(): Promise<this> {
    this.folder = await mkdtemp(join(tmpdir(), 'hf-vault-'));
    await this.open();
    return this;
  }
  async open(): Promise<Vault> {
    return (this.vault = await openFileVault({ folder: join(this.folder, 'vault'), clock: this.clock, anchor: this.anchor, immutable: false, onError: (error) => this.errors.push(error) }));
  }
  async reopen(): Promise<Vault> {
    await this.vault.close();
    return this.open();
  }
  async end(): Promise<void> {
    await this.vault.close();
    await rm(this.folder, { recursive: true, force: true });
  }
  put(name: string, text = name, days = 30) {
    return this.vault.put(name, Buffer.from(text), { lockedUntil: new Date(this.clock.wallMs + days * dayMs) });
  }
  fileOf(name: string): string {
    return join(this.folder, 'vault/objects', `${name}@`);
  }
  get manifest(): string {
    return join(this.folder, 'vault/manifest.log');
  }
  async entries(): Promise<ManifestEntry[]> {
    return (await readFile(this.manifest, 'utf8')).split('\n').flatMap((line) => readLine(line)?.entry ?? []);
  }
  /** As somebody would who knows the format: every hash right. */
  async rewrite(change: (entry: ManifestEntry) => ManifestEntry | undefined): Promise<void> {
    let [previous, text, sequence] = ['0'.repeat(64), '', 0];
    for (const entry of await this.entries()) {
      const changed = change(entry);
      if (changed === undefined) continue;
      const { line, hash } = lineOf({ ...changed, previous, sequence: ++sequence });
      [previous, text] = [hash, text + line];
    }
    await writeFile(this.manifest, text);
  }
}

let subject: FileVaultUnderTest;
beforeEach(async () => { subject = await new FileVaultUnderTest().begin(); });
afterEach(() => subject.end());

vaultContract('the file vault', () => subject);

describe('an attack on the file vault is named', () => {
  const codes = async (prefix?: string): Promise<string[]> => (await findings(subject.vault, prefix)).map(({ code, name }) => (name === undefined ? code : `${code} ${name}`)).sort();

  beforeEach(async () => {
    for (const name of ['a/1', 'a/2', 'b/1']) await subject.put(name);
    expect(await codes()).toEqual([]);
  });

  it.each<[string, (vault: FileVaultUnderTest) => Promise<unknown>, readonly string[]]>([
    ['a file is deleted', ({ fileOf }) => rm(fileOf.call(subject, 'a/1')), ['object_missing a/1']],
    ['a file is overwritten', async (at) => { await chmod(at.fileOf('a/1'), 0o600); await writeFile(at.fileOf('a/1'), 'a/9'); await chmod(at.fileOf('a/1'), 0o400); }, ['object_changed a/1']],
    ['a file is made writable', (at) => chmod(at.fileOf('a/1'), 0o600), ['object_writable a/1']],
    ['a file is cut', async (at) => { await chmod(at.fileOf('a/1'), 0o600); await truncate(at.fileOf('a/1'), 2); await chmod(at.fileOf('a/1'), 0o400); }, ['object_truncated a/1']],
    ['a file grows', async (at) => { await chmod(at.fileOf('a/1'), 0o600); await appendFile(at.fileOf('a/1'), 'x'); await chmod(at.fileOf('a/1'), 0o400); }, ['object_truncated a/1']],
    ['a file is renamed', (at) => rename(at.fileOf('a/1'), at.fileOf('a/3')), ['object_missing a/1', 'object_unknown a/3']],
    ['two files change places', async (at) => { await rename(at.fileOf('a/1'), at.fileOf('a/3')); await rename(at.fileOf('a/2'), at.fileOf('a/1')); await rename(at.fileOf('a/3'), at.fileOf('a/2')); }, ['object_changed a/1', 'object_changed a/2']],
    ['a folder is renamed', (at) => rename(join(at.folder, 'vault/objects/a'), join(at.folder, 'vault/objects/c')), ['object_missing a/1', 'object_missing a/2', 'object_unknown c/1', 'object_unknown c/2']],
    ['a file is added', (at) => writeFile(at.fileOf('b/2'), 'x', { mode: 0o400 }), ['object_unknown b/2']],
    ['a file that is no object is added', (at) => writeFile(join(at.folder, 'vault/objects/note.txt'), 'x'), ['object_unknown note.txt']],
    ['the whole manifest is deleted', (at) => rm(at.manifest), ['manifest_behind']],
  ])('when %s', async (_what, attack, expected) => {
    await attack(subject);
    expect(await codes()).toEqual(expected);
  });

  it('when an object is given out: nothing of its last part is', async () => {
    const bytes = Buffer.alloc(700_000, 7);
    await subject.vault.put('a/big', bytes, { lockedUntil: new Date(subject.clock.wallMs + dayMs) });
    await chmod(subject.fileOf('a/big'), 0o600);
    bytes[0] = 8;
    await writeFile(subject.fileOf('a/big'), bytes);
    let given = 0;
    await expect((async () => { for await (const chunk of subject.vault.get('a/big')) given += chunk.length; })()).rejects.toMatchObject({ code: 'vault.object_broken' });
    expect(given).toBeLessThan(bytes.length);
    await expect(bytesOf(subject.vault.get('a/big', { offset: 500_000, length: 1000 }))).rejects.toMatchObject({ code: 'vault.object_broken' });
  });

  it('when a large object changes between two readings of ranges', async () => {
    const bytes = Buffer.alloc(3_000_000, 7);
    await subject.vault.put('a/large', bytes, { lockedUntil: new Date(subject.clock.wallMs + dayMs) });
    expect((await bytesOf(subject.vault.get('a/large', { offset: 2_000_000, length: 5 }))).equals(Buffer.alloc(5, 7))).toBe(true);
    await chmod(subject.fileOf('a/large'), 0o600);
    bytes[0] = 8;
    await writeFile(subject.fileOf('a/large'), bytes);
    await expect(bytesOf(subject.vault.get('a/large', { offset: 2_000_000, length: 5 }))).rejects.toMatchObject({ code: 'vault.object_broken' });
  });

  it.each<[string, (vault: FileVaultUnderTest) => Promise<void>, string]>([
    ['an entry is changed', async (at) => { await writeFile(at.manifest, (await readFile(at.manifest, 'utf8')).replace('"a/2"', '"a/9"')); }, 'manifest_broken'],
    ['an entry is taken out', async (at) => { await writeFile(at.manifest, (await readFile(at.manifest, 'utf8')).split('\n').filter((line) => !line.includes('"a/2"')).join('\n')); }, 'manifest_broken'],
    ['a lock is shortened, every hash worked out anew', (at) => at.rewrite((entry) => (entry.kind === 'put' && entry.name === 'a/1' ? { ...entry, lockedUntilMs: entry.atMs + 1 } : entry)), 'manifest_behind'],
    ['an object is taken out, every hash worked out anew', (at) => at.rewrite((entry) => (entry.kind === 'put' && entry.name === 'a/1' ? undefined : entry)), 'manifest_behind'],
    ['the last entry is cut off', async (at) => { await writeFile(at.manifest, (await readFile(at.manifest, 'utf8')).split('\n').slice(0, -2).map((line) => `${line}\n`).join('')); }, 'manifest_behind'],
  ])('when %s, while it runs and after a restart, and nothing is added to such a vault', async (_what, attack, expected) => {
    await attack(subject);
    expect(await codes()).toContain(expected);
    await subject.reopen();
    expect(await codes()).toContain(expected);
    await expect(subject.put('c/1')).rejects.toMatchObject({ code: 'vault.manifest_broken' });
  });

  it('when the whole vault is replaced by an older copy of itself', async () => {
    await subject.vault.close();
    await cp(join(subject.folder, 'vault'), join(subject.folder, 'older'), { recursive: true });
    await subject.open();
    await subject.put('a/3');
    await subject.vault.close();
    await rm(join(subject.folder, 'vault'), { recursive: true });
    await rename(join(subject.folder, 'older'), join(subject.folder, 'vault'));
    await subject.open();
    expect(await codes()).toEqual(['manifest_behind']);
    await expect(subject.put('a/3', 'other')).rejects.toMatchObject({ code: 'vault.manifest_broken' });
  });

  it('when the whole vault is replaced by a new one', async () => {
    await subject.vault.close();
    await rm(join(subject.folder, 'vault'), { recursive: true });
    await subject.open();
    expect(await codes()).toEqual(['manifest_behind']);
  });
});

describe('the clock', () => {
  it('ends a lock when it has really gone by, and not before', async () => {
    await subject.put('t/1', 'x', 30);
    subject.clock.pass(30 * dayMs - 1000);
    await expect(subject.vault.remove('t/1')).rejects.toMatchObject({ code: 'vault.object_locked' });
    subject.clock.pass(2000);
    await subject.vault.remove('t/1');
    expect(await subject.vault.head('t/1')).toBeUndefined();
    expect(await findings(subject.vault)).toEqual([]);
    expect(await subject.put('t/1', 'again')).toMatchObject({ sizeBytes: 5 });
  });

  it.each([false, true])('set ahead ends no lock at once and is named (restarted: %s)', async (restarted) => {
    await subject.put('t/1', 'x', 30);
    subject.clock.wallMs += 40 * dayMs;
    if (restarted) await subject.reopen();
    await expect(subject.vault.remove('t/1')).rejects.toMatchObject({ code: 'vault.object_locked' });
    expect(await findings(subject.vault)).toMatchObject([{ code: 'clock_ahead' }]);
  });

  it('set ahead, used, and set back leaves trusted time where it was', async () => {
    await subject.put('t/1', 'x', 30);
    subject.clock.wallMs += 40 * dayMs;
    await subject.put('t/2', 'x', 30);
    subject.clock.wallMs -= 40 * dayMs;
    expect(await findings(subject.vault)).toMatchObject([{ code: 'clock_behind' }]);
    await expect(subject.vault.remove('t/1')).rejects.toMatchObject({ code: 'vault.object_locked' });
  });

  it('set back before a put does not let a lock end early', async () => {
    await subject.put('t/0');
    subject.clock.wallMs -= 400 * dayMs;
    await subject.reopen();
    await expect(subject.put('t/1', 'x', 30)).rejects.toMatchObject({ code: 'vault.lock_invalid' });
    expect(await findings(subject.vault)).toMatchObject([{ code: 'clock_behind' }]);
  });
});

describe('after a crash', () => {
  it('a torn last line is cut off, and the chain goes on', async () => {
    await subject.put('c/1');
    await appendFile(subject.manifest, `${'0'.repeat(64)} {"kind":"put","na`);
    await subject.reopen();
    expect(await findings(subject.vault)).toEqual([]);
    await subject.put('c/2');
    await subject.reopen();
    expect(await namesIn(subject.vault, 'c/')).toEqual(['c/1', 'c/2']);
    expect(await findings(subject.vault)).toEqual([]);
  });

  it.each([['the same', 'c/2'], ['other', 'sealed again']])('between name and entry, the next put of %s bytes settles it', async (_what, text) => {
    await subject.put('c/1');
    await writeFile(subject.fileOf('c/2'), 'c/2', { mode: 0o400 });
    expect(await subject.vault.head('c/2')).toBeUndefined();
    expect(await findings(subject.vault)).toMatchObject([{ code: 'object_unknown', name: 'c/2' }]);
    expect(await subject.put('c/2', text)).toMatchObject({ sha256: sha256(Buffer.from(text)) });
    expect((await bytesOf(subject.vault.get('c/2'))).toString()).toBe(text);
    expect(await findings(subject.vault)).toEqual([]);
  });

  it('between a removal\'s entry and the removal, the bytes go later', async () => {
    await subject.put('c/1', 'x', 1);
    const bytes = await readFile(subject.fileOf('c/1'));
    subject.clock.pass(2 * dayMs);
    await subject.vault.remove('c/1');
    await writeFile(subject.fileOf('c/1'), bytes, { mode: 0o400 });
    await subject.reopen();
    await subject.put('c/2');
    expect(await readdir(join(subject.folder, 'vault/objects/c'))).toEqual(['2@']);
    expect(await findings(subject.vault)).toEqual([]);
  });
});

it('one vault has one writer; others read along', async () => {
  await subject.put('w/1');
  const other = await openFileVault({ folder: join(subject.folder, 'vault'), clock: subject.clock, immutable: false, onError: (error) => subject.errors.push(error) });
  await subject.put('w/2');
  expect(await namesIn(other, 'w/')).toEqual(['w/1', 'w/2']);
  await expect(other.put('w/3', Buffer.from('x'), { lockedUntil: new Date(subject.clock.wallMs + dayMs) })).rejects.toMatchObject({ code: 'vault.in_use' });
  expect(await findings(other)).toEqual([]);
  await other.close();
  expect(subject.errors).toEqual([]);
});
