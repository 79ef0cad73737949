/** What a purged tenant leaves outside the tables of its shard, and where: waiting jobs, attachments, uploaded backups. */
import type { JobRunner } from '../kernel/jobs/index.ts';
import type { TenantId } from '../kernel/ids/index.ts';
import type { Interchange } from '../modules/interchange/index.ts';
import type { Media } from '../modules/media/index.ts';
import type { Catalogue, Leftovers } from '../modules/tenancy/index.ts';

export function createLeftovers({ catalogue, media, jobs, interchange }: { readonly catalogue: Catalogue; readonly media: Media; readonly jobs: JobRunner; readonly interchange: Interchange }): Leftovers {
  /** The site, where all of it goes: what it has in common then goes too. */
  const wholeSite = (tenantId: TenantId) => {
    const siteId = catalogue.context(tenantId)?.siteId;
    return siteId === undefined || catalogue.tenantsOf(siteId).some(({ state }) => state !== 'deleting') ? null : siteId;
  };
  return {
    async removeJobs(tenantId) {
      const siteId = wholeSite(tenantId);
      await jobs.removeFor(tenantId);
      if (siteId !== null) await jobs.removeFor(siteId);
    },
    async removeFiles(organizationId, tenantId, onSome) {
      await media.purge(tenantId, onSome);
      await interchange.removeFilesOf({ organizationId, tenantId, wholeSite: wholeSite(tenantId) }, onSome);
    },
    countFiles: async (organizationId, tenantId) => (await media.countFiles(tenantId)) + (await interchange.countFilesOf({ organizationId, tenantId, wholeSite: wholeSite(tenantId) })),
  };
}
