/** A second process: follows the catalogue feed, cannot reach the database, and says when it saw each change. */
import type { Databases } from '../src/kernel/db/index.ts';
import { systemClock } from '../src/kernel/time/index.ts';
import { createCatalogue, followCatalogueFeed } from '../src/modules/tenancy/index.ts';

export interface Seen { readonly tenantId: string; readonly version: number; readonly atNs: bigint }

process.on('message', ({ socketPath }: { socketPath: string }) => {
  const catalogue = createCatalogue({ databases: { system: () => { throw new Error('not from here'); } } as unknown as Databases, clock: systemClock, pollMs: 1000, onError: () => undefined }); // only `system` is ever called
  const follower = followCatalogueFeed({ catalogue, socketPath, onError: () => undefined });
  const waiting = setInterval(() => {
    if (!follower.following) return;
    clearInterval(waiting);
    catalogue.onChange(({ tenantId, version }) => process.send?.({ tenantId, version, atNs: process.hrtime.bigint() } satisfies Seen));
    process.send?.('following');
  }, 5);
});
process.on('disconnect', () => process.exit(0));
