/**
 * The other end of the catalogue feed: keeps this process's read model up to what the serving process has seen.
 *
 *   connecting ──(first line)──▶ following ──(end, silence, bad line)──▶ connecting, after a pause that grows
 *
 * While it follows there is no polling; while it does not, the read model polls the database itself. A change that
 * this process made is told to the feed, so that the others hear of it too.
 */
import { randomInt } from 'node:crypto';
import { request, type ClientRequest } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { parseFeedLine } from './catalogue-changes.ts';
import { heartbeatMs } from './catalogue-feed.ts';
import type { Catalogue } from './catalogue.ts';

const pauseMinMs = 50;
const pauseMaxMs = 5_000;
const silenceMaxMs = 3 * heartbeatMs;
const lineLengthMax = 8 * 1024 * 1024;

export interface FeedFollower {
  readonly following: boolean;
  stop(): void;
}

export function followCatalogueFeed(options: {
  readonly catalogue: Catalogue;
  readonly socketPath: string;
  readonly onError: (error: unknown) => void;
  /** Tests of lost connections do not wait long. */
  readonly pauseMaxMs?: number;
}): FeedFollower {
  const { catalogue, socketPath } = options;
  let stopped = false;
  let following = false;
  let failures = 0;
  let connection: ClientRequest | undefined;
  let pause: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;

  function connect(): void {
    const asked = request({ socketPath, path: `/changes?after=${String(catalogue.version)}`, agent: false });
    connection = asked;
    asked.on('response', (response) => {
      if (response.statusCode !== 200) {
        asked.destroy(new Error(`the catalogue feed answered ${String(response.statusCode)}`));
        return;
      }
      const decoder = new StringDecoder('utf8');
      let rest = '';
      response.on('data', (bytes: Buffer) => {
        silence?.refresh();
        const lines = (rest + decoder.write(bytes)).split('\n');
        rest = lines.pop() ?? '';
        try {
          if (rest.length > lineLengthMax) throw new Error('a line of the catalogue feed is too long');
          for (const line of lines) take(line);
        } catch (error) {
          asked.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
      response.on('error', (error) => asked.destroy(error));
    });
    asked.on('error', options.onError);
    asked.on('close', lost);
    silence = setTimeout(() => asked.destroy(new Error('the catalogue feed fell silent')), silenceMaxMs);
    silence.unref();
    asked.end();
  }

  function take(line: string): void {
    const parsed = parseFeedLine(line);
    if (parsed.kind === 'changes') {
      catalogue.apply(parsed);
      return;
    }
    catalogue.reached(parsed.version, parsed.contactAgoMs);
    failures = 0;
    if (following) return;
    following = true;
    catalogue.stop();
  }

  function lost(): void {
    clearTimeout(silence);
    following = false;
    if (stopped) return;
    catalogue.follow();
    const fullMs = Math.min(options.pauseMaxMs ?? pauseMaxMs, pauseMinMs * 2 ** Math.min(failures, 10));
    failures += 1;
    // Spread, so that all processes do not come back in the same moment.
    pause = setTimeout(connect, fullMs / 2 + randomInt(Math.ceil(fullMs / 2)));
    pause.unref();
  }

  /** Best effort: whoever is not told now hears of it at the serving process's next poll. */
  function tell(): void {
    if (!following) return; // what a poll brought is no news of ours
    const told = request({ socketPath, path: '/changed', method: 'POST', agent: false, timeout: silenceMaxMs }, (response) => response.resume());
    told.on('timeout', () => told.destroy());
    told.on('error', options.onError);
    told.end();
  }

  const stopTelling = catalogue.onRead(tell);
  catalogue.follow();
  connect();
  return {
    get following() {
      return following;
    },
    stop() {
      stopped = true;
      stopTelling();
      clearTimeout(pause);
      clearTimeout(silence);
      connection?.destroy();
      catalogue.stop();
    },
  };
}
