/** The command line as a person at a terminal and as a script use it, against a Holdfast that was really started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const email = 'ada@cli.test';
const password = 'a long enough password';
let folder: string;
let server: ChildProcess;
let url: string;
let token: string;

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const environment = (more: Readonly<Record<string, string>>): Record<string, string | undefined> => ({ ...process.env, HOLDFAST_TOKEN: '', HOLDFAST_URL: '', HOLDFAST_DEMO: '', HOLDFAST_BACKUP_ENABLED: 'true', HOLDFAST_PORT: '0', HOLDFAST_DATA: join(folder, 'data'), ...more });

function holdfast(args: readonly string[], options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {}): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'cli/src/main.ts'), ...args], { cwd: folder, env: environment({ HOLDFAST_URL: url, HOLDFAST_TOKEN: token, ...options.env }), stdio: 'pipe' });
    let out = '';
    let err = '';
    child.stdout.on('data', (piece: Buffer) => { out += piece.toString(); });
    child.stderr.on('data', (piece: Buffer) => { err += piece.toString(); });
    child.once('close', (code) => { resolve({ code, out, err }); });
    child.stdin.end(options.input ?? '');
  });
}

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await holdfast([...args, '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}

function started(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (piece: Buffer): void => {
      text += piece.toString();
      const found = /Holdfast ready at (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => { reject(new Error(`the server ended: ${text}`)); });
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hf-cli-'));
  server = spawn(process.execPath, [join(root, 'server/src/main/up.ts')], { cwd: folder, env: environment({}), stdio: ['ignore', 'pipe', 'pipe'] });
  url = await started(server);
  const setupCode = /^Set-up code: (\S+)$/m.exec(await readFile(join(folder, 'data/first-administrator.txt'), 'utf8'))?.[1];
  const reply = await fetch(`${url}/api/v1/setup`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ setupCode, email, name: 'Ada\u001b[31m Admin', password, organizationName: 'Acme\u001b[2J\u009b31m', siteName: 'Acme', siteSlug: 'acme' }),
  });
  expect(reply.status).toBe(201);
  token = (await holdfast(['token', 'create', '--email', email, '--password-stdin', '--label', 'walk'], { input: `${password}\n`, env: { HOLDFAST_TOKEN: '' } })).out.trim();
});
afterAll(async () => {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  if (server.exitCode === null && server.kill('SIGTERM')) await gone;
  await rm(folder, { recursive: true, force: true });
});

describe('tokens', () => {
  it('are made with a password from standard input, listed, and ended', async () => {
    expect(token).toMatch(/^hft_\S+$/);
    const made = await holdfast(['token', 'create', '--email', email, '--password-stdin', '--scopes', 'read:tracker', '--days', '3', '--json'], { input: `${password}\n` });
    const { id, scopes } = JSON.parse(made.out) as { id: string; scopes: string[] };
    expect(scopes).toEqual(['read:tracker']);
    expect((await holdfast(['token', 'list', '--email', email, '--password-stdin'], { input: `${password}\n` })).out).toContain(id);
    expect(await holdfast(['token', 'revoke', id, '--email', email, '--password-stdin'], { input: `${password}\n` })).toMatchObject({ code: 0, out: `${id} is revoked\n` });
    expect((await holdfast(['token', 'list', '--email', email, '--password-stdin'], { input: `${password}\n` })).out).not.toContain(id);
  });

  it('are not made with a wrong password, nor without any, and none is left signed in', async () => {
    expect(await holdfast(['token', 'create', '--email', email, '--password-stdin'], { input: 'wrong\n' })).toMatchObject({ code: 4, out: '' });
    expect(await holdfast(['token', 'create', '--email', email, '--password-stdin'])).toMatchObject({ code: 2, out: '' });
    expect(await holdfast(['token', 'create', '--email', email])).toMatchObject({ code: 2, out: '' });
    expect(await holdfast(['token', 'revoke', 'hft_secret', '--email', email])).toMatchObject({ code: 2 });
  });
});

describe('places and people', () => {
  it('are shown without the control characters of their names, and as JSON whole', async () => {
    const shown = await holdfast(['org', 'list']);
    // eslint-disable-next-line no-control-regex -- what must not get through
    expect(shown.out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(await json('org', 'list')).toMatchObject([{ slug: 'acme', role: 'admin', sites: [{ slug: 'acme', role: 'admin' }] }]);
    expect(await json('org', 'show')).toMatchObject({ slug: 'acme', sites: 1 });
    expect(await json('org', 'rename', 'Acme')).toMatchObject({ name: 'Acme' });
  });

  it('of a site: made, found, renamed, suspended, resumed', async () => {
    expect(await json('site', 'create', 'second', '--name', 'Second', '--products', 'wiki')).toMatchObject({ slug: 'second', state: 'active', products: [{ type: 'wiki' }] });
    expect(await json('site', 'list', '--search', 'sec')).toMatchObject([{ slug: 'second' }]);
    expect(await json('site', 'list', '--limit', '1')).toHaveLength(1);
    expect(await json('site', 'rename', '@second', 'Renamed')).toMatchObject({ name: 'Renamed' });
    expect(await json('site', 'suspend', 'second', '--reason', 'unpaid')).toMatchObject({ state: 'suspended', reason: 'unpaid' });
    expect(await json('site', 'resume', 'second')).toMatchObject({ state: 'active', reason: null });
    expect((await holdfast(['site', 'show', 'second'])).out).toMatch(/^ID\s+NAME\s+ADDRESS/);
  });

  it('are invited and listed; nobody takes their own role away', async () => {
    expect(await json('user', 'invite', 'Ben@cli.test', 'cia@cli.test', '--site', 'acme', '--site-role', 'guest')).toMatchObject([{ email: 'ben@cli.test', role: 'member' }, { email: 'cia@cli.test' }]);
    expect(JSON.stringify(await json('user', 'list', '--search', 'ada'))).toContain(email);
    expect(await holdfast(['user', 'role', email, 'member'])).toMatchObject({ code: 4, out: '', err: expect.stringContaining('(directory.not_yourself)') as string });
    expect((await holdfast(['user', 'suspend', 'nobody@cli.test'])).err).toContain('nobody in this organization');
  });
});

describe('imports and the log', () => {
  it('bring in a backup and report on it, and refuse one that is none', async () => {
    const backup = join(folder, 'entities.xml');
    await writeFile(backup, `<?xml version="1.0" encoding="UTF-8"?>\n<entity-engine-xml>
<IssueType id="1" name="Bug" sequence="1"/><Status id="1" name="Open" statuscategory="2"/><Priority id="3" name="Major" sequence="3"/>
<User id="1" directoryId="1" userName="ann" lowerUserName="ann" active="1" displayName="Ann" emailAddress="ann@cli.test"/><ApplicationUser id="1" userKey="JIRAUSER1" lowerUserName="ann"/>
<Project id="1" name="Own" lead="JIRAUSER1" key="OWN" counter="1"/>
<Issue id="1" number="1" project="1" reporter="JIRAUSER1" type="1" summary="From a file" priority="3" status="1" created="2021-01-11 10:00:00.0" updated="2021-01-11 10:00:00.0"/>
</entity-engine-xml>\n`);
    expect(await json('import', backup, '--site', 'acme')).toMatchObject({ kind: 'jira', imported: { projects: 1, issues: 1 } });
    const list = await json('import', 'list', '--site', 'acme') as readonly { id: string }[];
    expect((await holdfast(['import', 'status', list[0]?.id ?? '', '--site', 'acme'])).out).toMatch(/^IMPORTED\s+COUNT/);
    await writeFile(join(folder, 'holiday.txt'), 'no backup');
    const refused = await holdfast(['import', join(folder, 'holiday.txt'), '--site', 'acme', '--json']);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(await holdfast(['import', join(folder, 'absent.zip'), '--site', 'acme'])).toMatchObject({ code: 2 });
  });

  it('list, show and export what happened', async () => {
    const events = await json('audit', 'list', '--action', 'site_suspended') as readonly { id: string; attributes: object }[];
    expect(events).toMatchObject([{ attributes: { action: 'site_suspended', outcome: 'done' } }]);
    expect(await json('audit', 'show', events[0]?.id ?? '')).toMatchObject({ id: events[0]?.id });
    const lines = (await holdfast(['audit', 'export'])).out.trim().split('\n').map((line) => JSON.parse(line) as { attributes: { action: string } });
    expect(lines.map((line) => line.attributes.action)).toEqual(expect.arrayContaining(['site_created', 'site_suspended', 'site_resumed', 'user_invitation_sent']));
  });
});

describe('exit codes', () => {
  it.each([
    ['0 for help', ['site', 'create', '--help'], {}, 0],
    ['1 for a refusal', ['site', 'create', 'acme', '--name', 'Again'], {}, 1],
    ['2 for an unknown command', ['sites'], {}, 2],
    ['2 for a missing option', ['site', 'create', 'third'], {}, 2],
    ['2 for a number that is none', ['site', 'list', '--limit', 'many'], {}, 2],
    ['2 for an address that is none', ['org', 'list'], { HOLDFAST_URL: 'nonsense' }, 2],
    ['3 for a server out of reach', ['org', 'list'], { HOLDFAST_URL: 'http://127.0.0.1:1' }, 3],
    ['4 without a token', ['org', 'list'], { HOLDFAST_TOKEN: '' }, 4],
    ['4 for a wrong token', ['org', 'list'], { HOLDFAST_TOKEN: 'hft_wrong' }, 4],
  ] as const)('are %s', async (_name, args, env, code) => {
    const run = await holdfast(args, { env });
    expect(run.code).toBe(code);
    expect(`${run.out}${run.err}`).not.toMatch(/\n\s+at /);
  });
});

describe('made-up content', () => {
  const generate = ['demo', 'generate', '--sites', '1', '--issues', '25', '--pages', '9', '--attachments', '5', '--attachment-bytes', '3000', '--seed', 'walk'];
  const counts = async (site: string): Promise<readonly number[]> => {
    const ask = async (path: string): Promise<{ total?: number; size?: number }> => (await (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()) as { total?: number; size?: number };
    const all = await ask(`/ex/jira/${site}/rest/api/3/search?jql=&maxResults=1`);
    const attached = await ask(`/ex/jira/${site}/rest/api/3/search?jql=${encodeURIComponent('attachments is not EMPTY')}&maxResults=1`);
    const reports = (await json('import', 'list', '--site', site)) as { report: { imported: Record<string, number>; skipped: unknown[] } | null }[];
    const sum = (kind: string): number => reports.reduce((total, one) => total + (one.report?.imported[kind] ?? 0), 0);
    return [all.total ?? 0, attached.total ?? 0, sum('pages'), sum('attachments')];
  };

  it('comes in by the same doors as real content, all of it, and once', async () => {
    const [made] = (await holdfast([...generate, '--json']).then(({ code, out, err }) => { expect(code, err).toBe(0); return JSON.parse(out) as unknown; })) as { site: string; issues: number }[];
    expect(made).toMatchObject({ address: 'gen-walk-1', issues: 25, pages: 9, attachments: 5 });
    const first = await counts(made?.site ?? '');
    expect(first[0]).toBe(25);
    expect(first[1]).toBeGreaterThan(0);
    expect(first.slice(2)).toEqual([9, 5]);
    expect((await holdfast([...generate, '--json'])).code).toBe(0);
    expect((await counts(made?.site ?? ''))[0]).toBe(25);
  });

  it('refuses a seed that cannot stand in an address', async () => {
    expect(await holdfast(['demo', 'generate', '--seed', '../x'])).toMatchObject({ code: 2, out: '' });
  });
});

describe('the installation', () => {
  it('is examined while it runs: nothing fails', async () => {
    const examine = async () => {
      const { code, out } = await holdfast(['doctor', '--json']);
      return { code, findings: JSON.parse(out) as readonly { check: string; state: string }[] };
    };
    // The first backup of each cluster is made after the start, beside everything else.
    await expect.poll(async () => (await examine()).findings.filter(({ state }) => state === 'failure' || state === 'not checked'), { timeout: 90_000, interval: 3_000 }).toEqual([]);
    const { code, findings } = await examine();
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['root key', 'row security of shard-1', 'migrations of control']));
    expect(code).toBe(0);
  });

  it('is examined with a wrong setting: it is named, and the exit code is 1', async () => {
    const run = await holdfast(['doctor'], { env: { HOLDFAST_PORT: 'eighty' } });
    expect(run.code).toBe(1);
    expect(run.out).toContain('HOLDFAST_PORT');
  });

  it('shows its settings without secrets', async () => {
    const run = await holdfast(['config', '--json'], { env: { HOLDFAST_METRICS_TOKEN: 'a very secret token' } });
    expect(run.code).toBe(0);
    expect(run.out).not.toContain('very secret');
    expect(JSON.parse(run.out)).toEqual(expect.arrayContaining([expect.objectContaining({ key: 'data' })]));
  });
});
