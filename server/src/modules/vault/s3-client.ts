/**
 * The few requests of the S3 API that a vault needs, signed (AWS Signature Version 4) with the hash of the body, so that a
 * body which arrives changed is refused by the store. Requests that change nothing are tried again; those that write are
 * not: a second attempt could leave a second locked version.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { Clock } from '../../kernel/time/index.ts';
import { vaultErrors } from './errors.ts';

export interface S3Settings {
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Empty: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface S3Client {
  readonly settings: S3Settings;
  /** Any answer of the store below 500. Fails with vault.unavailable. */
  send(request: S3Request): Promise<Response>;
  /** Fails with vault.unavailable unless the answer is a success. */
  demand(request: S3Request): Promise<Response>;
}

const timeoutMs = 120_000;
const attemptsMax = 4;

export function createS3Client(settings: S3Settings, clock: Clock): S3Client {
  const base = `${settings.endpoint.replace(/\/+$/, '')}/${settings.bucket}`;
  const signingKeys = new Map<string, ArrayBuffer>();

  async function once({ method, key = '', query = {}, headers = {}, body }: S3Request): Promise<Response> {
    const url = new URL(key === '' ? base : `${base}/${key.split('/').map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const integrity: Record<string, string> = { 'x-amz-content-sha256': createHash('sha256').update(body ?? '').digest('hex') };
    if (body !== undefined) integrity['content-md5'] = createHash('md5').update(body).digest('base64');
    const signed = await new AwsV4Signer({
      ...settings, method, url: url.toString(), service: 's3', headers: { ...integrity, ...headers }, cache: signingKeys,
      datetime: clock.now().toISOString().replace(/[:-]|\.\d{3}/g, ''),
    }).sign();
    return fetch(signed.url, { method, headers: signed.headers, signal: AbortSignal.timeout(timeoutMs), ...(body === undefined ? {} : { body: new Uint8Array(body) }) });
  }

  const client: S3Client = {
    settings,
    async send(request) {
      const repeatable = request.method === 'GET' || request.method === 'HEAD';
      for (let attempt = 1; ; attempt += 1) {
        let cause: unknown;
        try {
          const reply = await once(request);
          if (reply.status < 500 || reply.status === 501) return reply;
          cause = new Error(`status ${String(reply.status)}: ${(await reply.text()).slice(0, 300)}`);
        } catch (error) {
          cause = error;
        }
        if (!repeatable || attempt === attemptsMax) throw vaultErrors.unavailable({ detail: `${request.method} at ${settings.endpoint} failed.` }, cause);
        await sleep(100 * 4 ** (attempt - 1));
      }
    },
    async demand(request) {
      const reply = await client.send(request);
      if (reply.ok) return reply;
      throw vaultErrors.unavailable({ detail: `${request.method} at ${settings.endpoint} was answered with ${String(reply.status)} ${codeIn(await reply.text())}.` });
    },
  };
  return client;
}

const codeIn = (text: string): string => valueOf(text, 'Code') ?? '';

/** The text of the first element of that name. The store's own answers hold no nested elements of one name. */
export function valueOf(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return found === undefined ? undefined : decodeEntities(found);
}

export function blocksOf(xml: string, element: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(([, inside]) => inside ?? '');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', '#34': '"', '#39': '\'' };
const decodeEntities = (text: string): string => text.replace(/&([a-z]+|#\d+);/g, (whole, name: string) => entities[name] ?? whole);
