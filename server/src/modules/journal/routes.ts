/** The journal's door: evidence of what changed on a site between two times, for whoever oversees it. It streams, and changes nothing. */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { SiteId, TenantId } from '../../kernel/ids/index.ts';
import { RawReply, siteRoute, type Route, type Service } from '../../kernel/service/index.ts';
import { journalErrors } from './errors.ts';
import { journalDescriptor } from './service.ts';

export interface EvidenceAsked {
  readonly tenantId: TenantId;
  readonly from: Date;
  readonly to: Date;
}

export interface JournalServiceOptions {
  /** Fails with journal.point_out_of_window and what reading can fail with, before the first line. */
  readonly evidence: (asked: EvidenceAsked) => Promise<AsyncIterable<string>>;
  /** The tenant of a product on a site. */
  readonly tenantOf: (siteId: SiteId, product: 'tracker' | 'wiki') => TenantId | undefined;
}

const Query = Type.Object({ product: Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]), from: Type.String({ maxLength: 40 }), to: Type.String({ maxLength: 40 }) }, { additionalProperties: false });

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw journalErrors.point_out_of_window({ detail: '(times look like 2026-01-31T12:00:00Z)' });
  return time;
}

function journalRoutes(options: JournalServiceOptions): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/evidence', summary: 'What changed between two times, per item and field and by whom, as a package that verifies offline', permission: 'journal.evidence.read', query: Query,
      replies: { 200: null }, errors: [journalErrors.point_out_of_window, journalErrors.point_in_gap, journalErrors.segment_broken],
      handle: async (_ctx, { query, siteId }) => {
        const tenantId = options.tenantOf(siteId, query.product);
        if (tenantId === undefined) throw journalErrors.point_out_of_window({ detail: '(the site does not have this product)' });
        const lines = await options.evidence({ tenantId, from: readTime(query.from), to: readTime(query.to) });
        return new RawReply(200, { 'content-type': 'application/jsonl', 'content-disposition': 'attachment; filename="evidence.jsonl"' }, Readable.from(lines));
      },
    }),
  ];
}

export function createJournalService(options: JournalServiceOptions): Service {
  return { descriptor: journalDescriptor, routes: journalRoutes(options) };
}
