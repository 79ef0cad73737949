// From nothing to signed in, and back: first run, sign-in, forgotten password, links that are no longer good.
import { expect, it } from 'vitest';
import { administrator, expectAccessible, look, onPage, openPage, type Stage } from '../stage.ts';

export function entranceJourney(stage: Stage): void {
  it('asks for set-up on the first visit and says what is missing before anything is sent', () =>
    onPage(stage, async (page) => {
      await page.goto('/');
      await page.waitForURL('**/setup');
      await look(page, 'setup');
      await page.getByRole('button', { name: 'Set up and sign in' }).click();
      const summary = page.getByRole('alert');
      await expect.poll(() => summary.evaluate((element) => element === document.activeElement)).toBe(true);
      expect(await summary.innerText()).toContain('7 things need your attention');
      await expectAccessible(page, 'set-up with errors');
    }, { signedIn: false, expected: /401/ }));

  it('refuses a wrong set-up code and keeps what was typed', () =>
    onPage(stage, async (page) => {
      await page.goto('/setup');
      await fillSetUp(page, 'wrong-code-wrong-code');
      await page.getByRole('button', { name: 'Set up and sign in' }).click();
      await page.getByRole('alert').waitFor();
      expect(await page.getByLabel('Your name').inputValue()).toBe(administrator.name);
    }, { signedIn: false, expected: /40[0-9]/ }));

  it('sets up the first administrator, organization and site, and opens the site', async () => {
    const watched = await openPage(stage, { signedIn: false });
    const { page } = watched;
    await page.goto('/setup');
    await fillSetUp(page, stage.holdfast.setupCode());
    await page.getByRole('button', { name: 'Set up and sign in' }).click();
    await page.waitForURL('**/s/acme-main/tracker');
    await page.getByRole('heading', { level: 1, name: 'Projects' }).waitFor();
    stage.known.state = await page.context().storageState();
    stage.known.site = 'acme-main';
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.waitForURL('**/o/*');
    stage.known.organization = new URL(page.url()).pathname.split('/')[2] ?? '';
    expect(watched.complaints).toEqual([]);
    await watched.close();
  });

  it('sends a person who is not signed in to sign-in and back to the address they wanted', () =>
    onPage(stage, async (page) => {
      await page.goto('/s/acme-main/tracker/issues?status=Open');
      await page.waitForURL(/\/sign-in\?next=/);
      await look(page, 'sign-in');
      await signIn(page, administrator.password);
      await page.waitForURL('**/s/acme-main/tracker/issues?status=Open');
    }, { signedIn: false, expected: /401/ }));

  it('says nothing about who exists when the password is wrong', () =>
    onPage(stage, async (page) => {
      await page.goto('/sign-in');
      await signIn(page, 'not the password');
      const words = await page.getByRole('alert').innerText();
      await page.getByLabel('E-mail address').fill('nobody@example.org');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await expect.poll(() => page.getByRole('alert').innerText()).toBe(words);
      await expectAccessible(page, 'refused sign-in');
    }, { signedIn: false, expected: /401/ }));

  it('sets a new password with the link of the mail', () =>
    onPage(stage, async (page) => {
      await page.goto('/sign-in');
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await page.getByLabel('E-mail address').fill(administrator.email);
      await page.getByRole('button', { name: 'Send the link' }).click();
      await page.getByText('Look into your mailbox').waitFor();
      await expectAccessible(page, 'asked for a reset');
      const link = await linkFromMail(stage, /\/password-reset\/[\w-]+/);
      await page.goto(link);
      await page.getByLabel('New password', { exact: true }).fill('short');
      await page.getByRole('button', { name: 'Set the password' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('at least 12 characters');
      await page.getByLabel('New password', { exact: true }).fill(administrator.password);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await page.waitForURL('**/sign-in?notice=password');
      await signIn(page, administrator.password);
      await page.waitForURL('**/s/acme-main/**');
      stage.known.state = await page.context().storageState();
    }, { signedIn: false, expected: /401/ }));

  it('says that an invitation is no longer valid, and whom to ask', () =>
    onPage(stage, async (page) => {
      await page.goto('/invitation/no-such-invitation-at-all');
      await page.getByRole('heading', { name: 'This invitation is no longer valid' }).waitFor();
      await expectAccessible(page, 'invalid invitation');
    }, { signedIn: false, expected: /40[0-9]/ }));

  it('speaks the language of the browser before sign-in and the chosen one after a change', () =>
    onPage(stage, async (page) => {
      await page.goto('/sign-in');
      await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
      await page.getByLabel('Sprache').selectOption('fr');
      await page.getByRole('heading', { name: 'Se connecter' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    }, { signedIn: false, locale: 'de-DE' }));
}

type EntrancePage = Awaited<ReturnType<typeof openPage>>['page'];

async function fillSetUp(page: EntrancePage, code: string): Promise<void> {
  await page.getByLabel('Set-up code').fill(code);
  await page.getByLabel('Your name').fill(administrator.name);
  await page.getByLabel('E-mail address').fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByLabel('Organization').fill('Acme Labs');
  await page.getByLabel('Name of the site').fill('Acme Main');
  expect(await page.getByLabel('Short name').inputValue()).toBe('acme-main');
}

async function signIn(page: EntrancePage, password: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The newest mail that carries such a link; mails are written by a worker, so this waits for it. */
export async function linkFromMail(stage: Stage, shape: RegExp): Promise<string> {
  let found = '';
  await expect
    .poll(
      () => {
        const texts = stage.holdfast.mails().map((mail) => mail.replaceAll('=\r\n', '').replaceAll('=\n', ''));
        found = texts.map((text) => shape.exec(text)?.[0]).findLast((path) => path !== undefined) ?? '';
        return found;
      },
      { timeout: 15_000 },
    )
    .not.toBe('');
  return found;
}
