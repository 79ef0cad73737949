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
  // Somebody else comments on the administrator's issue: an inbox has a line.
  const somebody = await scene.person({ site: 'admin' });
  const issues = await scene.admin.get(`${scene.jira}/search/jql?jql=${encodeURIComponent('creator = currentUser()')}&maxResults=1`);
  const commented = await somebody.post(`${scene.jira}/issue/${String(issues.json.issues[0].id)}/comment`, { body: { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: scene.text('remark') }] }] } });
  if (commented.status !== 201) refused.push(`nobody is told of a comment: ${commented.text}`);
  await platform.outbox.drain();
  if (refused.length > 0) throw new Error(`the walk's content could not be made: ${refused.join('; ')}`);
}
