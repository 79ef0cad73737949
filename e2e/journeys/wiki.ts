// Reading and writing in the wiki: space, tree, page, versions, comments, labels, files, blog, trash.
import { expect, it } from 'vitest';
import { call, expectAccessible, look, onPage, type Stage } from '../stage.ts';
import { siteIdOf } from './tracker.ts';

const rich = {
  type: 'doc', version: 1,
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Before you begin' }] },
    { type: 'panel', attrs: { panelType: 'info' }, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Read this first.' }] }] },
    { type: 'taskList', attrs: { localId: 'a' }, content: [{ type: 'taskItem', attrs: { localId: 'b', state: 'DONE' }, content: [{ type: 'text', text: 'Wear a helmet' }] }] },
    { type: 'table', content: [{ type: 'tableRow', content: [{ type: 'tableHeader', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Crane' }] }] }] }, { type: 'tableRow', content: [{ type: 'tableCell', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'North', marks: [{ type: 'strong' }] }] }] }] }] },
    { type: 'codeBlock', attrs: { language: 'sh' }, content: [{ type: 'text', text: 'crane --turn left --slowly --please --and-then-stop-at-the-quay' }] },
  ],
};

export function wikiJourney(stage: Stage): void {
  const wiki = '/s/acme-main/wiki';

  it('creates a space and its first page', () =>
    onPage(stage, async (page) => {
      await page.goto(wiki);
      await page.getByRole('button', { name: 'New space' }).click();
      const dialog = page.getByRole('dialog', { name: 'New space' });
      await dialog.getByLabel('Name').fill('Handbook');
      expect(await dialog.getByLabel('Key').inputValue()).toBe('HANDBOOK');
      await expectAccessible(page, 'new space dialog');
      await dialog.getByRole('button', { name: 'New space' }).click();
      await page.waitForURL('**/wiki/HANDBOOK');
      await page.getByRole('link', { name: 'New page' }).first().click();
      await page.getByLabel('Title').fill('How the harbour works');
      await page.getByRole('textbox', { name: 'Text' }).click();
      await page.keyboard.type('Ships come.');
      await page.keyboard.press('Enter');
      await page.keyboard.type('Ships go.');
      await page.getByText(/^Saved \d/).waitFor();
      await look(page, 'new-page');
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.waitForURL(/\/pages\/\d+$/);
      await page.getByRole('heading', { level: 1, name: 'How the harbour works' }).waitFor();
      await page.getByText('Ships go.').waitFor();
    }));

  it('writes a page below another, finds it in the tree, edits it and shows the old version', () =>
    onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK`);
      await page.getByRole('link', { name: 'How the harbour works' }).first().click();
      await page.getByRole('link', { name: 'Page below' }).click();
      await page.getByLabel('Title').fill('The crane');
      await page.getByRole('textbox', { name: 'Text' }).fill('It turns left.');
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('heading', { level: 1, name: 'The crane' }).waitFor();
      await page.getByRole('navigation', { name: 'Pages of Handbook' }).getByRole('link', { name: 'The crane' }).waitFor();
      await page.keyboard.press('e');
      await page.getByRole('textbox', { name: 'Text' }).fill('It turns right.');
      await page.getByLabel('What changed').fill('Corrected the direction');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('It turns right.').waitFor();
      await page.getByRole('tab', { name: 'Versions' }).click();
      await page.getByText('Corrected the direction').waitFor();
      await look(page, 'page-versions');
      await page.getByRole('link', { name: 'Version 1' }).click();
      await page.getByText('You are reading version 1, not the latest').waitFor();
      await page.getByText('It turns left.').waitFor();
      await expectAccessible(page, 'an old version');
      await page.getByRole('button', { name: 'Restore this version' }).click();
      await page.getByText('Version 1 is the current one again.').waitFor();
      await page.locator('.rendered').getByText('It turns left.').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Version 2 is the current one again.').waitFor();
      await page.locator('.rendered').getByText('It turns right.').waitFor();
      await page.getByRole('tab', { name: 'Versions' }).click();
      await page.getByRole('link', { name: 'Compare with the version before' }).first().click();
      await page.locator('.compare ins').getByText('right').waitFor();
      await page.locator('.compare del').getByText('left').waitFor();
      await look(page, 'page-compare');
    }));

  it('comments, answers, labels and attaches', () =>
    onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK`);
      await page.getByRole('link', { name: 'How the harbour works' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'How the harbour works' }).waitFor();
      await page.getByRole('textbox', { name: 'Write a comment' }).fill('Very clear.');
      await page.getByRole('button', { name: 'Comment', exact: true }).click();
      await page.getByText('Very clear.').waitFor();
      await page.getByRole('button', { name: 'Reply' }).click();
      await page.getByRole('textbox', { name: 'Reply' }).fill('Thank you.');
      await page.getByRole('button', { name: 'Comment', exact: true }).first().click();
      await page.getByText('Thank you.').waitFor();
      await page.getByRole('button', { name: 'Add a label' }).click();
      await page.getByRole('textbox', { name: 'Add a label' }).or(page.getByRole('combobox', { name: 'Add a label' })).fill('harbour');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Remove label harbour' }).waitFor();
      await page.getByRole('tab', { name: 'Files' }).click();
      await page.locator('input[type=file]').setInputFiles({ name: 'tide.txt', mimeType: 'text/plain', buffer: Buffer.from('high at noon') });
      const file = page.getByRole('link', { name: 'tide.txt' });
      await file.waitFor();
      expect(await page.evaluate(async (path) => (await fetch(path)).text(), (await file.getAttribute('href')) ?? '')).toBe('high at noon');
      await look(page, 'page');
    }));

  it('shows rich bodies and edits them without losing anything', () =>
    onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK`);
      await page.getByRole('link', { name: 'How the harbour works' }).first().waitFor();
      const siteId = await siteIdOf(page);
      const base = `/ex/confluence/${siteId}/wiki/api/v2`;
      const spaces = JSON.stringify(await call(page, 'GET', `${base}/spaces?keys=HANDBOOK`));
      const spaceId = /"id":"(\d+)"/.exec(spaces)?.[1] ?? '';
      const made = await call(page, 'POST', `${base}/pages`, { spaceId, title: 'Safety', status: 'current', body: { representation: 'atlas_doc_format', value: JSON.stringify(rich) } });
      const id = typeof made === 'object' && made !== null && 'id' in made ? String(made.id) : '';
      await page.goto(`${wiki}/HANDBOOK/pages/${id}`);
      await page.getByText('Read this first.').waitFor();
      expect(await page.locator('.rendered .hf-panel-info').count()).toBe(1);
      expect(await page.locator('.rendered table').count()).toBe(1);
      await look(page, 'page-rich');
      // Opened in the editor and saved with one word more, nothing else of it is changed or lost.
      await page.keyboard.press('e');
      await page.getByRole('textbox', { name: 'Text' }).getByText('Read this first.').click();
      await page.keyboard.press('End');
      await page.keyboard.type(' Twice.');
      await look(page, 'page-edit');
      await page.getByLabel('What changed').fill('One word more');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved as version 2.').waitFor();
      const saved = await call(page, 'GET', `${base}/pages/${id}?body-format=atlas_doc_format`);
      const written: unknown = JSON.parse(/"value":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(saved))?.[1] ?? '""');
      expect(JSON.parse(String(written))).toEqual(JSON.parse(JSON.stringify(rich).replace('Read this first.', 'Read this first. Twice.')));
    }));

  it('shows both texts when somebody else saved first', () =>
    onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK`);
      await page.getByRole('link', { name: 'How the harbour works' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'How the harbour works' }).waitFor();
      const id = /pages\/(\d+)/.exec(page.url())?.[1] ?? '';
      await page.keyboard.press('e');
      await page.getByRole('textbox', { name: 'Text' }).fill('Ships come and go.');
      const siteId = await siteIdOf(page);
      const address = `/ex/confluence/${siteId}/wiki/api/v2/pages/${id}`;
      const now = JSON.stringify(await call(page, 'GET', address));
      const version = Number(/"version":\{[^}]*"number":(\d+)/.exec(now)?.[1] ?? 1);
      const other = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Only boats.' }] }] };
      await call(page, 'PUT', address, { id, status: 'current', title: 'How the harbour works', version: { number: version + 1 }, body: { representation: 'atlas_doc_format', value: JSON.stringify(other) } });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Somebody else saved first').waitFor();
      await page.getByRole('region', { name: /published/ }).getByText('Only boats.').waitFor();
      await page.getByRole('region', { name: 'Your text' }).getByText('Ships come and go.').waitFor();
      await expectAccessible(page, 'a conflict');
      await page.getByRole('button', { name: 'Go on with both merged' }).click();
      await page.getByRole('textbox', { name: 'Text' }).getByText('Only boats.').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForURL(/\/pages\/\d+$/);
      await page.locator('.rendered').getByText('Only boats.').waitFor();
      await page.locator('.rendered').getByText('Ships come and go.').waitFor();
    }, { expected: /409/ }));

  it('writes everything by keyboard alone and moves the page', () =>
    onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK/new`);
      await page.getByLabel('Title').fill('Tides');
      const text = page.getByRole('textbox', { name: 'Text' });
      await text.waitFor();
      await page.keyboard.press('Tab');
      // Arrow keys go through the toolbar, which is one stop; the next one is the text.
      await page.keyboard.press('ArrowRight');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Bold');
      await page.keyboard.press('Tab');
      expect(await text.evaluate((element) => element === document.activeElement)).toBe(true);
      await page.keyboard.type('## When\n**High** at `noon`\n');
      await page.keyboard.type('[] Look at the moon\n\n');
      await page.keyboard.type('/table');
      await page.getByRole('option', { name: 'Table', exact: true }).waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.type('Day\tHour');
      await page.getByRole('group', { name: 'What the cursor is in' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await page.waitForURL(/\/pages\/\d+$/);
      await page.getByRole('heading', { level: 2, name: 'When' }).waitFor();
      await page.locator('.rendered th').getByText('Hour').waitFor();
      await page.locator('.rendered .hf-task').getByText('Look at the moon').waitFor();
      expect(await page.locator('.rendered strong').getByText('High').count()).toBe(1);
      await page.keyboard.press('m');
      await page.getByLabel('Find a page of this space').fill('The crane');
      await page.getByRole('dialog').getByRole('button', { name: 'The crane', exact: true }).click();
      await page.getByText('“Tides” moved.').waitFor();
    }));

  it('executes nothing that is pasted, typed, named or attached', async () => {
    const ran = 'document.documentElement.dataset.ran="yes"';
    const active = ['[onerror]', '[onload]', '[onclick]', '[ontoggle]', 'iframe', 'script', 'a[href^="javascript"]', 'a[href^="data"]'];
    const under = (box: string): string => active.map((one) => `${box} ${one}`).join(', ');
    let address = '';
    await onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK/new`);
      await page.getByLabel('Title').fill(`<img src=x onerror='${ran}'>`);
      await page.getByRole('textbox', { name: 'Text' }).click();
      const vectors = [
        `<img src=x onerror='${ran}'>`, `<svg onload='${ran}'></svg>`, `<a href="javascript:${encodeURIComponent(ran)}">press</a>`, `<iframe srcdoc="<script>parent.${ran}</script>"></iframe>`,
        `<p onclick='${ran}'>click</p>`, `<a href="data:text/html,<script>1</script>">data</a>`, `<div class="hf-panel" data-adf='{"panelType":"\" onclick=x"}'><p>panel</p></div>`,
        `<span data-thing="media" data-adf='{"type":"external","url":"javascript:1"}'></span>`, `<details open ontoggle='${ran}'><summary>s</summary>x</details>`, `<math><mtext><style><img src=x onerror='${ran}'></style></mtext></math>`,
      ];
      for (const html of vectors) {
        await page.evaluate((value) => {
          const data = new DataTransfer();
          data.setData('text/html', value);
          data.setData('text/plain', 'words');
          document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }, html);
      }
      await page.keyboard.type('The end.');
      await page.getByText(/^Saved \d/).waitFor();
      await page.locator('input[type=file]').setInputFiles([
        { name: 'picture.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload='${ran}'><script>${ran}</script></svg>`) },
        { name: `"><img src=x onerror=alert(1)>.txt`, mimeType: 'text/plain', buffer: Buffer.from('x') },
      ]);
      await page.locator('.editor-text .hf-file').filter({ hasText: 'picture.svg' }).waitFor();
      expect(await page.locator(under('.editor-text')).count()).toBe(0);
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.waitForURL(/\/pages\/\d+$/);
      address = page.url();
      expect(await page.evaluate(() => document.documentElement.dataset['ran'])).toBe(undefined);
    }, { expected: /Executing inline event handler violates/ }); // the browser says so of what is pasted, before the editor has looked at it
    await onPage(stage, async (page) => {
      await page.goto(address);
      await page.locator('.rendered').getByText('The end.').waitFor({ state: 'attached' });
      expect(await page.locator(under('.rendered')).count()).toBe(0);
      for (const link of await page.locator('.rendered a').all()) expect(await link.getAttribute('href')).not.toMatch(/^(javascript|data):/i);
      expect(await page.evaluate(() => document.documentElement.dataset['ran'])).toBe(undefined);
    });
  });

  it('writes a blog post', () =>
    onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK/blog`);
      await page.getByText('No blog posts yet').waitFor();
      await page.getByRole('link', { name: 'New blog post' }).click();
      await page.getByLabel('Title').fill('The crane turns again');
      await page.getByRole('textbox', { name: 'Text' }).fill('Grease was all it needed.');
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('heading', { level: 1, name: 'The crane turns again' }).waitFor();
      await page.goto(`${wiki}/HANDBOOK/blog`);
      await page.getByRole('link', { name: 'The crane turns again' }).waitFor();
      await look(page, 'blog');
    }));

  it('moves a page to the trash and brings it back', () =>
    onPage(stage, async (page) => {
      await page.goto(`${wiki}/HANDBOOK`);
      await page.getByRole('link', { name: 'Safety' }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Safety' }).waitFor();
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Move to trash' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
      await page.getByText('“Safety” is in the trash.').waitFor();
      await page.getByRole('link', { name: 'Safety' }).waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('“Safety” is back.').waitFor();
      await page.getByRole('link', { name: 'Safety' }).first().waitFor();
    }));

  it('finds issues and pages by their words', () =>
    onPage(stage, async (page) => {
      await page.goto('/s/acme-main/search');
      // What was looked at last stands there once it is noted, and an invitation to search before.
      await page.getByText('Search this site').or(page.getByRole('heading', { name: 'What you looked at last' })).first().waitFor();
      await page.getByLabel('Words to find').fill('crane');
      await page.waitForURL(/q=crane/);
      await page.getByRole('link', { name: /The crane does not turn/ }).waitFor();
      await page.getByRole('link', { name: 'The crane', exact: true }).waitFor();
      await look(page, 'search');
    }));
}
