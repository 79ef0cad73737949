/**
 * Every door that writes × what it leaves in the audit log (R31). Found from the registry: a new door without a
 * scenario fails the walk. An effective command leaves one record, a command that changes nothing none, a refused one
 * one that says so.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountIds, organizationIds } from '../../src/kernel/ids/index.ts';
import type { TestReply } from '../../src/main/testing/test-client.ts';
import { createTestPlatform, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import { scenarios } from './commands/all.ts';
import { setSceneOn } from './commands/play-all.ts';
import type { Command, Scenario } from './commands/scenario.ts';
import type { Scene } from './commands/scene.ts';
import { doorName } from './doors.ts';

const noPast = 'a restore needs a past, which a platform without a journal does not have; the tests of recovery play and count its records';
/** Doors that no scenario can play through doors alone. The list only shrinks. */
const unplayed: Readonly<Record<string, string>> = {
  'POST /api/v1/setup': 'the scene itself is set up through it, once; its records are judged below',
  'POST /api/v1/sites/:site/imports/:id/resume': 'no door breaks an import half-way; the tests of interchange do',
  'POST /api/v1/sites/:site/recovery/plans': noPast,
  'POST /api/v1/sites/:site/recovery/plans/:id/apply': noPast,
  'POST /api/v1/sites/:site/recovery/plans/:id/undo': noPast,
  'POST /api/v1/drills/:drill/runs': 'a drill strikes sites of its own for minutes; a platform without a journal has none',
  'POST /api/v1/orgs/:org/delete': 'whoever plays is of one organization, which must not go; deletion.test.ts plays it',
  'POST /api/v1/orgs/:org/undelete': 'as above',
  'POST /api/v1/orgs/:org/key-destructions/:destruction/approve': 'a purge comes a week later at the earliest, on a clock that deletion.test.ts turns',
  'POST /api/v1/orgs/:org/key-destructions/:destruction/cancel': 'as above',
  'POST /api/v1/orgs/:org/key-destructions/:destruction/ask': 'as above',
  'POST /ex/confluence/:site/wiki/api/v2/custom-content/:owner/properties': 'custom content comes with imports only',
  'PUT /ex/confluence/:site/wiki/api/v2/custom-content/:owner/properties/:property': 'custom content comes with imports only',
  'DELETE /ex/confluence/:site/wiki/api/v2/custom-content/:owner/properties/:property': 'custom content comes with imports only',
};

interface AuditRow {
  readonly id: string;
  readonly organization_id: string;
  readonly tenant_id: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly actor_id: string | null;
  readonly target_kind: string;
  readonly target_id: string;
  readonly request_id: string;
}

let platform: TestPlatform;
let scene: Scene;
const databases: pg.Client[] = [];

beforeAll(async () => {
  platform = await createTestPlatform();
  for (const kind of ['control', 'shard'] as const) {
    const client = new pg.Client(platform.databaseOf[kind].connection());
    await client.connect();
    databases.push(client);
  }
  scene = await setSceneOn(platform);
});
afterAll(async () => {
  for (const client of databases) await client.end();
  await platform[Symbol.asyncDispose]();
});

/** What is in the log of both databases: all of it, or what one request left. */
async function records(requestId: string | null = null): Promise<AuditRow[]> {
  const text = 'select id, organization_id, tenant_id, action, outcome, actor_id, target_kind, target_id, request_id from audit.record where $1::text is null or request_id::text = $1 order by recorded_at';
  const parts = await Promise.all(databases.map((client) => client.query<AuditRow>(text, [requestId])));
  return parts.flatMap(({ rows }) => rows);
}

/** What a request left in the log of either database, by its id; jobs that it began have ids of their own. */
async function leftBy(call: () => Promise<TestReply>): Promise<{ reply: TestReply; left: AuditRow[] }> {
  const reply = await call();
  const id = reply.headers['x-request-id'];
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  return { reply, left: await records(String(id)) };
}

const routeOf = (door: string) => {
  const mounted = platform.registry.routes.find((candidate) => doorName(candidate) === door);
  if (mounted === undefined) throw new Error(`no door is called ${door}`);
  return mounted.route;
};

