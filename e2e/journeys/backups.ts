// A backup is made, watched, fetched and removed by the browser.
import { expect, it } from 'vitest';
import { expectAccessible, expectNoSidewaysScroll, look, onPage, type Stage } from '../stage.ts';

export function backupJourney(stage: Stage): void {
  const at = (path: string): string => `/o/${stage.known.organization}${path}`;

  it('makes a backup of each product, fetches one and removes it', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/recovery/backups'));
      await page.getByText('No backup of this site yet').waitFor();
      await look(page, 'backups-empty');
      await page.getByRole('button', { name: 'Make a backup' }).click();
      await expect.poll(() => page.getByText('Done', { exact: true }).count(), { timeout: 60_000 }).toBeGreaterThan(1);
      await expectAccessible(page, 'backups');
      await look(page, 'backups');
      const fetching = page.waitForEvent('download');
      await page.getByRole('button', { name: /^Download .*wiki/ }).first().click();
      expect((await fetching).suggestedFilename()).toMatch(/wiki.*\.zip$/);
      await page.getByRole('button', { name: /^Remove .*wiki/ }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Backup removed.').waitFor();
      await page.setViewportSize({ width: 390, height: 800 });
      await expectNoSidewaysScroll(page, 'backups');
    }));
}
