/** Every service of the platform; logins and grants in each database are derived from this list. */
import type { ServiceDescriptor } from '../kernel/service/index.ts';
import { auditDescriptor } from '../modules/audit/index.ts';
import { backupDescriptor } from '../modules/backup/index.ts';
import { directoryDescriptor } from '../modules/directory/index.ts';
import { identityDescriptor } from '../modules/identity/index.ts';
import { interchangeDescriptor } from '../modules/interchange/index.ts';
import { journalDescriptor } from '../modules/journal/index.ts';
import { keysDescriptor } from '../modules/keys/index.ts';
import { media } from '../modules/media/service.ts';
import { notificationDescriptor } from '../modules/notification/index.ts';
import { recoveryDescriptor } from '../modules/recovery/index.ts';
import { richtext } from '../modules/richtext/service.ts';
import { searchDescriptor } from '../modules/search/index.ts';
import { tenancyDescriptor } from '../modules/tenancy/index.ts';
import { trackerDescriptor } from '../modules/tracker/index.ts';
import { vaultDescriptor } from '../modules/vault/index.ts';
import { wiki } from '../modules/wiki/service.ts';

export const descriptors: readonly ServiceDescriptor[] = [tenancyDescriptor, directoryDescriptor, identityDescriptor, auditDescriptor, keysDescriptor, media, richtext, searchDescriptor, notificationDescriptor, trackerDescriptor, wiki, interchangeDescriptor, vaultDescriptor, journalDescriptor, recoveryDescriptor, backupDescriptor];
