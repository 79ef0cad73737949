// Screens that everybody has, in every language, wide and narrow: nothing wider than the window, no key without a word.
import { it } from 'vitest';
import { expect } from 'vitest';
import { call, expectNoSidewaysScroll, onPage, settle, type Stage } from '../stage.ts';

const site = '/s/acme-main';
const addresses = [`${site}/tracker`, `${site}/wiki`, '/me/profile', '/me/sessions', '/me/tokens', '/me/password'];
const keyShape = /\b(?:action|frame|place|tracker|wiki|me|tokens|people|groups|sites|audit|imports|access|overview|failure|form|list|table|search|content|comments|files|issue|board|bulk|workflow|query|filters|dashboards|inbox|rights|palette|editor|write)\.[a-z]+[A-Za-z.]*\b/;

export function languageJourney(stage: Stage): void {
  for (const [locale, word] of [['fr', 'Projets'], ['de', 'Projekte'], ['en', 'Projects']] as const) {
    it(`reads in ${locale} at 1280 and 390 px`, () =>
      onPage(stage, async (page) => {
        await page.goto(`${site}/tracker`);
        await call(page, 'PATCH', '/api/v1/me', { locale });
        for (const address of addresses) {
          await page.setViewportSize({ width: 1280, height: 860 });
          await page.goto(address);
          await settle(page);
          const words = await page.locator('body').innerText();
          expect(keyShape.exec(words)?.[0], `a key without a word on ${address}`).toBeUndefined();
          await page.setViewportSize({ width: 390, height: 844 });
          await settle(page);
          await expectNoSidewaysScroll(page, `${address} in ${locale}`);
        }
        await page.setViewportSize({ width: 1280, height: 860 });
        await page.goto(`${site}/tracker`);
        await page.getByRole('heading', { level: 1, name: word }).waitFor();
      }));
  }
}
