/** The importing use cases as one object, for the module that reads backups. */
import { putConfiguration } from './import-configuration.ts';
import { putAttachments, putComments, putHistory, putLinks, putWorklogs } from './import-activity.ts';
import { putFilters } from './import-filters.ts';
import { putIssueParts } from './import-issue-parts.ts';
import { putIssues } from './import-issues.ts';
import { countMapped } from './import-map-store.ts';
import { putGroups, putPeople } from './import-people.ts';
import { beginProject, putComponents, putRoleActors, putVersions } from './import-projects.ts';
import { discard, publish, putRecords } from './import-publishing.ts';
import { putSecurity } from './import-security.ts';
import type { Importing } from './importing.ts';
import { putOriginals } from './put-originals.ts';

export function createImporting(): Importing {
  return {
    putPeople, putGroups, putConfiguration, beginProject, putComponents, putVersions, putRoleActors, putSecurity, putIssues, putIssueParts, putComments, putWorklogs, putLinks,
    putAttachments, putHistory, putFilters, putRecords, putOriginals, publish, discard,
    counts: (ctx, importId) => ctx.read((tx) => countMapped(tx, importId)),
  };
}
