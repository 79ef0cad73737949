/** What the use cases of this module stand on; made in main. */
import type { Databases } from '../../kernel/db/index.ts';
import type { AccessResolver } from '../../kernel/http/index.ts';
import type { JobRunner } from '../../kernel/jobs/index.ts';
import type { AccountId, OrganizationId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { ContentReading, Contexts, ProductType, TenantContext } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Media } from '../media/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Importing as TrackerImporting } from '../tracker/index.ts';
import type { WikiImporting } from '../wiki/index.ts';
import type { ExportDoor } from './backup/export-door.ts';
import type { ReadingLimits } from './reading/index.ts';
import type { ImportFiles } from './sealed-file.ts';

/** What imports ask the catalogue. */
export interface Tenants {
  context(tenantId: TenantId): TenantContext | undefined;
  tenantsOf(siteId: SiteId): readonly TenantContext[];
  organizations(): Iterable<OrganizationId>;
  everyTenant(): Iterable<TenantId>;
}

/** A person of the organization, as exports name them. */
export interface AccountFacts {
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
}

/** What imports and exports ask the directory. */
export interface Accounts {
  byId(organizationId: OrganizationId, ids: Iterable<string>): Promise<ReadonlyMap<string, AccountFacts>>;
  byEmail(organizationId: OrganizationId, email: string): Promise<{ readonly accountId: AccountId; readonly active: boolean } | undefined>;
}

/** What backups stand on. */
export interface BackupWorkings {
  /** Files and parts, sealed under the tenant's keys: a backup ends with them. */
  readonly files: ImportFiles;
  readonly reading: Readonly<Record<ProductType, ContentReading>>;
  readonly door: ExportDoor;
  /** Where locked backups lie, sealed. */
  readonly vault: Pick<Vault, 'put' | 'get' | 'remove'>;
}

export interface InterchangeWorkings {
  readonly backups: BackupWorkings;
  readonly contexts: Contexts;
  readonly databases: Databases;
  readonly tenants: Tenants;
  readonly accounts: Accounts;
  readonly access: AccessResolver;
  readonly media: Media;
  readonly tracker: TrackerImporting;
  readonly wiki: WikiImporting;
  readonly files: ImportFiles;
  readonly jobs: () => JobRunner;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly readingLimits: Partial<ReadingLimits>;
  /** How long a worker may be silent before its import is given to another. */
  readonly leaseMs: number;
}

export const productOf: Readonly<Record<'jira' | 'confluence', ProductType>> = { jira: 'tracker', confluence: 'wiki' };
export const importTask = 'import';
export const backupTask = 'backup';
/** Imports wait behind everything else that the queue will hold. */
export const importPriority = 100;
