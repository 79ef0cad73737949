// What people do in the console, in a real Chromium against a real Holdfast that is started once for all of
// it. The order tells a story: an empty installation is set up, filled, and read in three languages.
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';
import { administrationJourney } from './journeys/administration.ts';
import { backupJourney } from './journeys/backups.ts';
import { deletionJourney } from './journeys/deletion.ts';
import { entranceJourney } from './journeys/entrance.ts';
import { importJourney } from './journeys/imports.ts';
import { languageJourney } from './journeys/languages.ts';
import { planningJourney } from './journeys/planning.ts';
import { recoveryJourney } from './journeys/recovery.ts';
import { trackerJourney } from './journeys/tracker.ts';
import { wikiJourney } from './journeys/wiki.ts';
import { startHoldfast } from './running-holdfast.ts';
import type { Stage } from './stage.ts';

const found = findChromium();
if (found.missing !== undefined) console.warn(found.missing);

/** One process for all pages of one visitor, no process for a graphics card that is not there, nothing fetched in the background. */
const browserSettings = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--process-per-site', '--in-process-gpu', '--disable-features=PreloadTopChromeWebUI,Translate,MediaRouter,OptimizationHints,IsolateOrigins,site-per-process'];

describe.skipIf(found.path === undefined)('the console in a browser', () => {
  const known: Stage['known'] = { site: '', organization: '' };
  let stage: Stage | undefined;
  const lazily: Stage = {
    get holdfast() {
      if (stage === undefined) throw new Error('Holdfast did not start.');
      return stage.holdfast;
    },
    get browser() {
      if (stage === undefined) throw new Error('The browser did not start.');
      return stage.browser;
    },
    known,
  };

  beforeAll(async () => {
    const holdfast = await startHoldfast();
    const browser = await chromium.launch({ executablePath: found.path ?? '', args: browserSettings });
    stage = { holdfast, browser, known };
  });
  afterAll(async () => {
    await stage?.browser.close();
    await stage?.holdfast.stop();
  });

  describe('coming in', () => entranceJourney(lazily));
  describe('Tracker', () => trackerJourney(lazily));
  describe('planning', () => planningJourney(lazily));
  describe('the wiki', () => wikiJourney(lazily));
  describe('administration', () => administrationJourney(lazily));
  describe('recovery', () => recoveryJourney(lazily));
  describe('deletion', () => deletionJourney(lazily));
  describe('imports', () => importJourney(lazily));
  describe('backups', () => backupJourney(lazily));
  describe('every screen in every language', () => languageJourney(lazily));
});

describe('the browser tests', () => {
  it('say clearly when there is no browser', () => {
    expect(found.path ?? found.missing).not.toBe('');
  });
});
