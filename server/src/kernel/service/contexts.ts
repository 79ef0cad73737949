/** Makes contexts: binds a request's facts to one scope, one service login, its sealers and its audit trail. */
import type { Databases } from '../db/databases.ts';
import type { Statement } from '../db/batch.ts';
import { readScope, writeScope, type Epilogue, type ScopeStart } from '../db/transaction.ts';
import { organizationIds, newUuid, type OrganizationId, type ShardId } from '../ids/index.ts';
import type { SealerSource } from '../seal/index.ts';
import { noAccess, type Actor, type SiteAccess } from './actor.ts';
import type { AuditEvent, AuditOutcome } from './audit-event.ts';
import type { Ctx, DataAccess, GlobalCtx, OrganizationCtx, RequestFacts } from './ctx.ts';
import { serviceErrors } from './errors.ts';
import type { TenantContext } from './tenant-context.ts';

/** The platform's own key scope and audit log: commands that belong to no organization. */
export const platformScope: OrganizationId = organizationIds.fromUuid('00000000-0000-7000-8000-000000000000');

export const auditDetails = { table: 'audit.record', column: 'details' };
export const auditAddress = { table: 'audit.record', column: 'address' };

export interface ContextOptions {
  readonly databases: Databases;
  readonly sealers: SealerSource;
  /** Whether one service's descriptor and the other's allow the crossing (R27). */
  readonly mayCall: (caller: string, callee: string) => boolean;
}

export type FactsWithoutService = Omit<RequestFacts, 'service'>;

export interface Contexts {
  tenant(service: string, facts: FactsWithoutService, tenant: TenantContext, access: SiteAccess): Ctx;
  /** The tenant's place while its fence is closed to everybody: for a login that brings tenants back, and for no other. */
  reviving(service: string, facts: FactsWithoutService, tenant: TenantContext): Ctx;
  organization(service: string, facts: FactsWithoutService, organizationId: OrganizationId, access: SiteAccess): OrganizationCtx;
  /** The organization's own rows in a shard: audit records, not content. */
  organizationOnShard(service: string, facts: FactsWithoutService, organizationId: OrganizationId, shardId: ShardId): OrganizationCtx;
  global(service: string, facts: FactsWithoutService): GlobalCtx;
  /** Records a refusal, outside the transaction that was refused. */
  recordRefusal(ctx: Ctx | OrganizationCtx | GlobalCtx, event: AuditEvent, code: string): Promise<void>;
}

const appendAudit = `select audit.append($1::uuid, $2::uuid, $3::timestamptz, $4, $5, $6, $7::uuid, $8, $9, $10::bytea, $11, $12, $13, $14, $15, $16::bytea)`;
const appendOutbox = `select outbox.append($1::uuid, $2, $3::jsonb)`;

