// What every browser test stands on: the platform, a browser, signed-in contexts, and the looks at a screen
// (axe in every state, no sideways scroll, pictures at two widths and in both themes).
import axe from 'axe-core';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
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

type Visit = { signedIn?: boolean; locale?: string; width?: number; expected?: RegExp };
/** A page that serves one visit after the other: a process of its own costs the browser more than most visits do. */
type Kept = { readonly page: Page; readonly state: Stage['known']['state']; visit: { readonly options: Visit; readonly complaints: string[] } | undefined };

/** What each page has asked for and not got yet, and since when that is unchanged. */
const traffic = new WeakMap<Page, { readonly open: Set<Request>; sinceMs: number }>();
const quietMs = 120;

const keptPages = new WeakMap<Browser, Map<string, Kept>>();

/** A page that notes every error of the browser's console; `expected` says which answers are part of the test. */
export async function openPage(stage: Stage, options: Visit = {}): Promise<Watched> {
  const signedIn = options.signedIn !== false && stage.known.state !== undefined;
  const name = `${signedIn ? 'signed in' : 'stranger'}, ${options.locale ?? 'en-GB'}`;
  const all = keptPages.get(stage.browser) ?? new Map<string, Kept>();
  keptPages.set(stage.browser, all);
  let kept = all.get(name);
  // Whoever signed in anew is another session; a page that is in use, or that a failed test left behind, serves nobody else.
  if (kept === undefined || kept.visit !== undefined || kept.page.isClosed() || (signedIn && kept.state !== stage.known.state)) {
    kept = await newPage(stage, signedIn, options.locale);
    all.set(name, kept);
  }
  const { page } = kept;
  const complaints: string[] = [];
  kept.visit = { options, complaints };
  const visited = kept;
  await page.setViewportSize({ width: options.width ?? 1280, height: 860 });
  const close = async (): Promise<void> => {
    await leave(page, signedIn);
    visited.visit = undefined;
  };
  return { page, complaints, close };
}

async function newPage(stage: Stage, signedIn: boolean, locale = 'en-GB'): Promise<Kept> {
  const { state } = stage.known;
  const context = await stage.browser.newContext({
    baseURL: stage.holdfast.url,
    locale,
    // Pictures of a movement cost a processor that draws without a graphics card, and prove nothing.
    reducedMotion: 'reduce',
    ...(signedIn && state !== undefined ? { storageState: state } : {}),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const kept: Kept = { page, state, visit: undefined };
  const asked = { open: new Set<Request>(), sinceMs: performance.now() };
  traffic.set(page, asked);
  const answered = (request: Request): void => {
    asked.open.delete(request);
    asked.sinceMs = performance.now();
  };
  page.on('request', (request) => {
    // A stream of events stays open for as long as its page.
    if (request.resourceType() === 'eventsource') return;
    asked.open.add(request);
    asked.sinceMs = performance.now();
  });
  page.on('requestfinished', answered);
  page.on('requestfailed', answered);
  const complain = (words: string): void => {
    if (kept.visit?.options.expected?.test(words) !== true) kept.visit?.complaints.push(words);
  };
  page.on('pageerror', (error) => kept.visit?.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`${message.text()} ${message.location().url}`);
  });
  return kept;
}

/** What one visit leaves in the browser is not there for the next; a session stays, its cookie is renewed now and then. */
async function leave(page: Page, signedIn: boolean): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate((everything) => {
    sessionStorage.clear();
    if (everything) localStorage.clear();
  }, !signedIn);
  if (!signedIn) await page.context().clearCookies();
  // A page of ours without a program: a blank one would end the process, with everything that it has compiled.
  await page.goto('/healthz');
  traffic.get(page)?.open.clear();
}

/** Runs one test on a page and fails it for anything that the browser complained about. */
export async function onPage(stage: Stage, test: (page: Page) => Promise<void>, options: Visit = {}): Promise<void> {
  const watched = await openPage(stage, options);
  try {
    await test(watched.page);
  } catch (error) {
    await watched.page.context().close();
    throw error;
  }
  expect(watched.complaints).toEqual([]);
  await watched.close();
}

/** Until the page has what it asked for, has drawn it, and nothing on it moves. */
export async function settle(page: Page): Promise<void> {
  const untilMs = performance.now() + 30_000;
  const isQuiet = async (): Promise<boolean> => {
    const asked = traffic.get(page);
    if (asked !== undefined && (asked.open.size > 0 || performance.now() - asked.sinceMs < quietMs)) return false;
    return page.evaluate(() => document.readyState === 'complete' && document.querySelector('.waiting') === null);
  };
  while (!(await isQuiet())) {
    if (performance.now() > untilMs) throw new Error(`${page.url()} did not settle; it still waits for ${[...(traffic.get(page)?.open ?? [])].map((request) => request.url()).join(', ') || 'its own placeholders'}.`);
    await page.waitForTimeout(30);
  }
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

/** The screens that the README shows: with README_PICTURES=1 a run of the tests leaves them in docs/pictures. */
const shown: ReadonlySet<string> = new Set(['board', 'issue', 'page-rich', 'dashboard', 'recovery', 'audit']);
const shownIn = process.env['README_PICTURES'] === '1' ? join(import.meta.dirname, '..', 'docs', 'pictures') : undefined;

/** Looks at a screen wide in light and narrow in dark: axe, no sideways scroll, and a picture of each. */
export async function look(page: Page, name: string, theirWords = false): Promise<void> {
  mkdirSync(artifacts, { recursive: true });
  for (const { width, height, theme } of pictures) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: theme });
    await expectAccessible(page, `${name} at ${width} px, ${theme}`, theirWords);
    await expectNoSidewaysScroll(page, `${name} at ${width} px`);
    const path = join(artifacts, `${name}-${width}-${theme}.png`);
    await page.screenshot({ path });
    if (shownIn !== undefined && shown.has(name) && width === 1280) {
      mkdirSync(shownIn, { recursive: true });
      copyFileSync(path, join(shownIn, `${name}.png`));
    }
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
