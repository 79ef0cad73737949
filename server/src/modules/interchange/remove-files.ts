/** The uploaded files of imports into a tenant that is purged: removed, and counted to be gone. A file whose tenant is not known yet belongs to its site. */
import type { OrganizationId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type OrganizationCtx } from '../../kernel/service/index.ts';
import { filesOfTenant, forgetFile } from './import-job-store.ts';
import type { InterchangeWorkings } from './workings.ts';

export interface ImportedInto {
  readonly organizationId: OrganizationId;
  readonly tenantId: TenantId;
  /** Where everything of the site goes: also files of imports that named no tenant yet. */
  readonly wholeSite: SiteId | null;
}

const contextOf = (workings: InterchangeWorkings, organizationId: OrganizationId): OrganizationCtx =>
  workings.contexts.organization('interchange', systemFacts(systemActor, workings.clock.now(), new AbortController().signal), organizationId, noAccess);

export async function removeFilesOf(workings: InterchangeWorkings, into: ImportedInto, onSome: () => Promise<void>): Promise<void> {
  const ctx = contextOf(workings, into.organizationId);
  for (const { id, objectId } of await ctx.read((tx) => filesOfTenant(tx, into.tenantId, into.wholeSite))) {
    await workings.files.remove(into.organizationId, objectId);
    await ctx.tx((tx) => forgetFile(tx, id));
    await onSome();
  }
}

export const countFilesOf = async (workings: InterchangeWorkings, into: ImportedInto): Promise<number> =>
  (await contextOf(workings, into.organizationId).read((tx) => filesOfTenant(tx, into.tenantId, into.wholeSite))).length;
