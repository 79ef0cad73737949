// Somebody else's backups come in by the browser: progress, report, and the content to read afterwards.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectAccessible, look, onPage, type Stage } from '../stage.ts';

const inputs = join(import.meta.dirname, '..', '..', '..', 'shared', 'inputs');
const jira = join(inputs, 'jira', 'server-small.xml');
const confluence = join(inputs, 'confluence', 'space-4.3.2.zip');

export function importJourney(stage: Stage): void {
  const at = (path: string): string => `/o/${stage.known.organization}${path}`;
  const whole = existsSync(jira) && existsSync(confluence);
  if (!whole) console.warn(`The real backups are not beside this checkout (${inputs}); their browser tests are skipped.`);

  it('refuses a file that is no backup with a code and a reason', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/imports'));
      await page.getByText('Drop a backup file here').waitFor();
      await look(page, 'imports-empty');
      await page.locator('input[type=file]').setInputFiles({ name: 'holiday.txt', mimeType: 'text/plain', buffer: Buffer.from('sun and sea') });
      await page.getByRole('alert').filter({ hasText: 'interchange.' }).waitFor();
      await expectAccessible(page, 'a refused file');
    }, { expected: /4\d\d/ }));

  it.skipIf(!whole)('imports a Jira backup and shows what came in and what did not', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/imports'));
      await page.locator('input[type=file]').setInputFiles(jira);
      await page.waitForURL(/\/imports\/site_\w+\/\w+/);
      await page.getByText('What came in').waitFor({ timeout: 60_000 });
      await look(page, 'import-report');
      await page.getByRole('link', { name: 'Look at it' }).click();
      await page.waitForURL('**/s/acme-main/tracker');
      await expect.poll(() => page.locator('tr[data-row]').count(), { timeout: 15_000 }).toBeGreaterThan(1);
    }));

  it.skipIf(!whole)('imports a Confluence export and opens its pages', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/imports'));
      await page.locator('input[type=file]').setInputFiles(confluence);
      await page.waitForURL(/\/imports\/site_\w+\/\w+/);
      await page.getByText('What came in').waitFor({ timeout: 60_000 });
      await page.getByRole('link', { name: 'Look at it' }).click();
      await page.waitForURL('**/s/acme-main/wiki');
      const spaces = page.locator('tr[data-row] a');
      await expect.poll(() => spaces.count()).toBeGreaterThan(1);
      await look(page, 'spaces');
      await page.locator('tr[data-row] a').filter({ hasNotText: 'HANDBOOK' }).first().click();
      await page.waitForURL(/\/wiki\/[^/?]+$/);
      await page.locator('article h1').waitFor();
      await look(page, 'imported-page', true);
    }));
}
