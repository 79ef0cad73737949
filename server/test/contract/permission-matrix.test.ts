/**
 * The committed matrix of roles × permissions, walked cell by cell (R60): what docs/reference/permissions.md says is what the
 * doors do, asked over HTTP by a person who really got the role. And no role finds a door that raises it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MountedRoute } from '../../src/kernel/service/index.ts';
import type { TestClient } from '../../src/main/testing/test-client.ts';
import { createTestClient } from '../../src/main/testing/test-client.ts';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import { matrixRoles, type MatrixRole } from '../reference/matrix-roles.ts';
import { doorName, fillAddress } from './doors.ts';

interface Walker {
  readonly role: MatrixRole;
  readonly client: TestClient;
  readonly person: TestPerson | undefined;
}

let platform: TestPlatform;
let acme: TestOrganization;
let walkers: readonly Walker[];
let committed: string;

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  const elsewhere = await platform.organization('elsewhere'); // its administrator, the first, is the operator
  acme = await platform.organization('matrix');
  // The matrix says what roles open; what a site has switched off is closed to everybody, and this is on.
  expect((await acme.admin.put(`/api/v1/sites/${acme.site}/wiki/settings`, { anonymousAccess: true, publicLinks: true })).status).toBe(200);
  committed = await readFile(join(import.meta.dirname, '../../../docs/reference/permissions.md'), 'utf8');
  walkers = await Promise.all(matrixRoles.map((role) => makeWalker(role, elsewhere)));
});
afterAll(() => platform[Symbol.asyncDispose]());

async function withSession(person: TestPerson): Promise<TestClient> {
  const signedIn = await platform.anonymous.post('/api/v1/session', { email: person.email, password: person.password });
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  const me = await platform.anonymous.get('/api/v1/me', { cookie });
  return createTestClient(platform.http, { cookie, 'x-csrf-token': String(me.json.csrfToken) });
}

async function makeWalker(role: MatrixRole, elsewhere: TestOrganization): Promise<Walker> {
  if (role.who === 'anonymous') return { role, client: platform.anonymous, person: undefined };
  const person = role.who === 'operator' ? elsewhere.admin : await platform.person(role.who === 'person' ? acme : elsewhere, role.name, { organization: role.member ?? 'member', site: null });
  for (const { on, role: held } of role.grants ?? []) {
    const given = on === 'organization' ? await acme.admin.put(`/api/v1/orgs/${acme.id}/roles/${held}/${person.account}`)
      : await acme.admin.put(`/api/v1/sites/${acme.site}/${on === 'site' ? '' : `products/${on}/`}access/${person.account}`, { role: held });
    if (given.status !== 204) throw new Error(`${role.name} could not be made: ${given.text}`);
  }
  return { role, client: await withSession(person), person };
}

type Matrix = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Permission → role → cell, read from the tables of the page. */
function parseMatrix(text: string): Matrix {
  const matrix = new Map<string, Map<string, string>>();
  let head: readonly string[] = [];
  for (const line of text.split('\n').filter((candidate) => candidate.startsWith('| '))) {
    const cells = line.slice(2, -2).split(' | ');
    if (cells[0] === 'Permission') head = cells;
    const name = /^`([a-z.-]+)`<br>/.exec(cells[0] ?? '')?.[1];
    if (name !== undefined) matrix.set(name, new Map(head.map((role, index) => [role, cells[index] ?? ''])));
  }
  return matrix;
}

/** A door of the permission that can be knocked at without an effect: one that reads, or one whose shape a wrong body fails. */
function doorOf(permission: string): MountedRoute | undefined {
  const doors = platform.registry.routes.filter(({ route, address }) => route.permission === permission && !address.includes(':product/'));
  return doors.find(({ route }) => route.method === 'GET') ?? doors.find(({ route }) => route.body !== undefined && typeof route.body === 'object') ?? doors[0];
}

