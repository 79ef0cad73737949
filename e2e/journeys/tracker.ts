// A member's day in Tracker: project, issue, list, filters, editing with undo, by mouse and by keyboard.
import type { Locator } from 'playwright-core';
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
      const dialog = page.getByRole('dialog', { name: 'New issue' });
      await dialog.getByRole('button', { name: 'New issue' }).click();
      expect(await dialog.getByRole('alert').innerText()).toContain('Summary');
      await dialog.getByLabel('Summary').fill('The crane does not turn');
      await type(dialog.getByRole('textbox', { name: 'Description' }), 'It stopped this morning.', 'Nobody touched it.');
      await look(page, 'new-issue');
      await dialog.getByRole('button', { name: 'New issue' }).click();
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

      await page.keyboard.press('d');
      const box = page.getByRole('textbox', { name: 'Description' });
      await box.getByText('Nobody touched it.').waitFor();
      await box.press('Control+End');
      await type(box, '', 'Ann touched it.');
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
      await page.keyboard.press('m');
      await type(page.getByRole('textbox', { name: 'Write a comment' }), 'Grease helps.', 'Usually.');
      await page.keyboard.press('Control+Enter');
      await page.getByText('Comment added.').waitFor();
      await page.getByText('Grease helps.').waitFor();
      await page.locator('input[type=file]').first().setInputFiles({ name: 'crane plan.txt', mimeType: 'text/plain', buffer: Buffer.from('turn left') });
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
      await page.getByText('Labels', { exact: true }).last().waitFor();
      await look(page, 'issue');
    }));

  it('keeps the formatting of a text that is edited', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-1`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const siteId = await siteIdOf(page);
      const made = await call(page, 'POST', `/ex/jira/${siteId}/rest/api/3/issue`, { fields: { project: { key: 'HW' }, issuetype: { name: 'Task' }, summary: 'Paint the gate', description: bold } });
      const key = typeof made === 'object' && made !== null && 'key' in made ? String(made.key) : '';
      await page.goto(`${site}/tracker/issues/${key}`);
      await page.getByRole('button', { name: 'Edit description' }).click();
      const box = page.getByRole('textbox', { name: 'Description' });
      await box.press('Control+End');
      await box.pressSequentially(' indeed');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('important indeed').waitFor();
      expect(await page.locator('.rendered strong').innerText()).toBe('Very');
    }));

  it('links issues, plans sub-tasks, and takes times in people’s words', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-1`);
      await page.getByRole('button', { name: 'Link an issue' }).click();
      await page.getByPlaceholder('Words or an issue key').fill('HW-2');
      await page.getByRole('option', { name: /Paint the gate/ }).click();
      await page.getByText('Linked with HW-2.').waitFor();
      await page.getByRole('button', { name: 'Add a sub-task' }).click();
      await page.getByLabel('New sub-task of HW-1').fill('Look at the motor');
      await page.keyboard.press('Enter');
      await page.getByText('0 of 1 done').waitFor();
      await page.getByLabel('Estimate', { exact: true }).fill('1d');
      await page.keyboard.press('Enter');
      await page.getByText('Estimate is now 1d.').waitFor();
      await page.getByRole('button', { name: 'Look at crane plan.txt' }).click();
      await page.getByText('turn left').waitFor();
      await expectAccessible(page, 'a file in place');
    }));

  it('filters, sorts and opens issues by the address, and by keyboard alone', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/projects/HW`);
      await page.getByRole('heading', { level: 1, name: 'Harbour Works' }).waitFor();
      const siteId = await siteIdOf(page);
      const issues = Array.from({ length: 60 }, (_, index) => ({ fields: { project: { key: 'HW' }, issuetype: { name: 'Task' }, summary: `Check bollard ${index + 1}` } }));
      for (const some of [issues.slice(0, 30), issues.slice(30)]) await call(page, 'POST', `/ex/jira/${siteId}/rest/api/3/issue/bulk`, { issueUpdates: some });
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

  it('keeps a query as a filter with a star, and finds it again', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues?jql=${encodeURIComponent('labels = urgent ORDER BY created')}`);
      await page.getByRole('link', { name: /The crane does not turn/ }).waitFor();
      const bar = page.getByLabel('Query in JQL');
      await bar.fill('labels = urgent AND pri');
      await page.getByRole('option', { name: /priority/ }).first().waitFor();
      await look(page, 'jql-bar');
      await bar.fill('labels = urgent');
      await bar.press('Escape');
      await bar.press('Enter');
      await page.getByRole('button', { name: 'Save as filter' }).click();
      const dialog = page.getByRole('dialog', { name: 'Save this query' });
      await dialog.getByLabel('Name').fill('Urgent things');
      await expectAccessible(page, 'the dialog that keeps a query');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Filter “Urgent things” saved.').waitFor();
      await page.getByRole('button', { name: 'Star Urgent things' }).click();
      await page.getByRole('button', { name: 'Take the star off Urgent things' }).waitFor();
      await page.goto(`${site}/tracker/filters?which=starred`);
      await page.getByRole('link', { name: 'Urgent things' }).waitFor();
      await look(page, 'filters');
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
      const box = page.getByRole('combobox', { name: 'Type a key, a title or where to go' });
      await box.fill('crane');
      await expect.poll(() => box.getAttribute('aria-busy')).toBe('false');
      const wanted = page.getByRole('option', { name: /The crane does not turn/ });
      await wanted.waitFor();
      await look(page, 'palette');
      while ((await wanted.getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
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

  it('puts an issue into the trash and takes it out again', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/issues/HW-5`);
      await page.getByRole('button', { name: 'More about HW-5' }).click();
      await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Move to the trash' }).click();
      await page.getByText('HW-5 is in the trash.').waitFor();
      await page.goto(`${site}/tracker/trash`);
      await page.getByRole('button', { name: 'Restore HW-5' }).waitFor();
      await look(page, 'trash');
      await page.getByRole('button', { name: 'Restore HW-5' }).click();
      await page.getByText('HW-5 is back.').waitFor();
      await page.getByText('The trash is empty').waitFor();
    }));

  it('changes a workflow in a draft that nobody works with yet', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/workflows`);
      await page.getByRole('table', { name: 'Workflows' }).getByRole('link').first().click();
      await page.getByRole('button', { name: 'Move To Do down' }).click();
      await page.getByText('Draft saved').waitFor();
      await look(page, 'workflow');
      await page.getByRole('button', { name: 'Add a transition' }).click();
      await page.getByRole('dialog', { name: 'Add a transition' }).waitFor();
      await expectAccessible(page, 'the form of a transition');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Discard draft' }).click();
      await page.getByText('Draft discarded.').waitFor();
      await page.getByText('You are looking at a draft').waitFor({ state: 'hidden' });
    }));

  it('changes a project and who has access to it', () =>
    onPage(stage, async (page) => {
      await page.goto(`${site}/tracker/projects/HW/settings`);
      await page.getByLabel('Name').fill('Harbour works and quays');
      await page.getByRole('button', { name: 'Save' }).first().click();
      await page.getByText('Saved.').waitFor();
      await look(page, 'project-settings');
    }));
}

/** Lines typed as a person types them: Enter between two. */
async function type(box: Locator, ...lines: readonly string[]): Promise<void> {
  for (const [index, line] of lines.entries()) {
    if (index > 0) await box.press('Enter');
    await box.pressSequentially(line);
  }
}

export async function siteIdOf(page: Parameters<typeof call>[0]): Promise<string> {
  const me: unknown = await call(page, 'GET', '/api/v1/me');
  const found = /"id":"(site_[a-z0-9]+)"[^}]*?"slug":"acme-main"/.exec(JSON.stringify(me));
  return found?.[1] ?? '';
}
