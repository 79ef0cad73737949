/** How often Tracker asks the database for its two commonest answers, with everything that hangs on an issue. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newUuid } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { Person, People } from '../directory/index.ts';
import { textToAdf } from '../richtext/index.ts';
import { showIssues } from './api/answers.ts';
import { viewerOf } from './access.ts';
import { readConfiguration } from './configuration-store.ts';
import { createImporting } from './create-importing.ts';
import { readIssue } from './issue-read-store.ts';
import { searchIssues } from './search-issues.ts';
import { FieldChoice } from './show-issue.ts';
import { startTenantForTests, type TenantForTests } from './tenant-for-tests.ts';

let place: TenantForTests;
/** The directory answers from memory; here it knows the administrator. */
const people: People = {
  byId: (_organization, ids) => Promise.resolve(new Map([...ids].filter((id) => id === place.admin).map((id): [string, Person] => [id, { accountId: place.admin, name: 'Ada', email: 'ada@example.test', active: true, timeZone: 'UTC', locale: 'en' }]))),
  byEmail: () => Promise.resolve(undefined), search: () => Promise.resolve([]), groups: () => Promise.resolve([]), membersOf: () => Promise.resolve([]),
};

beforeAll(async () => {
  place = await startTenantForTests();
  const importing = createImporting();
  const importId = newUuid();
  const ctx = place.ctx();
  const body = { adf: textToAdf('Some words'), source: 'Some words', format: 'jira-markup' as const };
  const at = new Date('2020-01-02T03:04:05Z');
  await importing.putConfiguration(ctx, importId, { kind: 'issuetype', rows: [{ source: '1', name: 'Bug', subtask: false }] });
  await importing.putConfiguration(ctx, importId, { kind: 'status', rows: [{ source: '1', name: 'To Do' }] });
  await importing.beginProject(ctx, importId, { source: '1', key: 'TST', name: 'Test', access: 'everyone' });
  await importing.putIssues(ctx, importId, Array.from({ length: 60 }, (_, index) => ({
    source: String(index + 1), project: '1', number: index + 1, type: '1', status: '1', summary: `Issue ${index + 1}`, description: body, createdAt: at, updatedAt: at, labels: ['a', 'b'], reporter: `person ${index % 7}`, assignee: `person ${index % 5}`,
  })));
  await importing.putComments(ctx, importId, Array.from({ length: 120 }, (_, index) => ({ source: String(index + 1), issue: String((index % 60) + 1), author: `person ${index % 9}`, body, createdAt: at, updatedAt: at })));
  await importing.publish(ctx, importId);
});
afterAll(() => place.stop());

/** Statements that wait for one another; what is asked at once is one wait. */
function counting(base: Ctx): { readonly ctx: Ctx; readonly waits: () => number } {
  let waits = 0;
  let running = 0;
  const ctx: Ctx = {
    ...base,
    read: (work) => base.read((tx) => work({
      ...tx,
      sql: async (text, values) => {
        if (running === 0) waits += 1;
        running += 1;
        try {
          return await tx.sql(text, values);
        } finally {
          running -= 1;
        }
      },
    })),
  };
  return { ctx, waits: () => waits };
}

it('reads an issue with everything in two round trips, once it knows what the tracker is set up with', async () => {
  const { ctx, waits } = counting(place.ctx());
  const choice = new FieldChoice([], '*all');
  await ctx.read(readConfiguration);
  const before = waits();
  const shown = await ctx.read(async (tx) => {
    const [row, configuration] = await Promise.all([readIssue(tx, viewerOf(ctx), { projectKey: 'TST', number: 7 }, choice.parts()), readConfiguration(tx)]);
    return row === undefined ? [] : showIssues(tx, ctx, people, 'http://here', configuration, [row], choice, new Set());
  });
  expect(shown).toMatchObject([{ key: 'TST-7', fields: { summary: 'Issue 7', reporter: { displayName: 'person 6' }, comment: { total: 2 }, labels: ['a', 'b'] } }]);
  expect(waits() - before).toBeLessThanOrEqual(2);
});

it('lists fifty issues in three round trips', async () => {
  const { ctx, waits } = counting(place.ctx());
  const choice = new FieldChoice(['*navigable'], 'none');
  const shown = await ctx.read(async (tx) => {
    const found = await searchIssues(tx, ctx, people, { jql: 'project = TST and assignee is not empty order by updated desc, key', parts: choice.parts(), limit: 50 });
    return showIssues(tx, ctx, people, 'http://here', found.configuration, found.rows, choice, new Set());
  });
  expect(shown).toHaveLength(50);
  expect(waits()).toBeLessThanOrEqual(3);
});
