/** What tenancy asks of others when it deletes: who may approve, what would go, and the mails that tell people of it. */
import type { Databases } from '../kernel/db/index.ts';
import { organizationIds, type ShardId } from '../kernel/ids/index.ts';
import type { Mailer } from '../kernel/mail/index.ts';
import type { OutboxHandler } from '../kernel/outbox/index.ts';
import { platformScope } from '../kernel/service/index.ts';
import type { Directory } from '../modules/directory/index.ts';
import { countTenantRows, type NoticeKind, type TenancyWorkings } from '../modules/tenancy/index.ts';
import { noticeMail } from './notice-mail.ts';

/** What people count in, and where each kind of thing is kept. */
const counted = {
  tracker: { projects: 'tracker.project', issues: 'tracker.issue' },
  wiki: { spaces: 'wiki.space', pages: 'wiki.content' },
  media: { files: 'media.object' },
} as const;

export function createDeletionPorts(databases: Databases, directory: Directory): Pick<TenancyWorkings, 'contents' | 'administrators' | 'operators'> {
  return {
    async contents(tenants) {
      const sum: Record<string, number> = {};
      for (const [shardId, some] of Map.groupBy(tenants, (tenant): ShardId => tenant.shardId)) {
        const tables = { ...counted.tracker, ...counted.wiki, ...counted.media };
        const counts = await countTenantRows(databases.system('what a deletion would take along', shardId), some.map(({ tenantId }) => tenantId), tables);
        for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
      }
      return sum;
    },
    administrators: async (organizationId) => (await directory.administratorsOf(organizationId)).map(({ id }) => id),
    operators: async () => (await directory.operators()).map(({ id }) => id),
  };
}

/** Sends a notice to everybody who may approve or stop what it is about. */
export function createNoticeHandler(options: { readonly directory: Directory; readonly mailer: Mailer; readonly publicUrl: string }): OutboxHandler {
  return async ({ payload }) => {
    const organizationId = organizationIds.fromUuid(String(payload['organizationId']));
    const people = organizationId === platformScope ? await options.directory.operators() : await options.directory.administratorsOf(organizationId);
    const at = typeof payload['at'] === 'string' ? new Date(payload['at']) : null;
    for (const { email, locale } of people) {
      // Written by tenancy's own commands, which name one of these kinds.
      await options.mailer.send(noticeMail({ to: email, locale, kind: payload['kind'] as NoticeKind, id: String(payload['id']), at, alone: payload['alone'] === true, link: options.publicUrl }));
    }
  };
}
