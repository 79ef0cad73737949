// Deleting a site and bringing it back, what is deleted, a hold that keeps a site, and the wiki's trash.
import { it } from 'vitest';
import { expectAccessible, look, onPage, type Stage } from '../stage.ts';

export function deletionJourney(stage: Stage): void {
  const at = (path: string): string => `/o/${stage.known.organization}${path}`;

  it('deletes a site, says until when that can be undone, and brings it back from the page of deleted ones', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/sites'));
      await page.getByRole('button', { name: 'New site' }).click();
      await page.getByRole('dialog').getByLabel('Name of the site').fill('Attic');
      await page.getByRole('dialog').getByRole('button', { name: 'New site' }).click();
      await page.getByRole('heading', { level: 1, name: 'Attic' }).waitFor();
      await page.getByRole('button', { name: 'Delete site' }).click();
      const dialog = page.getByRole('dialog', { name: 'Delete Attic?' });
      await dialog.getByText('You can undo this in one step until').waitFor();
      await expectAccessible(page, 'delete site dialog');
      await dialog.getByRole('button', { name: 'Delete site' }).click();
      await page.getByText('This site is deleted').waitFor();
      await page.goto(at('/deleted'));
      await page.getByRole('cell', { name: /^Attic/ }).waitFor();
      await look(page, 'deleted');
      await page.getByRole('button', { name: 'Undo the deletion of Attic' }).click();
      await page.getByText('Attic is back.').waitFor();
    }));

  it('keeps a site with a hold, which says so where somebody wants to delete it', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/holds'));
      await page.getByRole('button', { name: 'Place a hold' }).click();
      const dialog = page.getByRole('dialog', { name: 'Place a hold or a lock' });
      await expectAccessible(page, 'place a hold dialog');
      await dialog.getByLabel('Stands on').selectOption({ label: 'Attic' });
      await dialog.getByLabel('Reason').fill('Case 17');
      await dialog.getByRole('button', { name: 'Place a hold' }).click();
      await page.getByRole('cell', { name: 'Case 17', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Ask to open the hold “Case 17”' }).click();
      await page.getByText('Waits for a second person').waitFor();
      await look(page, 'holds');
      await page.goto(at('/sites?q=Attic'));
      await page.getByRole('link', { name: 'Attic' }).click();
      await page.getByRole('button', { name: 'Delete site' }).click();
      await page.getByText('so it cannot be deleted').waitFor();
    }));
}
