/** Which drills this installation can run. */
import type { FastifyInstance } from 'fastify';
import { randomBytes } from 'node:crypto';
import type { Databases } from '../../kernel/db/index.ts';
import { siteIds } from '../../kernel/ids/index.ts';
import type { Identity } from '../../modules/identity/index.ts';
import type { ObjectStore } from '../../modules/media/index.ts';
import type { Recovery } from '../../modules/recovery/index.ts';
import { factsOf, type DrillGround, type DrillPlace } from './drill-places.ts';
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
  wiring.recovery.drills.register('ransomware', createRansomwareDrill({ ...wiring, overwriteMs, remove: (place) => closePlace(wiring, place) }));
}

/** Through its own door, as its owner: nobody enters it any more. */
async function closePlace(wiring: DrillWiring, { owner, siteId }: DrillPlace): Promise<void> {
  const token = await wiring.identity.issueToken(wiring.contexts.global('identity', factsOf(wiring, owner, new AbortController().signal)), randomBytes(24).toString('base64url'));
  const reply = await wiring.http.inject({ method: 'POST', url: `/api/v1/sites/${siteIds.format(siteId)}/suspend`, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, payload: JSON.stringify({ reason: 'a drill has ended' }) });
  if (reply.statusCode >= 300) throw new Error(`the place of a drill was not closed: ${reply.payload}`);
}
