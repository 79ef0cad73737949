/**
 * One effective command leaves one record, in the transaction of the change (R31). The names of things and the
 * values before and after are content: they are sealed under the organization's key.
 */
import type { AccountId, OrganizationId } from '../ids/index.ts';

export interface AuditTarget {
  /** `issue`, `page`, `account`, `site` … */
  readonly kind: string;
  readonly id: string;
  /** Shown in the log; sealed. */
  readonly name?: string;
}

export interface AuditEvent {
  /** `tracker_issue_created`; every name stands in docs/reference/audit-actions.md. */
  readonly action: string;
  readonly target: AuditTarget;
  readonly container?: AuditTarget;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Only where the transaction itself has no organization (sign-in): whose log it belongs to. */
  readonly organizationId?: OrganizationId;
  /** Only where the actor becomes known by the command itself (sign-in, invitation). */
  readonly actorId?: AccountId;
}

export type AuditOutcome = 'done' | 'refused';
