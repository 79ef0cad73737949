// Somebody deletes an issue for good measure; an administrator looks at the project as it was, plans, restores, and sees the way back.
import { expect, it } from 'vitest';
import { call, expectAccessible, look, onPage, type Stage } from '../stage.ts';
import { siteIdOf } from './tracker.ts';

export function recoveryJourney(stage: Stage): void {
  it('brings an issue back to the second before it went: the site as it was, the plan, the restore, and the way back', { timeout: 240_000 }, () =>
    onPage(stage, async (page) => {
      await page.goto('/s/acme-main/tracker');
      const jira = `/ex/jira/${await siteIdOf(page)}/rest/api/3`;
      await call(page, 'POST', `${jira}/project`, { key: 'LOST', name: 'Lost and found', projectTypeKey: 'software' });
      await call(page, 'POST', `${jira}/issue`, { fields: { project: { key: 'LOST' }, issuetype: { name: 'Task' }, summary: 'The only key to the harbour office' } });
      const before = new Date(Date.now() + 1000);
      await expect.poll(() => Date.now(), { timeout: 5_000 }).toBeGreaterThan(before.getTime() + 1000);
      await call(page, 'DELETE', `${jira}/issue/LOST-1`);

      const at = `${before.toISOString().slice(0, 19)}Z`;
      const back = `/o/${stage.known.organization}/recovery?product=tracker&at=${encodeURIComponent(at)}`;
      // The journal is some seconds behind; until it has the moment, the page says so and the address stays good.
      const project = page.getByRole('button', { name: /LOST · Lost and found/ });
      await expect.poll(async () => { await page.goto(back); return project.waitFor({ timeout: 8_000 }).then(() => true, () => false); }, { timeout: 90_000 }).toBe(true);
      await look(page, 'recovery');
      await project.click();
      await page.getByText('The only key to the harbour office').waitFor();
      await page.getByRole('button', { name: 'Plan a restore of LOST Lost and found' }).click();

      await page.getByRole('button', { name: 'Restore here' }).waitFor({ timeout: 60_000 });
      await page.getByText('The only key to the harbour office').first().waitFor();
      await look(page, 'restore-plan');
      await page.getByRole('button', { name: 'Restore here' }).click();
      await page.getByText('It is as it was.').waitFor({ timeout: 60_000 });
      const there = JSON.stringify(await call(page, 'GET', `${jira}/issue/LOST-1?fields=summary`));
      expect(there).toContain('The only key to the harbour office');
      await expectAccessible(page, 'a restore that is done');
      await page.getByRole('button', { name: 'Plan the way back' }).click();
      await page.getByRole('button', { name: 'Restore here' }).waitFor({ timeout: 60_000 });
    }));
}