async function send(played: Scenario, command: Command, by = command.by ?? scene.admin) {
  const method = platform.registry.routes.find((mounted) => doorName(mounted) === played.door)?.route.method ?? 'POST';
  return leftBy(() => by.request(method, command.url, command.body, command.headers));
}

describe('every door that writes', () => {
  it('has a scenario, or stands with its reason on the committed list', () => {
    const doors = platform.registry.routes.filter(({ route }) => route.effect === 'write').map(doorName);
    const played = new Set(scenarios.map(({ door }) => door));
    expect(doors.length).toBeGreaterThan(60);
    expect(doors.filter((door) => !played.has(door) && unplayed[door] === undefined)).toEqual([]);
    expect([...played, ...Object.keys(unplayed)].filter((door) => !doors.includes(door))).toEqual([]);
  });

  it('records the first set-up in the log of the organization that it made', async () => {
    const first = (await records()).filter(({ action }) => ['organization_created', 'site_created', 'platform_set_up'].includes(action));
    expect(first.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual(['organization_created done', 'platform_set_up done', 'site_created done']);
    expect(new Set(first.map(({ request_id }) => request_id)).size).toBe(1);
  });

  it.each(scenarios.map((played) => [played.door, played] as const))('%s', async (_door, played) => {
    const command = await played.prepare(scene);
    const route = routeOf(played.door);
    await judgeRefusal(played, command, route.audit);
    const { reply, left } = await send(played, command);
    expect(reply.status, reply.text).toBeLessThan(300);
    expect(left.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([expect.stringMatching(new RegExp(`^(?:${route.audit.join('|')}) done$`))]);
    const [record] = left;
    if (record === undefined) return;
    const actor = command.actor === undefined ? scene.admin.account : command.actor;
    if (actor !== null) expect(record.actor_id === null ? null : accountIds.format(accountIds.fromUuid(record.actor_id))).toBe(actor);
    expect(record.tenant_id !== null).toBe(route.context === 'tenant');
    expect(record.target_id).not.toBe('');
    await judgeShown(record, command);
    if (command.again === 'another') return;
    const again = await send(played, command);
    expect(again.reply.status, again.reply.text).not.toBe(500);
    expect(again.left.map(({ outcome }) => outcome)).toEqual(command.again === 'refused' ? ['refused'] : []);
  });
});

async function judgeRefusal(played: Scenario, command: Command, actions: readonly string[]): Promise<void> {
  if (command.refused === 'nobody') return;
  const { reply, left } = await send(played, command, command.refused);
  expect(reply.status, `refused: ${reply.text}`).toBe(403);
  expect(left.map(({ action, outcome, target_kind, target_id }) => `${action} ${outcome} ${target_kind} ${target_id}`)).toEqual([`${actions[0] ?? ''} refused door ${played.door}`]);
}

/** The record as the events API shows it: opened, with the names that it was given. */
async function judgeShown(record: AuditRow, command: Command): Promise<void> {
  if (record.organization_id !== organizationIds.parse(scene.organization)) return;
  const shown = await scene.admin.get(`/admin/v1/orgs/${scene.organization}/events/${record.id}`);
  expect(shown.status, shown.text).toBe(200);
  expect(shown.json.data.attributes).toMatchObject({ action: record.action, outcome: 'done', requestId: record.request_id });
  if (command.tells !== undefined) expect(shown.text).toContain(command.tells);
}

describe('the log', () => {
  it('takes at most thirty refusals of one person in a minute, so that nobody can flood it', async () => {
    const person = await scene.reader();
    const left: AuditRow[] = [];
    for (let call = 0; call < 70; call += 1) left.push(...(await leftBy(() => person.post(`/api/v1/orgs/${scene.organization}/groups`, { name: 'no' }))).left);
    expect(left.length).toBeGreaterThan(10);
    // The minute may turn in between.
    expect(left.length).toBeLessThanOrEqual(60);
    expect(new Set(left.map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
  });

  it('shows none of the names of things in its plain columns', async () => {
    const found = await Promise.all(databases.map((client) => client.query<{ row: string }>('select record::text as row from audit.record record')));
    const rows = found.flatMap((result) => result.rows.map(({ row }) => row));
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => row.includes(canaryPrefix()))).toEqual([]);
  });
});

const canaryPrefix = (): string => scene.text('last').slice(0, 8);