/** `yes` is whatever comes after the door: it was opened. */
async function knock(client: TestClient, mounted: MountedRoute): Promise<string> {
  const wrong = typeof mounted.route.body === 'object' ? [] : undefined;
  const reply = await client.request(mounted.route.method, fillAddress(mounted.address, { site: acme.site, org: acme.id }), wrong);
  const code = String(reply.json?.code ?? reply.json?.errors?.[0]?.code ?? '');
  return code === 'tenant.context_missing' || code === 'access.not_signed_in' || code === 'access.operator_only' || (code === 'access.forbidden' && reply.json?.rule?.needs !== undefined) ? String(reply.status) : 'yes';
}

async function walk(matrix: Matrix): Promise<{ readonly wrong: string[]; readonly cells: number }> {
  const wrong: string[] = [];
  let cells = 0;
  for (const [permission, row] of matrix) {
    const mounted = doorOf(permission);
    if (mounted === undefined) continue;
    for (const { role, client } of walkers) {
      const written = row.get(role.name) ?? 'missing';
      const found = await knock(client, mounted);
      cells += 1;
      if (found !== (written.startsWith('if ') ? 'yes' : written)) wrong.push(`${permission} × ${role.name}: written ${written}, found ${found} at ${doorName(mounted)}`);
    }
  }
  return { wrong, cells };
}

describe('the permission matrix', () => {
  it('has every permission and every role, and the doors answer each cell as it is written', async () => {
    const matrix = parseMatrix(committed);
    expect([...platform.registry.permissions.keys()].filter((name) => !matrix.has(name))).toEqual([]);
    const { wrong, cells } = await walk(matrix);
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(600);
  });

  it('is found wrong when one cell is', async () => {
    const matrix = parseMatrix(committed);
    const row = matrix.get('directory.role.manage');
    expect(row?.get('organization auditor')).toBe('403');
    const { wrong } = await walk(new Map([['directory.role.manage', new Map([...(row ?? []), ['organization auditor', 'yes']])]]));
    expect(wrong).toEqual([expect.stringContaining('directory.role.manage × organization auditor: written yes, found 403')]);
  });
});

describe('no door', () => {
  const rolesTried = ['admin', 'user-access-admin', 'auditor', 'member', 'guest'];

  async function standing(walker: Walker): Promise<unknown> {
    if (walker.person === undefined) return null;
    const found = await platform.directory.standingOf(walker.person.accountId, acme.organizationId);
    return { role: found.role, duties: found.duties, site: found.onSite(acme.siteId) };
  }

  it('of people, groups, roles or invitations raises whoever goes through it, whatever their role', async () => {
    const powerful = String((await acme.admin.post(`/api/v1/orgs/${acme.id}/groups`, { name: 'powerful' })).json.id);
    await acme.admin.put(`/api/v1/orgs/${acme.id}/roles/admin/${powerful}`);
    const doors = platform.registry.routes.filter(({ route, service }) => route.effect === 'write' && ['directory', 'tenancy'].includes(service.name) && /:(account|subject|group)\b/.test(route.path));
    expect(doors.length).toBeGreaterThan(10);
    const raised: string[] = [];
    for (const walker of walkers) {
      const own = walker.person?.account ?? acme.admin.account;
      const before = await standing(walker);
      // An administrator of the organization may take a role on a site, on record; their own role there they cannot raise.
      const tried = walker.role.member === 'admin' ? doors.filter(({ route }) => route.context === 'organization') : doors;
      for (const mounted of tried) {
        if (mounted.route.method === 'DELETE') continue;
        for (const role of mounted.address.includes(':role') || mounted.route.body !== undefined ? rolesTried : ['']) {
          for (const product of mounted.address.includes(':product') ? ['tracker', 'wiki'] : ['']) {
            await walker.client.request(mounted.route.method, fillAddress(mounted.address, { site: acme.site, org: acme.id, account: own, subject: own, group: powerful, member: powerful, role, product }), typeof mounted.route.body === 'object' ? { role } : undefined);
          }
        }
        const after = await standing(walker);
        if (JSON.stringify(after) !== JSON.stringify(before)) raised.push(`${walker.role.name} by ${doorName(mounted)}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`);
      }
    }
    expect(raised).toEqual([]);
  });
});
