// The organization's audit log, in the shape of the organization events API.
import { request } from './request.ts';

export type AuditActor = {
  readonly id?: string | null;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly auth?: { readonly authType?: string | null; readonly tokenId?: string | null; readonly tokenLabel?: string | null };
  readonly onBehalfOf?: { readonly id: string; readonly name?: string | null } | null;
};

export type AuditThing = { readonly id: string; readonly type: string; readonly attributes?: Readonly<Record<string, unknown>> };

export type AuditEvent = {
  readonly id: string;
  readonly attributes: {
    readonly time: string;
    readonly processedAt?: string;
    readonly action: string;
    readonly actor?: AuditActor;
    readonly context?: readonly AuditThing[];
    readonly container?: readonly AuditThing[];
    readonly location?: { readonly ip?: string | null; readonly countryName?: string | null; readonly city?: string | null } | null;
    readonly outcome?: string;
  };
  readonly message?: { readonly content: string };
};

export type AuditPage = {
  readonly data: readonly AuditEvent[];
  readonly meta?: { readonly next?: string | null; readonly page_size?: number };
  readonly links?: { readonly next?: string | null };
};

export type AuditQuery = {
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
  readonly action?: string;
  readonly actor?: string;
  readonly product?: string;
  readonly cursor?: string;
  readonly limit?: number;
};

export type AuditAction = { readonly id: string; readonly attributes: { readonly displayName: string; readonly groupDisplayName: string } };

const at = (organization: string): string => `/admin/v1/orgs/${organization}`;

export const auditEvents = (org: string, query: AuditQuery, signal?: AbortSignal): Promise<AuditPage> => request(`${at(org)}/events`, { query, signal });
export const auditEvent = (org: string, id: string, signal?: AbortSignal): Promise<{ readonly data: AuditEvent }> =>
  request(`${at(org)}/events/${id}`, { signal });
export const auditActions = (org: string, signal?: AbortSignal): Promise<{ readonly data: readonly AuditAction[] }> =>
  request(`${at(org)}/event-actions`, { signal });
