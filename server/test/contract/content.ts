/** Fills a site through its doors with at least one row of everything that the walks look for: every command's scenario is played. */
import type { TestPlatform } from '../../src/main/testing/test-platform.ts';
import { playAll, setSceneOn } from './commands/play-all.ts';

/** On a platform that nobody has set up yet. */
export async function fillWithContent(platform: TestPlatform): Promise<void> {
  const refused = await playAll(await setSceneOn(platform));
  if (refused.length > 0) throw new Error(`the walk's content could not be made: ${refused.join('; ')}`);
}
