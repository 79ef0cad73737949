/**
 * A project of 10,000 issues with 1,000 attachments, damaged and restored to the second before, inside an installation of its own: how long the
 * plan and its application take, and how large the process gets.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../src/kernel/config/index.ts';
import { noAccess, type OrganizationCtx } from '../src/kernel/service/index.ts';
import { systemClock } from '../src/kernel/time/index.ts';
import { factsOf, makeOrganization, makeOwner, makeSite, type DrillGround } from '../src/main/drills/drill-places.ts';
import type { Platform } from '../src/main/platform.ts';
import { startInstallation } from '../src/main/start-installation.ts';

export interface RestoreOrder { readonly issues: number; readonly attachments: number }
export interface RestoreResult {
  readonly issues: number;
  readonly attachments: number;
  readonly damaged: number;
  readonly seconds: number;
  /** Beyond what the process had before. */
  readonly grownMiB: number;
}

async function fill(platform: Platform, ground: DrillGround, { issues, attachments }: RestoreOrder) {
  const { signal } = new AbortController();
  const owner = await makeOwner(ground, signal);
  const organizationId = await makeOrganization(ground, owner, 'restored', signal);
  // A file of about 200 kB is made for each 200 kB of size.
  const place = await makeSite(ground, owner, organizationId, 'restored', { issues, pages: 0, attachmentBytes: attachments * 200_000 }, 9, signal);
  const ctx: OrganizationCtx = platform.contexts.organization('recovery', factsOf(ground, owner, signal), organizationId, { ...noAccess, organizationRole: 'admin', siteRole: 'admin' });
  return { place, ctx };
}

async function measure(order: RestoreOrder): Promise<RestoreResult> {
  const { platform, stop } = await startInstallation();
  try {
    const ground: DrillGround = { contexts: platform.contexts, tenancy: platform.tenancy, directory: platform.directory, catalogue: platform.catalogue, media: platform.media, importing: platform.products.importing, clock: systemClock };
    const { place, ctx } = await fill(platform, ground, order);
    const tracker = place.tenants.find((tenant) => tenant.product === 'tracker');
    if (tracker === undefined) throw new Error('the site has no tracker');
    await sleep(1_100);
    const at = new Date();
    await sleep(50);
    const shard = platform.databases.system('benchmark: damage of a project', tracker.shardId);
    const damages = [
      `update tracker.issue set summary = '\\x00', version = version + 1 where tenant_id = $1::uuid and number % 3 = 0`,
      `delete from tracker.comment where tenant_id = $1::uuid and id % 2 = 0`,
      `delete from tracker.issue where tenant_id = $1::uuid and number % 5 = 0`,
    ];
    let damaged = 0;
    for (const text of damages) damaged += (await shard.run([{ text, values: [tracker.tenantId] }]))[0]?.rowCount ?? 0;
    await platform.recovery.caughtUp(tracker.shardId);
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let peak = before;
    const watching = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 50);
    const startedMs = performance.now();
    await platform.recovery.restorePlace(ctx, place.siteId, 'tracker', at);
    const seconds = (performance.now() - startedMs) / 1000;
    clearInterval(watching);
    return { ...order, damaged, seconds, grownMiB: (peak - before) / 2 ** 20 };
  } finally {
    await stop();
  }
}

process.on('message', (order: RestoreOrder) => {
  loadConfig(); // fails early with a line that says what is wrong
  measure(order).then((result) => { process.send?.(result); }, (error: unknown) => { process.send?.({ failure: error instanceof Error ? error.stack : String(error) }); });
});
process.on('disconnect', () => process.exit(0));
