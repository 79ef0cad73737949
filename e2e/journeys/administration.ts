// What an administrator does: sites, people, groups, the audit log; and what everybody sets for themselves.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { call, expectAccessible, look, onPage, openPage, type Stage } from '../stage.ts';
import { linkFromMail } from './entrance.ts';
import { siteIdOf } from './tracker.ts';

const member = { email: 'mia@example.org', name: 'Mia Moreau', password: 'a quiet green bicycle' };

export function administrationJourney(stage: Stage): void {
  const at = (path: string): string => `/o/${stage.known.organization}${path}`;

  it('names what needs the administrator first', () =>
    onPage(stage, async (page) => {
      await page.goto(at(''));
      await page.getByText('There is only one administrator').waitFor();
      await look(page, 'overview');
    }));

  it('creates a second site, finds it, suspends it with a reason and opens it again', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/sites'));
      await page.getByRole('button', { name: 'New site' }).click();
      const dialog = page.getByRole('dialog', { name: 'New site' });
      await dialog.getByLabel('Name of the site').fill('Été & Söhne');
      expect(await dialog.getByLabel('Short name').inputValue()).toBe('ete-sohne');
      await expectAccessible(page, 'new site dialog');
      await dialog.getByRole('button', { name: 'New site' }).click();
      await page.getByRole('heading', { level: 1, name: 'Été & Söhne' }).waitFor();
      await look(page, 'site');
      await page.getByRole('button', { name: 'Suspend' }).click();
      await page.getByRole('dialog').getByLabel('Reason').fill('Spring cleaning');
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
      await page.getByText('This site is suspended').waitFor();
      await page.getByText('Reason: Spring cleaning').waitFor();
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByText('This site is suspended').waitFor({ state: 'hidden' });
      await page.goto(at('/sites?q=ete'));
      await page.getByRole('link', { name: 'Été & Söhne' }).waitFor();
      await look(page, 'sites');
    }));

  it('invites a person, who joins by the mail and finds the site', async () => {
    await onPage(stage, async (page) => {
      await page.goto(at('/people?invite=true'));
      const dialog = page.getByRole('dialog', { name: 'Invite people' });
      await dialog.getByLabel('E-mail addresses').fill('not-an-address');
      await dialog.getByRole('button', { name: 'Send invitations' }).click();
      expect(await dialog.getByRole('alert').innerText()).toContain('not-an-address');
      await dialog.getByLabel('E-mail addresses').fill(member.email);
      await dialog.getByRole('button', { name: 'Send invitations' }).click();
      await page.getByText('One invitation is on its way.').waitFor();
      await page.getByText('One open invitation').waitFor();
    });
    const link = await linkFromMail(stage, /\/invitation\/[\w-]+/);
    await onPage(stage, async (page) => {
      await page.goto(link);
      await page.getByRole('heading', { name: 'Join Acme Labs' }).waitFor();
      await look(page, 'invitation');
      await page.getByLabel('Your name').fill(member.name);
      await page.getByLabel('Password', { exact: true }).fill(member.password);
      await page.getByRole('button', { name: 'Accept the invitation' }).click();
      await page.waitForURL('**/s/acme-main/**');
      expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
      await page.goto(at('/audit'));
      await page.getByRole('heading', { name: 'Not found, or not open to you' }).waitFor();
      await expectAccessible(page, 'a place that is not yours');
    }, { signedIn: false, expected: /401/ });
  });

  it('changes a role, suspends and lets in again, each with its way back', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/people'));
      await page.getByLabel(`Role of ${member.name}`).selectOption('guest');
      await page.getByText(`${member.name} is now: Guest.`).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => page.getByLabel(`Role of ${member.name}`).inputValue()).toBe('member');
      await page.getByRole('button', { name: `Actions for ${member.name}` }).click();
      await page.getByRole('menuitem', { name: 'Suspend' }).click();
      await page.getByRole('cell', { name: 'Suspended' }).waitFor();
      await page.getByRole('button', { name: `Actions for ${member.name}` }).click();
      await page.getByRole('menuitem', { name: 'Let in again' }).click();
      await page.getByRole('cell', { name: 'Suspended' }).waitFor({ state: 'hidden' });
      await look(page, 'people');
    }));

  it('makes a group and puts a person into it', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/groups'));
      await page.getByText('No groups yet').waitFor();
      await look(page, 'groups-empty');
      await page.getByRole('button', { name: 'New group' }).click();
      await page.getByRole('dialog').getByLabel('Name').fill('Writers');
      await page.getByRole('dialog').getByRole('button', { name: 'New group' }).click();
      await page.getByRole('heading', { level: 1, name: 'Writers' }).waitFor();
      await page.getByRole('button', { name: 'Add a person: Add a person' }).click();
      await page.getByLabel('Find a person').fill('Mia');
      await page.getByRole('option', { name: member.name }).click();
      await page.getByText(`${member.name} is in the group.`).waitFor();
      await page.getByRole('button', { name: `Remove ${member.name}` }).waitFor();
      await look(page, 'group');
    }));

  it('says who administers, what one person may do and why, and what the plan brings', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/roles'));
      await page.getByRole('heading', { level: 2, name: 'Auditor' }).waitFor();
      await look(page, 'roles');
      await page.goto(at('/people'));
      await page.getByRole('link', { name: member.name }).click();
      await page.getByRole('heading', { level: 1, name: member.name }).waitFor();
      await page.getByLabel('Site').selectOption({ label: 'Acme Main' });
      await page.getByLabel('Key or number').fill('HW');
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.getByText('This decides').waitFor();
      await look(page, 'person');
      await page.goto(at('/plan'));
      await page.getByText('Seats in use').waitFor();
      await look(page, 'plan');
    }));

  it('shows every change in the audit log, filtered by the address, with the record beside it', () =>
    onPage(stage, async (page) => {
      await page.goto(at('/audit?action=group_member_added'));
      await page.getByRole('link', { name: /Group member added/ }).first().click();
      await page.waitForURL(/event=/);
      await page.getByRole('heading', { level: 2, name: 'Group member added' }).waitFor();
      await look(page, 'audit-record');
      await page.keyboard.press('Escape');
      await page.waitForURL((url) => !url.searchParams.has('event'));
      expect(new URL(page.url()).searchParams.get('action')).toBe('group_member_added');
      await page.goto(at('/audit'));
      await page.getByRole('link', { name: /Group member added/ }).first().waitFor();
      await look(page, 'audit');
    }));

  it('creates an API token that is shown once and works', () =>
    onPage(stage, async (page) => {
      await page.goto('/me/tokens');
      await page.getByRole('button', { name: 'New token' }).click();
      const dialog = page.getByRole('dialog', { name: 'New token' });
      await dialog.getByLabel('Name').fill('Nightly report');
      await expectAccessible(page, 'new token dialog');
      await dialog.getByRole('button', { name: 'New token' }).click();
      const token = await page.getByTestId('fresh-token').innerText();
      expect(token).toMatch(/^hft_/);
      await look(page, 'token-created');
      const answer = await fetch(`${stage.holdfast.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status).toBe(200);
      await page.reload();
      await page.getByText('Nightly report').waitFor();
      expect(await page.getByTestId('fresh-token').count()).toBe(0);
      await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('Token “Nightly report” revoked.').waitFor();
      expect((await fetch(`${stage.holdfast.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
    }));

  it('tells a person what concerns them, by the bell and in the inbox', async () => {
    await onPage(stage, async (page) => {
      await page.goto(at('/people'));
      const tracker = `/ex/jira/${await siteIdOf(page)}/rest/api/3`;
      const found = JSON.stringify(await call(page, 'GET', `${tracker}/user/search?query=Mia`));
      await call(page, 'PUT', `${tracker}/issue/HW-1/assignee`, { accountId: /"accountId":"([^"]+)"/.exec(found)?.[1] ?? '' });
    });
    await onPage(stage, async (page) => {
      await signInAs(page);
      await expect.poll(async () => JSON.stringify(await call(page, 'GET', `/api/v1/sites/${await siteIdOf(page)}/notifications/unread-count`)), { timeout: 20_000 }).toContain('"unread":1');
      await page.goto('/s/acme-main/tracker');
      await page.getByRole('button', { name: 'Inbox, 1 unread' }).click();
      await page.getByText('Dana Weber assigned it to you').waitFor();
      await look(page, 'inbox');
      await page.getByRole('link', { name: /The crane does not turn/ }).click();
      await page.getByRole('heading', { level: 1, name: 'The crane does not turn' }).waitFor();
      await page.getByRole('button', { name: 'Inbox', exact: true }).waitFor();
    }, { signedIn: false, expected: /401/ });
  });

  it('lists the sessions and ends another one', async () => {
    const other = await openPage(stage, { signedIn: false, expected: /401/ });
    await signInAs(other.page);
    await other.page.goto('/me/sessions');
    await other.page.getByText('This one').waitFor();
    await look(other.page, 'sessions');
    await other.page.getByRole('button', { name: 'End all others' }).click();
    await other.page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
    await other.page.getByText('All other sessions have ended.').waitFor();
    expect(await other.page.getByRole('row').count()).toBe(2);
    await other.close();
  });

  it('keeps language, time zone and theme with the account', () =>
    onPage(stage, async (page) => {
      await page.goto('/me/profile');
      await look(page, 'profile');
      await page.getByLabel('Language').selectOption('de');
      await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
      await page.getByLabel('Theme').selectOption('dark');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: 'Profil' }).waitFor();
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
      await page.reload();
      await page.getByLabel('Sprache').selectOption('en');
      await page.getByLabel('Zeitzone').selectOption('UTC');
      await page.getByLabel('Darstellung').selectOption('auto');
      await page.getByRole('button', { name: 'Speichern' }).click();
      await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor();
    }));

  it('shows the operator the shards and what they hold', () =>
    onPage(stage, async (page) => {
      await page.goto('/operator/shards');
      await page.getByRole('cell', { name: 'shard-1' }).waitFor();
      await look(page, 'shards');
    }));

  it('shows the operator all organizations', () =>
    onPage(stage, async (page) => {
      await page.goto('/operator/organizations');
      await page.getByRole('cell', { name: 'Acme Labs' }).waitFor();
      await look(page, 'organizations');
    }));
}

async function signInAs(page: Page): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(member.email);
  await page.getByLabel('Password', { exact: true }).fill(member.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/s/**');
}
