/** Places that only a drill has: organizations and sites made for it, filled by a seeded generator, so that a second run strikes the same content. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { accountIds, newUuid, type AccountId, type OrganizationId, type SiteId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Actor, type Contexts, type Ctx, type FactsWithoutService, type TenantContext } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Directory } from '../../modules/directory/index.ts';
import type { Media } from '../../modules/media/index.ts';
import type { Catalogue, Tenancy } from '../../modules/tenancy/index.ts';
import type { Importing as TrackerImporting } from '../../modules/tracker/index.ts';
import type { WikiImporting } from '../../modules/wiki/index.ts';

export interface DrillGround {
  readonly contexts: Contexts;
  readonly tenancy: Tenancy;
  readonly directory: Directory;
  readonly catalogue: Catalogue;
  readonly media: Media;
  readonly importing: { readonly tracker: TrackerImporting; readonly wiki: WikiImporting };
  readonly clock: Clock;
}

export interface DrillPlace {
  readonly owner: AccountId;
  readonly organizationId: OrganizationId;
  readonly siteId: SiteId;
  readonly tenants: readonly TenantContext[];
}

export interface SiteSize {
  readonly issues: number;
  readonly pages: number;
  readonly attachmentBytes: number;
}

/** The same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Many small sites and few large ones: on average 150 issues, 30 pages and 3 MB of files. */
export function sizeOf(next: () => number): SiteSize {
  const weight = Math.min(12, -Math.log(1 - next() * 0.999_99));
  return { issues: Math.round(150 * weight), pages: Math.round(30 * weight), attachmentBytes: Math.round(3_000_000 * weight) };
}

export const factsOf = (ground: Pick<DrillGround, 'clock'>, accountId: AccountId | null, signal: AbortSignal): FactsWithoutService => {
  const actor: Actor = accountId === null ? systemActor : { ...systemActor, kind: 'account', accountId, via: { kind: 'system', id: null, label: 'drill' } };
  return systemFacts(actor, ground.clock.now(), signal);
};

/** Somebody to whom drills' places belong, who cannot sign in. */
export async function makeOwner(ground: DrillGround, signal: AbortSignal): Promise<AccountId> {
  const id = accountIds.make();
  await ground.directory.createAccount(ground.contexts.global('identity', factsOf(ground, null, signal)), { id, email: `drill-${id.slice(-12)}@drill.invalid`, name: 'Drill', state: 'active', operator: false, locale: 'en', timeZone: 'UTC', theme: 'auto' });
  return id;
}

export async function makeOrganization(ground: DrillGround, owner: AccountId, slug: string, signal: AbortSignal): Promise<OrganizationId> {
  const organizationId = await ground.tenancy.createOrganization({ ...factsOf(ground, null, signal), service: 'tenancy' }, { name: `Drill ${slug}`, slug });
  await ground.directory.join(ground.contexts.organization('identity', factsOf(ground, owner, signal), organizationId, noAccess), { accountId: owner, role: 'admin', sites: [], groups: [] });
  await ground.directory.setOrganizationRole(organizationId, owner, 'admin');
  return organizationId;
}

export async function makeSite(ground: DrillGround, owner: AccountId, organizationId: OrganizationId, slug: string, size: SiteSize, seed: number, signal: AbortSignal): Promise<DrillPlace> {
  const siteId = await ground.tenancy.createSite(ground.contexts.organization('tenancy', factsOf(ground, owner, signal), organizationId, noAccess), { name: `Drill ${slug}`, slug });
  const tenants = ground.catalogue.tenantsOf(siteId);
  for (const tenant of tenants) {
    const ctx = ground.contexts.tenant(tenant.product, factsOf(ground, owner, signal), tenant, { organizationRole: 'admin', siteRole: 'admin', principals: [owner] });
    if (tenant.product === 'tracker') await fillTracker(ground, ctx, size, seed);
    else await fillWiki(ground, ctx, size, seed);
  }
  return { owner, organizationId, siteId, tenants };
}

