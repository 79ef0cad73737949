/** One scenario for each door that writes: what must be there before, the command itself, and what it means again. */
import type { TestClient } from '../../../src/main/testing/test-client.ts';
import type { Scene } from './scene.ts';

export interface Command {
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The scene's administrator when omitted. */
  readonly by?: TestClient;
  /** TypeID of whoever the record must name; null where nobody is signed in. The administrator when omitted. */
  readonly actor?: string | null;
  /** What the same command again does: `nothing` leaves no record (an answer of 404 or 409 is nothing, too), `refused` one that says so. */
  readonly again: 'nothing' | 'another' | 'refused';
  /** Who sees the target and may not do this. `nobody`: the door is for everybody who gets this far. */
  readonly refused: TestClient | 'nobody';
  /** A part of the target's or container's sealed name or values, that the opened record must hold. */
  readonly tells?: string;
}

export interface Scenario {
  /** `METHOD /address/:with/:parameters`, as the registry has it. */
  readonly door: string;
  readonly prepare: (scene: Scene) => Promise<Command>;
}

export function scenario(door: string, prepare: Scenario['prepare']): Scenario {
  return { door, prepare };
}

/** Fails unless the answer is a success; gives its JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a scenario reads whatever the door answers
export async function made(reply: Promise<{ readonly status: number; readonly text: string; readonly json: any }>): Promise<any> {
  const { status, text, json } = await reply;
  if (status >= 300) throw new Error(`what a scenario needs could not be made: ${String(status)} ${text}`);
  return json;
}

/** One file as multipart/form-data. */
export function upload(fileName: string, bytes: Buffer | string, more: Readonly<Record<string, string>> = {}): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  const boundary = 'holdfast-scenario';
  const fields = Object.entries(more).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
  const head = `${fields}--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: text/plain\r\n\r\n`;
  return {
    body: Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'x-atlassian-token': 'no-check' },
  };
}

export const adfOf = (text: string): object => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
