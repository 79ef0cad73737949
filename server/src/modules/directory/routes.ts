/** The doors of the directory: people, groups, roles. */
import type { Route } from '../../kernel/service/index.ts';
import { groupMemberRoutes, groupRoutes } from './group-routes.ts';
import type { People } from './people.ts';
import { peopleRoutes } from './people-routes.ts';
import { reachRoutes } from './reach-routes.ts';
import { organizationRoleRoutes, pickerRoute, productRoleRoutes, siteRoleRoutes } from './role-routes.ts';
import type { DirectoryWorkings } from './workings.ts';

export function createDirectoryRoutes(workings: DirectoryWorkings, people: People): readonly Route[] {
  return [
    ...peopleRoutes(workings), ...groupRoutes(workings), ...groupMemberRoutes(workings),
    ...organizationRoleRoutes(workings), ...siteRoleRoutes(workings), ...productRoleRoutes(workings), pickerRoute(people), ...reachRoutes(workings),
  ];
}
