// A member's day in Tracker: project, issue, list, filters, editing with undo, by mouse and by keyboard.
import { expect, it } from 'vitest';
import { call, expectAccessible, look, onPage, type Stage } from '../stage.ts';

const bold = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Very', marks: [{ type: 'strong' }] }, { type: 'text', text: ' important' }] }] };

export function trackerJourney(stage: Stage): void {
  const site = '/s/acme-main';

  it('teaches what a project is while there is none, and creates the first', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker`);
      await page.getByText('No projects yet').waitFor();
      await look(page, 'projects-empty');
      await page.getByRole('button', { name: 'New project' }).click();
      const dialog = page.getByRole('dialog', { name: 'New project' });
      await dialog.getByLabel('Name').fill('Harbour Works');
      expect(await dialog.getByLabel('Key').inputValue()).toBe('HW');
      await dialog.getByLabel('Description').fill('Everything about the harbour.');
      await expectAccessible(page, 'new project dialog');
      await dialog.getByRole('button', { name: 'New project' }).click();
      await page.getByRole('heading', { level: 1, name: 'Harbour Works' }).waitFor();
      await page.getByText('No issues yet').waitFor();
      await look(page, 'project-empty');
    }));

  it('creates an issue and shows it at its own address', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/projects/HW`);
      await page.getByText('No issues yet').waitFor();
      await page.keyboard.press('c');
      await page.getByRole('heading', { level: 1, name: 'New issue' }).waitFor();
      await page.getByRole('button', { name: 'New issue' }).last().click();
      expect(await page.getByRole('alert').innerText()).toContain('Summary');
      await page.getByLabel('Summary').fill('The crane does not turn');
      await page.getByLabel('Description').fill('It stopped this morning.\n\nNobody touched it.');
      await look(page, 'new-issue');
      await page.getByRole('button', { name: 'New issue' }).last().click();
      await page.waitForURL('**/tracker/issues/HW-1');
      await page.getByRole('heading', { level: 1, name: 'The crane does not turn' }).waitFor();
      await page.getByText('Nobody touched it.').waitFor();
    }));

  it('edits in place: summary, description, priority, labels, assignee, each with a way back', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-1`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('e');
      await page.getByRole('textbox', { name: 'Summary' }).fill('The crane turns backwards');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'The crane turns backwards' }).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('heading', { level: 1, name: 'The crane does not turn' }).waitFor();

      await page.getByRole('button', { name: 'Edit description' }).click();
      const box = page.getByRole('textbox', { name: 'Description' });
      expect(await box.inputValue()).toBe('It stopped this morning.\n\nNobody touched it.');
      await box.fill('It stopped this morning.\n\nAnn touched it.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Ann touched it.').waitFor();

      await page.getByRole('button', { name: 'Add a label' }).click();
      await page.getByRole('textbox', { name: 'Add a label' }).or(page.getByRole('combobox', { name: 'Add a label' })).fill('urgent');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Remove label urgent' }).waitFor();

      await page.getByRole('button', { name: /^Assignee:/ }).click();
      await page.getByRole('option', { name: 'Dana Weber' }).click();
      await page.getByText('Assignee is now Dana Weber.').waitFor();
    }));

  it('moves an issue along its workflow and back', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-1`);
      const status = page.getByRole('button', { name: /^Status:/ });
      const before = await status.getAttribute('aria-label');
      await status.click();
      await page.getByRole('menuitem').first().click();
      await page.getByText(/^HW-1 is now/).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => status.getAttribute('aria-label')).toBe(before);
    }));

  it('comments, logs work, attaches a file, and shows all of it in the history', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-1`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByLabel('Write a comment').fill('Grease helps.\nUsually.');
      await page.getByRole('button', { name: 'Comment', exact: true }).click();
      await page.getByText('Comment added.').waitFor();
      await page.getByText('Grease helps.').waitFor();
      await page.locator('input[type=file]').setInputFiles({ name: 'crane plan.txt', mimeType: 'text/plain', buffer: Buffer.from('turn left') });
      const file = page.getByRole('link', { name: 'crane plan.txt' });
      await file.waitFor();
      const address = await file.getAttribute('href');
      expect(await page.evaluate(async (path) => (await fetch(path)).text(), address ?? '')).toBe('turn left');
      await page.getByRole('tab', { name: 'Work' }).click();
      await page.getByLabel('Time spent').fill('1h 30m');
      await page.getByLabel('What was done').fill('Greased it');
      await page.getByRole('button', { name: 'Log work' }).click();
      await page.getByText('Work logged.').waitFor();
      await page.getByText('Greased it').waitFor();
      await page.getByRole('tab', { name: 'History' }).click();
      await page.getByText('labels', { exact: true }).first().waitFor();
      await look(page, 'issue');
    }));

  it('does not offer plain editing where it would lose formatting, and says what would be lost', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-1`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const siteId = await siteIdOf(page);
      const made = await call(page, 'POST', `/ex/jira/${siteId}/rest/api/3/issue`, { fields: { project: { key: 'HW' }, issuetype: { name: 'Task' }, summary: 'Paint the gate', description: bold } });
      const key = typeof made === 'object' && made !== null && 'key' in made ? String(made.key) : '';
      await page.goto(`${site}/tracker/issues/${key}`);
      await page.getByRole('button', { name: 'Edit description' }).click();
      await page.getByText('This text can only be read here').waitFor();
      await page.getByText('It contains formatting.').waitFor();
      expect(await page.locator('.rendered strong').innerText()).toBe('Very');
      await expectAccessible(page, 'description that cannot be edited as text');
    }));

  it('filters, sorts and opens issues by the address, and by keyboard alone', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/projects/HW`);
      await page.getByRole('heading', { level: 1, name: 'Harbour Works' }).waitFor();
      const siteId = await siteIdOf(page);
      for (let count = 1; count <= 60; count += 1) {
        await call(page, 'POST', `/ex/jira/${siteId}/rest/api/3/issue`, { fields: { project: { key: 'HW' }, issuetype: { name: 'Task' }, summary: `Check bollard ${count}` } });
      }
      await page.goto(`${site}/tracker/projects/HW?sort=key.asc`);
      await page.getByRole('link', { name: /HW-1/ }).first().waitFor();
      await look(page, 'issues');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.waitForURL(/issue=HW-2/);
      await page.getByRole('heading', { level: 2, name: 'Paint the gate' }).waitFor();
      await look(page, 'issue-beside-list');
      await page.keyboard.press('Escape');
      await page.waitForURL((url) => !url.searchParams.has('issue'));
      await page.getByLabel('Words or an issue key').fill('bollard');
      await page.waitForURL(/q=bollard/);
      await page.getByText('Check bollard 7', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Show more' }).or(page.getByText('60 entries', { exact: true })).scrollIntoViewIfNeeded();
      await page.getByText('60 entries', { exact: true }).waitFor();
      await page.goto(`${site}/tracker/issues?q=crane`);
      await page.getByRole('link', { name: /The crane does not turn/ }).waitFor();
      await page.getByRole('button', { name: 'JQL' }).click();
      await page.getByLabel('Query in JQL').fill('labels = urgent ORDER BY created');
      await page.keyboard.press('Enter');
      await page.waitForURL(/jql=/);
      await page.getByRole('link', { name: /The crane does not turn/ }).waitFor();
    }));

  it('shows a wrong query beside the bar instead of an empty list', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues?jql=${encodeURIComponent('nonsense ~~ 3')}`);
      await page.getByRole('alert').waitFor();
      await expectAccessible(page, 'a wrong query');
    }, { expected: /400/ }));

  it('goes anywhere from the palette', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('crane');
      await page.getByRole('option', { name: /The crane does not turn/ }).waitFor();
      await expectAccessible(page, 'the palette');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/tracker/issues/HW-1');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await expectAccessible(page, 'the keys');
    }));

  it('says that an issue is not there, with the code to quote', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-99999`);
      await page.getByRole('alert').getByText('This does not exist, or you have no access to it.').waitFor();
      await expectAccessible(page, 'a missing issue');
    }, { expected: /404/ }));

  it('changes a project and who has access to it', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/projects/HW/settings`);
      await page.getByLabel('Name').fill('Harbour works and quays');
      await page.getByRole('button', { name: 'Save' }).first().click();
      await page.getByText('Saved.').waitFor();
      await look(page, 'project-settings');
    }));
}

export async function siteIdOf(page: Parameters<typeof call>[0]): Promise<string> {
  const me: unknown = await call(page, 'GET', '/api/v1/me');
  const found = /"id":"(site_[a-z0-9]+)"[^}]*?"slug":"acme-main"/.exec(JSON.stringify(me));
  return found?.[1] ?? '';
}
