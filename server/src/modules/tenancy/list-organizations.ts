/** A person's own organizations, or for operators all of them, by name and in pages. Read with the system login: no single organization can answer. */
import { organizationIds, type OrganizationId } from '../../kernel/ids/index.ts';
import { accessErrors, type GlobalCtx } from '../../kernel/service/index.ts';
import { organizationsByName } from './catalogue-store.ts';
import type { TenancyWorkings } from './workings.ts';

export interface OrganizationQuery {
  readonly all?: boolean;
  readonly q?: string;
  readonly after: { readonly name: string; readonly id: string } | null;
  readonly limit: number;
}

export interface ListedOrganization {
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly features: Record<string, boolean>;
  readonly createdAt: string;
  readonly sites: number;
}

/** One more than the limit where there are more. Fails with access.operator_only for all of them. */
export async function listOrganizations(workings: TenancyWorkings, ctx: GlobalCtx, query: OrganizationQuery): Promise<ListedOrganization[]> {
  if (query.all === true && !ctx.actor.operator) throw accessErrors.operator_only();
  const own = query.all === true ? null : await workings.organizationsOf(ctx);
  const [found] = await workings.databases.system('list organizations', 'control').run([{
    text: organizationsByName, values: [own, query.q?.toLowerCase() ?? null, query.after?.name ?? null, query.after?.id ?? null, query.limit + 1],
  }]);
  return (found?.rows ?? []).map((row) => {
    const organizationId = organizationIds.fromUuid(String(row['organization_id']));
    return {
      id: organizationIds.format(organizationId), organizationId, name: String(row['name']), slug: String(row['slug']), plan: String(row['plan']), sites: Number(row['sites']),
      // A timestamptz and a jsonb object of booleans, by their columns.
      createdAt: (row['created_at'] as Date).toISOString(), features: row['features'] as Record<string, boolean>,
    };
  });
}
