/** The directory as Tracker and Wiki see it: people of the tenant's own organization. */
import type { AccountId } from '../kernel/ids/index.ts';
import type { Ctx } from '../kernel/service/index.ts';
import type { People, Person } from '../modules/directory/index.ts';

export interface ProductPeople {
  people(ctx: Ctx, accountIds: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Person>>;
  search(ctx: Ctx, text: string, limit: number): Promise<readonly Person[]>;
}

export function createProductPeople(people: People): ProductPeople {
  return {
    async people(ctx, accountIds) {
      const found = await people.byId(ctx.tenant.organizationId, accountIds);
      return new Map([...found.values()].map((person) => [person.accountId, person]));
    },
    search: (ctx, text, limit) => people.search(ctx.tenant.organizationId, text, limit, ctx.tenant.siteId),
  };
}
