/**
 * What happens to a shared document, as server-sent events: everything behind the number that the editor has seen, then
 * whatever comes. Each look asks anew who the listener is and whether he may still edit the page, so a right that went ends the
 * stream within five seconds.
 */
import { Readable } from 'node:stream';
import { isAppError } from '../../../kernel/errors/index.ts';
import type { Ctx } from '../../../kernel/service/index.ts';
import { findContent, type Content } from '../content-store.ts';
import { admitEditor } from '../editing/keep-draft.ts';
import { formatPerson } from '../people.ts';
import { viewerOf } from '../visibility-store.ts';
import { catchUpWithVersion, togetherLimits } from './edit-together.ts';
import type { Listeners } from './listeners.ts';
import { findShared, listUpdates, readSnapshot } from './live-document-store.ts';

/** Who somebody is now: the same proof judged again. Undefined when it no longer holds. */
export type Renew = (ctx: Ctx) => Promise<Ctx | undefined>;

export interface StreamRequest {
  readonly id: number;
  readonly after: number;
}

export const pageKey = (ctx: Ctx, id: number): string => `${ctx.tenant.tenantId}/${String(id)}`;
const lookEveryMs = 2_000;
const aliveEveryMs = 15_000;
const updatesAtOnce = 200;

export function streamChanges(ctx: Ctx, listeners: Listeners, renew: Renew, request: StreamRequest): Readable {
  return Readable.from(events(ctx, listeners, renew, request), { objectMode: false, encoding: 'utf8' });
}

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

async function* events(ctx: Ctx, listeners: Listeners, renew: Renew, { id, after }: StreamRequest): AsyncGenerator<string> {
  const page = pageKey(ctx, id);
  if (listeners.count(page) >= togetherLimits.peopleMax) {
    yield event('closed', { reason: 'full' });
    return;
  }
  const bell = new Bell(ctx.signal);
  const leave = listeners.listen(page, bell);
  const seen: Seen = { sequence: after, version: 0, presence: '' };
  try {
    yield ': listening\n\n';
    for (let silentMs = 0; !bell.ended; silentMs += lookEveryMs) {
      const reason = listeners.stopped ? 'stopping' : yield* look(await renew(ctx), listeners, page, id, seen);
      if (reason !== null) {
        yield event('closed', { reason });
        return;
      }
      if (silentMs >= aliveEveryMs) {
        yield ': alive\n\n';
        silentMs = 0;
      }
      await bell.rung(lookEveryMs);
    }
    if (listeners.stopped) yield event('closed', { reason: 'stopping' });
  } finally {
    leave();
    bell.end();
  }
}

interface Seen {
  sequence: number;
  version: number;
  presence: string;
}

/** What is new; the reason to close, if there is one. */
async function* look(ctx: Ctx | undefined, listeners: Listeners, page: string, id: number, seen: Seen): AsyncGenerator<string, string | null> {
  if (ctx === undefined) return 'forbidden';
  let content: Content;
  try {
    content = admitEditor(await ctx.read((tx) => findContent(tx, viewerOf(ctx), id)));
  } catch (error) {
    if (isAppError(error)) return error.status === 403 ? 'forbidden' : 'gone';
    throw error;
  }
  const state = await ctx.read((tx) => findShared(tx, id));
  if (state === undefined) return 'gone';
  if (state.baseVersion < content.version.number) await catchUpWithVersion(ctx, id);
  yield* updates(ctx, id, state.snapshotSequence, seen);
  if (seen.version !== content.version.number) {
    if (seen.version > 0) yield event('version', { version: content.version.number, author: content.version.author === null ? null : formatPerson(content.version.author) });
    seen.version = content.version.number;
  }
  const people = listeners.present(page).map(({ session, account, name, colour, state: shown }) => ({ session, person: { accountId: formatPerson(account), name }, colour, state: shown }));
  const presence = JSON.stringify(people);
  if (presence !== seen.presence && !(seen.presence === '' && people.length === 0)) yield event('presence', { people });
  seen.presence = presence;
  return null;
}

async function* updates(ctx: Ctx, id: number, snapshotSequence: number, seen: Seen): AsyncGenerator<string> {
  if (seen.sequence < snapshotSequence) {
    const snapshot = await ctx.read((tx) => readSnapshot(tx, id));
    if (snapshot !== undefined) {
      yield event('snapshot', { sequence: snapshot.sequence, document: snapshot.bytes.toString('base64') });
      seen.sequence = snapshot.sequence;
    }
  }
  for (let found = updatesAtOnce; found === updatesAtOnce;) {
    const from = seen.sequence;
    const news = await ctx.read((tx) => listUpdates(tx, id, from, updatesAtOnce));
    // A fold between two looks leaves a gap: the next look begins with its snapshot.
    if (news[0] !== undefined && news[0].sequence !== from + 1) return;
    for (const { sequence, session, body } of news) {
      yield event('update', { sequence, session, update: body.toString('base64') });
      seen.sequence = sequence;
    }
    found = news.length;
  }
}

/** Waits for a nudge, a time or the end, whichever comes first. */
class Bell {
  ended = false;
  #ring: (() => void) | undefined;
  #rang = false;

  constructor(signal: AbortSignal) {
    if (signal.aborted) this.ended = true;
    else signal.addEventListener('abort', () => { this.end(); }, { once: true });
  }

  wake(): void {
    this.#rang = true;
    this.#ring?.();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  async rung(atMostMs: number): Promise<void> {
    if (!this.#rang && !this.ended) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        this.#ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#ring = undefined;
    this.#rang = false;
  }
}
