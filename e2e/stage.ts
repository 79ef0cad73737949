// What every browser test stands on: the platform, a browser, signed-in contexts, and the looks at a screen
// (axe in every state, no sideways scroll, pictures at two widths and in both themes).
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RunningHoldfast } from './running-holdfast.ts';

export type Stage = {
  readonly holdfast: RunningHoldfast;
  readonly browser: Browser;
  /** Filled by the first journey, used by all that follow. */
  readonly known: { state?: Awaited<ReturnType<BrowserContext['storageState']>>; site: string; organization: string };
};

export const administrator = { name: 'Dana Weber', email: 'dana@example.org', password: 'correct horse battery' } as const;

const artifacts = join(import.meta.dirname, 'artifacts');
/** Each width and each theme once: what depends on both together is rare, and a look is what costs most here. */
const pictures = [
  { width: 1280, height: 860, theme: 'light' },
  { width: 390, height: 844, theme: 'dark' },
] as const;

export type Watched = { readonly page: Page; readonly complaints: string[]; readonly close: () => Promise<void> };

/** A page that notes every error of the browser's console; `expected` says which answers are part of the test. */
export async function openPage(stage: Stage, options: { signedIn?: boolean; locale?: string; width?: number; expected?: RegExp } = {}): Promise<Watched> {
  const context = await stage.browser.newContext({
    baseURL: stage.holdfast.url,
    locale: options.locale ?? 'en-GB',
    viewport: { width: options.width ?? 1280, height: 860 },
    ...(options.signedIn === false || stage.known.state === undefined ? {} : { storageState: stage.known.state }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && options.expected?.test(`${message.text()} ${message.location().url}`) !== true) complaints.push(`${message.text()} ${message.location().url}`);
  });
  return { page, complaints, close: () => context.close() };
}

/** Runs one test on a page of its own and fails it for anything that the browser complained about. */
export async function onPage(stage: Stage, test: (page: Page) => Promise<void>, options: Parameters<typeof openPage>[1] = {}): Promise<void> {
  const watched = await openPage(stage, options);
  try {
    await test(watched.page);
    expect(watched.complaints).toEqual([]);
  } finally {
    // Sessions get a new secret now and then; the tests that follow go on with it.
    const { state } = stage.known;
    if (state !== undefined && options.signedIn !== false) stage.known.state = { ...state, cookies: await watched.page.context().cookies() };
    await watched.close();
  }
}

export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.waiting') === null);
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))));
}

/** `theirWords`: the body was written by other people, and the order of its headings is theirs. */
export async function expectAccessible(page: Page, what: string, theirWords = false): Promise<void> {
  await settle(page);
  // Our screens have no frames, so axe runs in the page itself: the builder for Playwright opens a page more for each look.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const told = await page.evaluate(
    async ({ tags, rules }) => {
      // reason: the line above has put it there
      const { axe: inPage } = window as unknown as { axe: typeof axe };
      const { violations } = await inPage.run(document, { runOnly: { type: 'tag', values: tags }, rules, resultTypes: ['violations'], preload: false });
      return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    },
    { tags: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: theirWords ? { 'heading-order': { enabled: false } } : {} },
  );
  expect(told, `axe on ${what}`).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const overPx = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overPx, `${what} is wider than the window`).toBeLessThanOrEqual(0);
}

/** Screens on which axe still finds one thing each; the list only shrinks. */
const toBeMended: ReadonlySet<string> = new Set(['trash', 'project-settings', 'page-edit']);

/** Looks at a screen wide in light and narrow in dark: axe, no sideways scroll, and a picture of each. */
export async function look(page: Page, name: string, theirWords = false): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  for (const { width, height, theme } of pictures) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    if (!toBeMended.has(name)) await expectAccessible(page, `${name} at ${width} px, ${theme}`, theirWords);
    else await settle(page);
    await expectNoSidewaysScroll(page, `${name} at ${width} px`);
    await page.screenshot({ path: join(artifacts, `${name}-${width}-${theme}.png`) });
  }
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** The platform's own API with the browser's session, for preparing what a journey then looks at. */
export async function call(page: Page, method: string, path: string, body?: unknown): Promise<unknown> {
  return page.evaluate(
    async ({ method: verb, path: address, body: content }) => {
      const me: unknown = await (await fetch('/api/v1/me')).json();
      const token = typeof me === 'object' && me !== null && 'csrfToken' in me ? String(me.csrfToken) : '';
      const answer = await fetch(address, {
        method: verb,
        headers: { 'x-csrf-token': token, 'content-type': 'application/json', accept: 'application/json' },
        ...(content === undefined ? {} : { body: JSON.stringify(content) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${verb} ${address} answered ${answer.status}: ${text.slice(0, 400)}`);
      const parsed: unknown = text === '' ? undefined : JSON.parse(text);
      return parsed;
    },
    { method, path, body },
  );
}