export function createContexts(options: ContextOptions): Contexts {
  const { databases, sealers } = options;

  async function auditStatement(facts: RequestFacts, scope: OrganizationId, event: AuditEvent, outcome: AuditOutcome, code: string | null): Promise<Statement> {
    const id = newUuid(facts.now.getTime());
    const organizationId = event.organizationId ?? scope;
    const sealer = sealers.leased(organizationId) ?? (await sealers.forScope(organizationId));
    const details = JSON.stringify({ target: event.target.name, container: event.container?.name, before: event.before, after: event.after, code, via: facts.actor.via.label });
    return {
      text: appendAudit,
      values: [
        id, organizationId, facts.now, event.action, outcome,
        event.actorId === undefined ? facts.actor.kind : 'account', event.actorId ?? facts.actor.accountId,
        facts.actor.via.kind, facts.actor.via.id,
        facts.actor.address === null ? null : sealer.seal(auditAddress, id, facts.actor.address),
        event.target.kind, event.target.id, event.container?.kind ?? null, event.container?.id ?? null,
        facts.requestId, sealer.seal(auditDetails, id, details),
      ],
    };
  }

  function epilogue(facts: RequestFacts, scope: OrganizationId): Epilogue {
    return async ({ audit, outbox }) => {
      const statements: Statement[] = [];
      for (const event of audit) statements.push(await auditStatement(facts, scope, event, 'done', null));
      for (const event of outbox) statements.push({ text: appendOutbox, values: [newUuid(facts.now.getTime()), event.topic, event.payload] });
      return statements;
    };
  }

  function dataAccess(start: () => Promise<ScopeStart>): DataAccess {
    return {
      tx: async (work) => writeScope(await start(), work),
      read: async (work) => readScope(await start(), work),
    };
  }

  function crossing(caller: string, callee: string): void {
    if (!options.mayCall(caller, callee)) throw serviceErrors.call_not_allowed({ detail: `${caller} may not call ${callee}: its descriptor does not list it.` });
  }

  const sealerOf = async (scopeId: string) => sealers.leased(scopeId) ?? (await sealers.forScope(scopeId));

  const tenantStart = (requestFacts: RequestFacts, tenant: TenantContext, enter: ScopeStart['enter']) => async (): Promise<ScopeStart> => ({
    pool: databases.shard(tenant.shardId, requestFacts.service),
    enter,
    sealer: await sealerOf(tenant.tenantId),
    organizationSealer: await sealerOf(tenant.organizationId),
    now: requestFacts.now,
    epilogue: epilogue(requestFacts, tenant.organizationId),
  });

  const contexts: Contexts = {
    tenant(service, facts, tenant, access) {
      const requestFacts: RequestFacts = { ...facts, service };
      const start = tenantStart(requestFacts, tenant, (write) => ({ text: 'select hf.enter($1::uuid, $2::bigint, $3::boolean)', values: [tenant.tenantId, tenant.epoch, write] }));
      return {
        ...requestFacts, tenant, access, ...dataAccess(start),
        as(callee) {
          crossing(service, callee);
          return contexts.tenant(callee, facts, tenant, access);
        },
      };
    },
    reviving(service, facts, tenant) {
      const requestFacts: RequestFacts = { ...facts, service };
      const enter: Statement = { text: 'select hf.enter_for_recovery($1::uuid)', values: [tenant.tenantId] };
      return { ...requestFacts, tenant, access: noAccess, ...dataAccess(tenantStart(requestFacts, tenant, () => enter)), as: (callee) => contexts.tenant(callee, facts, tenant, noAccess) };
    },
    organization(service, facts, organizationId, access) {
      const requestFacts: RequestFacts = { ...facts, service };
      const start = () => controlStart(requestFacts, organizationId, { text: 'select hf.enter_organization($1::uuid)', values: [organizationId] });
      return {
        ...requestFacts, organizationId, access, ...dataAccess(start),
        as(callee) {
          crossing(service, callee);
          return contexts.organization(callee, facts, organizationId, access);
        },
      };
    },
    organizationOnShard(service, facts, organizationId, shardId) {
      const requestFacts: RequestFacts = { ...facts, service };
      const start = async (): Promise<ScopeStart> => {
        const sealer = await sealerOf(organizationId);
        const enter: Statement = { text: 'select hf.enter_organization($1::uuid)', values: [organizationId] };
        return { pool: databases.shard(shardId, service), enter: () => enter, sealer, organizationSealer: sealer, now: facts.now, epilogue: epilogue(requestFacts, organizationId) };
      };
      return {
        ...requestFacts, organizationId, access: noAccess, ...dataAccess(start),
        as(callee) {
          crossing(service, callee);
          return contexts.organizationOnShard(callee, facts, organizationId, shardId);
        },
      };
    },
    global(service, facts) {
      const requestFacts: RequestFacts = { ...facts, service };
      const start = () => controlStart(requestFacts, platformScope, { text: 'select hf.enter_global()', values: [] });
      return {
        ...requestFacts, ...dataAccess(start),
        as(callee) {
          crossing(service, callee);
          return contexts.global(callee, facts);
        },
      };
    },
    async recordRefusal(ctx, event, code) {
      const scope = 'tenant' in ctx ? ctx.tenant.organizationId : 'organizationId' in ctx ? ctx.organizationId : platformScope;
      const statement = await auditStatement(ctx, scope, event, 'refused', code);
      if ('tenant' in ctx) {
        // A suspended tenant refuses its own scope; the organization's log takes the refusal all the same.
        const enter: Statement = { text: 'select hf.enter_for_refusal($1::uuid)', values: [ctx.tenant.tenantId] };
        await databases.shard(ctx.tenant.shardId, ctx.service).run([enter, statement]);
      } else {
        const enter: Statement = 'organizationId' in ctx ? { text: 'select hf.enter_organization($1::uuid)', values: [scope] } : { text: 'select hf.enter_global()', values: [] };
        await databases.control(ctx.service).run([enter, statement]);
      }
    },
  };

  async function controlStart(facts: RequestFacts, scope: OrganizationId, enter: Statement): Promise<ScopeStart> {
    const sealer = await sealerOf(scope);
    return { pool: databases.control(facts.service), enter: () => enter, sealer, organizationSealer: sealer, now: facts.now, epilogue: epilogue(facts, scope) };
  }

  return contexts;
}

/** Facts for work that no person asked for: reconcilers, jobs. */
export function systemFacts(actor: Actor, now: Date, signal: AbortSignal): FactsWithoutService {
  return { requestId: newUuid(now.getTime()), now, signal, actor };
}
