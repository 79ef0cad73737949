// Every screen in every language, wide and narrow: nothing wider than the window, no key without a word; and axe in the
// first of them, because its rules look at structure and colour, which the languages share.
import { it } from 'vitest';
import { expect } from 'vitest';
import { call, expectAccessible, expectNoSidewaysScroll, onPage, settle, type Stage } from '../stage.ts';
import { siteIdOf } from './tracker.ts';

const site = '/s/acme-main';
const tracker = ['/tracker', '/tracker?create=true', '/tracker/issues', '/tracker/projects/HW', '/tracker/projects/HW?issue=HW-1', '/tracker/projects/HW/board', '/tracker/projects/HW/backlog', '/tracker/projects/HW/reports', '/tracker/projects/HW/settings', '/tracker/issues/HW-1', '/tracker/new', '/tracker/trash', '/tracker/filters', '/tracker/dashboards', '/tracker/workflows', '/inbox'];
const wiki = ['/wiki', '/wiki?create=space', '/wiki/HANDBOOK', '/wiki/HANDBOOK/blog', '/wiki/HANDBOOK/settings', '/wiki/HANDBOOK/new', '/search', '/search?q=crane'];
const administration = ['', '/sites', '/sites?create=true', '/people', '/people?invite=true', '/groups', '/roles', '/plan', '/imports', '/audit'];
const rest = ['/me/profile', '/me/sessions', '/me/tokens', '/me/password', '/operator/shards', '/operator/organizations'];
const keyShape = /\b(?:action|frame|place|tracker|wiki|me|tokens|people|groups|sites|audit|imports|access|overview|failure|form|list|table|search|content|comments|files|issue|board|bulk|workflow|query|filters|dashboards|inbox|rights|palette|editor|write)\.[a-z]+[A-Za-z.]*\b/;

export function languageJourney(stage: Stage): void {
  for (const [locale, word] of [['fr', 'Projets'], ['de', 'Projekte'], ['en', 'Projects']] as const) {
    it(`reads in ${locale} at 1280 and 320 px`, { timeout: 480_000 }, () =>
      onPage(stage, async (page) => {
        await page.goto(`${site}/tracker`);
        await call(page, 'PATCH', '/api/v1/me', { locale });
        const dashboards = JSON.stringify(await call(page, 'GET', `/ex/jira/${await siteIdOf(page)}/rest/api/3/dashboard`));
        const dashboard = `${site}/tracker/dashboards/${/"id":"(\d+)"/.exec(dashboards)?.[1] ?? ''}`;
        const addresses = [dashboard, ...tracker.map((path) => site + path), ...wiki.map((path) => site + path), ...administration.map((path) => `/o/${stage.known.organization}${path}`), ...rest];
        for (const address of addresses) {
          await page.setViewportSize({ width: 1280, height: 860 });
          await page.goto(address);
          await settle(page);
          const words = await page.locator('body').innerText();
          expect(keyShape.exec(words)?.[0], `a key without a word on ${address}`).toBeUndefined();
          if (locale === 'fr') await expectAccessible(page, `${address} in ${locale}`);
          await page.setViewportSize({ width: 320, height: 700 });
          await settle(page);
          await expectNoSidewaysScroll(page, `${address} in ${locale}`);
        }
        await page.setViewportSize({ width: 1280, height: 860 });
        await page.goto(`${site}/tracker`);
        await page.getByRole('heading', { level: 1, name: word }).waitFor();
      }));
  }
}
