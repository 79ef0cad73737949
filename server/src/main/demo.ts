/** `HOLDFAST_DEMO=1`: a set-up installation with a demo organization; its administrator's password is random and in a file. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anonymousActor, systemFacts } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Platform } from './platform.ts';
import { fillDemoSite } from './demo-content.ts';

const email = 'admin@demo.example';

export async function createDemo(platform: Platform, options: { readonly setupCode: string; readonly dataFolder: string; readonly url: string; readonly clock: Clock }): Promise<readonly string[]> {
  const password = randomBytes(15).toString('base64url');
  const ctx = platform.contexts.global('identity', systemFacts(anonymousActor, options.clock.now(), new AbortController().signal));
  const done = await platform.identity.setUp(ctx, {
    setupCode: options.setupCode, email, name: 'Dana Demo', password, organizationName: 'Demo', siteName: 'Demo', siteSlug: 'demo',
  });
  await fillDemoSite(platform, { url: options.url, site: done.site, email, password });
  const path = join(options.dataFolder, 'first-administrator.txt');
  await writeFile(path, `Holdfast demo\n\nOpen:     ${options.url}\nE-mail:   ${email}\nPassword: ${password}\n`, { mode: 0o600 });
  return [`Demo organization ready; its administrator's e-mail and password are in ${path}`];
}
