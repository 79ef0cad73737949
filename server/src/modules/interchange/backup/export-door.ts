/**
 * The one place that every way of content out of the platform in bulk goes through: making a backup, fetching its bytes, sending it elsewhere.
 * What decides comes from outside (data-security policies do); without one, the right to the site decides alone.
 */
import type { OrganizationCtx, ProductType } from '../../../kernel/service/index.ts';
import type { SiteId } from '../../../kernel/ids/index.ts';

export interface ExportRequest {
  readonly siteId: SiteId;
  readonly product: ProductType;
  /** Projects or spaces; null is everything. */
  readonly containers: readonly number[] | null;
  readonly way: 'make' | 'download' | 'send';
}

export interface ExportDoor {
  /** Fails with whatever names the rule and whom to ask. */
  admit(ctx: OrganizationCtx, request: ExportRequest): Promise<void>;
}

export const openDoor: ExportDoor = { admit: () => Promise.resolve() };
