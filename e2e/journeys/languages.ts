// Every screen in every language: no key without a word, nothing wider than a window of 320 px, and axe in the
// language whose words are longest. The same pages in one theme: `look` sees each of them in the other.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { call, expectAccessible, expectNoSidewaysScroll, onPage, settle, type Stage } from '../stage.ts';
import { siteIdOf } from './tracker.ts';

const site = '/s/acme-main';
const tracker = ['/tracker', '/tracker?create=true', '/tracker/issues', '/tracker/projects/HW', '/tracker/projects/HW?issue=HW-1', '/tracker/projects/HW/board', '/tracker/projects/HW/backlog', '/tracker/projects/HW/reports', '/tracker/projects/HW/settings', '/tracker/issues/HW-1', '/tracker/new', '/tracker/trash', '/tracker/filters', '/tracker/dashboards', '/tracker/workflows', '/inbox'];
const wiki = ['/wiki', '/wiki?create=space', '/wiki-trash', '/wiki/HANDBOOK/trash', '/wiki/HANDBOOK', '/wiki/HANDBOOK/blog', '/wiki/HANDBOOK/settings', '/wiki/HANDBOOK/new', '/search', '/search?q=crane'];
const administration = ['', '/sites', '/sites?create=true', '/people', '/people?invite=true', '/groups', '/roles', '/plan', '/imports', '/recovery', '/recovery/backups', '/deleted', '/holds', '/audit'];
const rest = ['/me/profile', '/me/sessions', '/me/tokens', '/me/password', '/operator/shards', '/operator/organizations'];
/** As a link in the page goes there: the program stays, so that a hundred screens cost seconds. */
async function walkTo(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => history.pushState({}, '', to), address);
  await settle(page);
}

const keyShape = /\b(?:action|frame|place|tracker|wiki|me|tokens|people|groups|sites|audit|imports|backups|access|overview|failure|form|list|table|search|content|comments|files|issue|board|bulk|workflow|query|filters|dashboards|inbox|rights|palette|editor|write|deletion|keyEnd|holds|recovery|wikiTrash)\.[a-z]+[A-Za-z.]*\b/;

export function languageJourney(stage: Stage): void {
  for (const [locale, word, withAxe] of [['fr', 'Projets', false], ['de', 'Projekte', true], ['en', 'Projects', false]] as const) {
    it(`reads in ${locale} at 320 px${withAxe ? ', with axe' : ''}`, { timeout: 300_000 }, () =>
      onPage(stage, async (page) => {
        await page.goto(`${site}/tracker`);
        await call(page, 'PATCH', '/api/v1/me', { locale });
        const dashboards = JSON.stringify(await call(page, 'GET', `/ex/jira/${await siteIdOf(page)}/rest/api/3/dashboard`));
        const dashboard = `${site}/tracker/dashboards/${/"id":"(\d+)"/.exec(dashboards)?.[1] ?? ''}`;
        const addresses = [dashboard, ...tracker.map((path) => site + path), ...wiki.map((path) => site + path), ...administration.map((path) => `/o/${stage.known.organization}${path}`), ...rest];
        const wrong: string[] = [];
        const titles = new Set<string>();
        await page.reload();
        for (const address of addresses) {
          await walkTo(page, address);
          titles.add(await page.title());
          const key = keyShape.exec(await page.locator('body').innerText())?.[0];
          if (key !== undefined) wrong.push(`${address}: a key without a word: ${key}`);
          for (const check of [() => expectNoSidewaysScroll(page, address), ...(withAxe ? [() => expectAccessible(page, address)] : [])]) await check().catch((error: unknown) => wrong.push(`${address}: ${String(error)}`));
        }
        expect(wrong).toEqual([]);
        // Each address was really gone to.
        expect(titles.size).toBeGreaterThan(addresses.length / 2);
        await page.goto(`${site}/tracker`);
        await page.getByRole('heading', { level: 1, name: word }).waitFor();
      }, { width: 320 }));
  }
}
