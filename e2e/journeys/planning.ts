// A team plans and works: backlog, sprint, board by mouse and by keys, burndown, and all of it on a phone.
import { expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll, look, onPage, type Stage } from '../stage.ts';

const columns = (page: Page): Promise<readonly (readonly (string | null)[])[]> =>
  page.locator('.column').evaluateAll((all) => all.map((column) => [...column.querySelectorAll('[data-card]')].map((card) => card.getAttribute('data-card'))));

const rowIn = (page: Page, part: string, key: string) => page.getByRole('region', { name: part }).locator(`[data-row-key="${key}"]`);

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y + 8, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 10 });
  await page.mouse.up();
}

const middleOf = async (page: Page, selector: string): Promise<{ x: number; y: number }> => {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`${selector} is not on screen.`);
  return { x: box.x + Math.min(box.width / 2, 120), y: box.y + Math.min(box.height / 2, 40) };
};

export function planningJourney(stage: Stage): void {
  const project = '/s/acme-main/tracker/projects/HW';

  it('offers a board to a project without one, and plans its first sprint by keys and by mouse', () =>
    onPage(stage, async (page) => {
      await page.goto(`${project}/backlog`);
      await page.getByText('No board yet').waitFor();
      await page.getByRole('button', { name: 'Board with sprints' }).click();
      await page.locator('[data-row-key="HW-1"]').waitFor();
      await page.getByRole('button', { name: 'New sprint' }).click();
      await page.getByRole('region', { name: 'Sprint 1' }).waitFor();
      await page.locator('[data-row-key="HW-1"] a').focus();
      await page.keyboard.press('Shift+ArrowUp');
      await rowIn(page, 'Sprint 1', 'HW-1').waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-row-key]')?.getAttribute('data-row-key'))).toBe('HW-1');
      await drag(page, await middleOf(page, '[data-row-key="HW-2"]'), await middleOf(page, '[data-row-key="HW-1"]'));
      await rowIn(page, 'Sprint 1', 'HW-2').waitFor();
      await page.reload();
      await rowIn(page, 'Sprint 1', 'HW-2').waitFor();
      await rowIn(page, 'Sprint 1', 'HW-1').waitFor();
      await look(page, 'backlog');
    }));

  it('starts the sprint and moves cards on its board', () =>
    onPage(stage, async (page) => {
      await page.goto(`${project}/backlog`);
      await page.getByRole('button', { name: 'Start sprint' }).click();
      const dialog = page.getByRole('dialog', { name: 'Start Sprint 1' });
      await dialog.getByLabel('Goal').fill('The crane turns');
      await expectAccessible(page, 'the dialog that starts a sprint');
      await dialog.getByRole('button', { name: 'Start sprint' }).click();
      await page.getByText('Sprint 1 is running.').waitFor();
      await page.getByRole('link', { name: 'Board', exact: true }).click();
      await page.locator('[data-card="HW-1"] a').focus();
      await page.keyboard.press('Shift+ArrowRight');
      await expect.poll(async () => (await columns(page))[1]).toEqual(['HW-1']);
      await page.getByText('HW-1 is in In Progress now.').first().waitFor();
      await drag(page, await middleOf(page, '[data-card="HW-2"]'), await middleOf(page, '.column:last-child .column-cards'));
      await expect.poll(async () => (await columns(page)).at(-1)).toEqual(['HW-2']);
      await page.reload();
      await expect.poll(() => columns(page)).toEqual([[], ['HW-1'], ['HW-2']]);
      await look(page, 'board');
      await page.locator('[data-card="HW-1"] a').press('Enter');
      await page.getByRole('heading', { level: 2, name: 'The crane does not turn' }).waitFor();
      await page.keyboard.press('Escape');
      await page.waitForURL((url) => !url.searchParams.has('issue'));
    }));

  it('sets limits and quick filters, and says when a column holds too much', () =>
    onPage(stage, async (page) => {
      await page.goto(`${project}/board`);
      await page.getByRole('button', { name: 'Set up' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('group', { name: 'In Progress' }).getByLabel('At least').fill('2');
      await dialog.getByRole('button', { name: 'Add a quick filter' }).click();
      await dialog.getByLabel('Name').last().fill('Urgent');
      await dialog.getByLabel('Query in JQL').fill('labels = urgent');
      await expectAccessible(page, 'the set-up of a board');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Below the minimum').waitFor();
      await page.getByRole('button', { name: 'Urgent', exact: true }).click();
      await page.waitForURL(/filters=/);
      await page.locator('[data-card="HW-1"]').waitFor();
      await expect.poll(async () => (await columns(page)).flat()).toEqual(['HW-1']);
    }));

  it('completes the sprint, takes open issues along, and tells how it went', () =>
    onPage(stage, async (page) => {
      await page.goto(`${project}/backlog`);
      await page.getByRole('button', { name: 'Complete sprint' }).click();
      const dialog = page.getByRole('dialog', { name: 'Complete Sprint 1' });
      await dialog.getByLabel('To a new sprint').check();
      await dialog.getByRole('button', { name: 'Complete sprint' }).click();
      await page.getByText('Sprint 1 is complete: 1 done, 1 moved on.').waitFor();
      await page.getByRole('link', { name: 'Reports' }).click();
      await page.getByText('How much is left?').waitFor();
      await page.getByRole('heading', { name: /^Not done/ }).waitFor();
      await look(page, 'sprint-report');
    }));

  it('answers the questions of every week on a dashboard', () =>
    onPage(stage, async (page) => {
      await page.goto('/s/acme-main/tracker/dashboards');
      await page.getByText('No dashboards yet').waitFor();
      await page.getByRole('button', { name: 'New dashboard' }).click();
      await page.getByRole('dialog', { name: 'New dashboard' }).getByLabel('Name').fill('The week');
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: 'The week' }).waitFor();
      for (const kind of ['Created and resolved', 'Age of open issues', 'Issues by a field', 'My open work']) {
        await page.getByRole('button', { name: 'Add a gadget' }).first().click();
        const dialog = page.getByRole('dialog', { name: 'Add a gadget' });
        await dialog.getByLabel('What it shows').selectOption({ label: kind });
        await dialog.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('region', { name: kind }).waitFor();
      }
      await page.getByRole('region', { name: 'My open work' }).getByRole('link', { name: /The crane does not turn/ }).waitFor();
      await look(page, 'dashboard');
    }));

  it('works on a phone', () =>
    onPage(
      stage,
      async (page) => {
        await page.goto(`${project}/backlog`);
        await page.locator('[data-row-key="HW-1"]').waitFor();
        await expectNoSidewaysScroll(page, 'the backlog on a phone');
        await page.locator('[data-row-key="HW-1"] a').click();
        await page.getByRole('heading', { level: 2, name: 'The crane does not turn' }).waitFor();
        await expectNoSidewaysScroll(page, 'an issue over the backlog on a phone');
        await page.getByRole('button', { name: 'Close the issue' }).click();
        await page.locator('[data-row-key="HW-1"]').waitFor();
      },
      { width: 390 },
    ));
}