const batch = 500;
const firstDay = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;
const wordsOf = (seed: number, at: number): string => createHash('sha256').update(`${String(seed)} ${String(at)}`).digest('base64url');
const document = (text: string) => ({ version: 1 as const, type: 'doc' as const, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

function* batches(count: number): Generator<readonly number[]> {
  for (let from = 0; from < count; from += batch) yield Array.from({ length: Math.min(batch, count - from) }, (_, index) => from + index);
}

async function fillTracker({ importing: { tracker }, media }: DrillGround, ctx: Ctx, size: SiteSize, seed: number): Promise<void> {
  const importId = newUuid();
  await tracker.putConfiguration(ctx, importId, { kind: 'issuetype', rows: [{ source: '1', name: 'Task', subtask: false }] });
  await tracker.putConfiguration(ctx, importId, { kind: 'status', rows: [{ source: '1', name: 'To Do', category: 'new' }, { source: '2', name: 'Done', category: 'done' }] });
  await tracker.beginProject(ctx, importId, { source: '1', key: 'DRILL', name: `Drill ${String(seed)}`, access: 'everyone' });
  for (const some of batches(size.issues)) {
    await tracker.putIssues(ctx, importId, some.map((at) => ({
      source: String(at + 1), project: '1', number: at + 1, type: '1', status: at % 3 === 0 ? '2' : '1', summary: `${wordsOf(seed, at)} ${String(at)}`, createdAt: new Date(firstDay + at * hourMs), updatedAt: new Date(firstDay + at * hourMs * 2), labels: [`drill-${String(at % 7)}`],
      description: { adf: document(`${wordsOf(seed, at)} `.repeat(1 + (at % 12))), source: 'text', format: 'adf' as const },
    })));
    await tracker.putComments(ctx, importId, some.filter((at) => at % 2 === 0).map((at) => ({ source: String(at + 1), issue: String(at + 1), createdAt: new Date(firstDay + at * hourMs), updatedAt: new Date(firstDay + at * hourMs), body: { adf: document(wordsOf(seed + 1, at)), source: 'text', format: 'adf' as const } })));
  }
  const files = size.issues === 0 ? 0 : Math.min(size.issues, Math.max(1, Math.round(size.attachmentBytes / 200_000)));
  for (let at = 0; at < files; at += 1) {
    const sizeBytes = Math.max(1, Math.floor(size.attachmentBytes / files));
    const stored = await media.put(ctx, Readable.from([bytesOf(seed, at, sizeBytes)]));
    await tracker.putAttachments(ctx, importId, [{ source: String(at + 1), issue: String(at + 1), fileName: `${String(at)}.bin`, mediaType: 'application/octet-stream', sizeBytes: stored.sizeBytes, createdAt: new Date(firstDay), mediaId: stored.mediaId }]);
  }
  await tracker.publish(ctx, importId);
}

function bytesOf(seed: number, at: number, sizeBytes: number): Buffer {
  const next = randomOf(seed * 1000 + at);
  const bytes = Buffer.allocUnsafe(sizeBytes);
  for (let index = 0; index < sizeBytes; index += 1) bytes[index] = Math.floor(next() * 256);
  return bytes;
}

async function fillWiki({ importing: { wiki } }: DrillGround, ctx: Ctx, size: SiteSize, seed: number): Promise<void> {
  if (size.pages === 0) return;
  const importId = newUuid();
  const createdAt = new Date(firstDay);
  await wiki.beginSpace(ctx, importId, { sourceId: 's', key: 'DRILL', name: `Drill ${String(seed)}`, type: 'global', status: 'current', author: null, createdAt, descriptionSourceId: null, description: null, homepage: '1' });
  for (const some of batches(size.pages)) {
    await wiki.putPages(ctx, importId, some.map((at) => ({
      sourceId: String(at + 1), type: 'page', space: 's', parent: at === 0 ? null : String(Math.floor(at / 3) + 1 === at + 1 ? 1 : Math.floor(at / 3) + 1), position: at, status: 'current', title: `Page ${String(at)} ${wordsOf(seed, at).slice(0, 8)}`, author: null, createdAt, modifier: null, modifiedAt: createdAt,
      version: 1, message: null, body: { adf: JSON.stringify(document(`${wordsOf(seed + 2, at)} `.repeat(4 + (at % 20)))) },
    })));
  }
  await wiki.publish(ctx, importId);
}
