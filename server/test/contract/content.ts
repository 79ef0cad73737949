/** Fills a site through its doors with at least one row of everything that the walks look for: every command's scenario is played. */
import type { TestPlatform } from '../../src/main/testing/test-platform.ts';
import { playAll, setSceneOn } from './commands/play-all.ts';

/** On a platform that nobody has set up yet. */
export async function fillWithContent(platform: TestPlatform): Promise<void> {
  const scene = await setSceneOn(platform);
  const refused = await playAll(scene);
  const spaces = await scene.admin.get(`${scene.wiki}/spaces?limit=1`);
  const looked = await scene.admin.post(`/api/v1/sites/${scene.site}/search/recent`, { product: 'wiki', kind: 'space', id: String(spaces.json.results[0].id) });
  if (looked.status !== 204) refused.push(`a look is not noted: ${looked.text}`);
  await platform.products.search.indexer.drain();
  if (refused.length > 0) throw new Error(`the walk's content could not be made: ${refused.join('; ')}`);
}
