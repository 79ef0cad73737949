/** Which drills this installation can run. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Databases } from '../../kernel/db/index.ts';
import { siteIds, type AccountId } from '../../kernel/ids/index.ts';
import type { Identity } from '../../modules/identity/index.ts';
import type { ObjectStore } from '../../modules/media/index.ts';
import type { Recovery } from '../../modules/recovery/index.ts';
import { factsOf, type DrillGround, type DrillPlace } from './drill-places.ts';
import { createMassDeletionDrill, type Ask } from './mass-deletion.ts';
import { createRansomwareDrill } from './ransomware.ts';

export interface DrillWiring extends DrillGround {
  readonly databases: Databases;
  readonly store: ObjectStore;
  readonly recovery: Recovery;
  readonly identity: Identity;
  readonly http: FastifyInstance;
}

/** As long as an attack that somebody notices. */
const overwriteMs = 10 * 60_000;

export function wireDrills(wiring: DrillWiring): void {
  const ask = askAsOwner(wiring);
  // Through its own door, like anybody's: it closes at once, and goes for good when its grace is over.
  const remove = async ({ owner, siteId }: DrillPlace): Promise<void> => {
    const { status, json } = await ask(owner, 'POST', `/api/v1/sites/${siteIds.format(siteId)}/delete`);
    if (status >= 300) throw new Error(`the place of a drill was not removed: ${JSON.stringify(json)}`);
  };
  const { drills } = wiring.recovery;
  drills.register('ransomware', createRansomwareDrill({ ...wiring, overwriteMs, remove }));
  drills.register('mass-deletion', createMassDeletionDrill({ ...wiring, ask, remove, organizations: 8, sites: 10, scale: 0.2 }));
  // What happened in April 2022, with the sizes of the committed generator; takes its time to be made.
  drills.register('mass-deletion-883', createMassDeletionDrill({ ...wiring, ask, remove, organizations: 775, sites: 883, scale: 1 }));
}

/** Requests through the real edge, in process, with a token of the owner's. */
export function askAsOwner({ http, identity, contexts, clock }: Pick<DrillWiring, 'http' | 'identity' | 'contexts' | 'clock'>): Ask {
  const tokens = new Map<AccountId, Promise<string>>();
  return async (owner, method, url) => {
    let token = tokens.get(owner);
    if (token === undefined) tokens.set(owner, (token = identity.issueToken(contexts.global('identity', factsOf({ clock }, owner, new AbortController().signal)), randomBytes(24).toString('base64url'))));
    const reply = await http.inject({ method, url, headers: { authorization: `Bearer ${await token}`, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) }, ...(method === 'POST' ? { payload: '{}' } : {}) });
    return { status: reply.statusCode, json: reply.payload === '' ? {} : reply.json<Readonly<Record<string, unknown>>>() };
  };
}
