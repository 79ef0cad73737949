/** What the directory's use cases work with. */
import type { Contexts, ProductType } from '../../kernel/service/index.ts';
import type { OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import type { Access } from './access.ts';
import type { ItemKind, ItemRules } from './reach.ts';
import type { Rosters } from './roster.ts';

export interface DirectoryWorkings {
  readonly contexts: Contexts;
  readonly access: Access;
  readonly rosters: Rosters;
  /** Asks the product of the site; undefined where there is no such product or item. */
  readonly rulesOfItem: (siteId: SiteId, product: ProductType, kind: ItemKind, id: string) => Promise<ItemRules | undefined>;
}

/** After a commit that changed people, groups or roles: nothing that was worked out before may be used again. */
export function peopleChanged(workings: DirectoryWorkings, organizationId: OrganizationId): void {
  workings.access.forget(organizationId);
  workings.rosters.forget(organizationId);
}
