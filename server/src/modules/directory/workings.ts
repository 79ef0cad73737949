/** What the directory's use cases work with. */
import type { Contexts } from '../../kernel/service/index.ts';
import type { OrganizationId } from '../../kernel/ids/index.ts';
import type { Access } from './access.ts';
import type { Rosters } from './roster.ts';

export interface DirectoryWorkings {
  readonly contexts: Contexts;
  readonly access: Access;
  readonly rosters: Rosters;
}

/** After a commit that changed people, groups or roles: nothing that was worked out before may be used again. */
export function peopleChanged(workings: DirectoryWorkings, organizationId: OrganizationId): void {
  workings.access.forget(organizationId);
  workings.rosters.forget(organizationId);
}
