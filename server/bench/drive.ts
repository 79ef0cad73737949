/** Starts helper processes, talks to them, and runs two servers against each other in turns. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpuSeconds } from './machine.ts';
import { join } from 'node:path';
import type { LoadOrder, LoadResult } from './load-generator.ts';

export interface Helper {
  readonly process: ChildProcess;
  /** Sends a message and waits for the next answer. */
  ask<Answer>(message: unknown): Promise<Answer>;
  /** Waits for a message that nobody asked for. */
  next<Answer>(): Promise<Answer>;
  stop(): Promise<void>;
}

/** A script of this folder in a process of its own. Answers with `failure` become errors. */
export function startHelper(script: string, args: readonly string[] = [], nodeArguments: readonly string[] = [], settings: Readonly<Record<string, string>> = {}): Helper {
  const child = fork(join(import.meta.dirname, script), [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced', execArgv: [...nodeArguments], env: { ...process.env, ...settings } });
  const next = <Answer>(): Promise<Answer> => new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      child.off('message', onMessage);
      child.off('exit', onExit);
      act();
    };
    const onMessage = (answer: unknown): void => {
      settle(() => {
        if (typeof answer === 'object' && answer !== null && 'failure' in answer) reject(new Error(`${script}: ${String(answer.failure)}`));
        else resolve(answer as Answer); // the script's own type, named by the caller
      });
    };
    const onExit = (code: number | null): void => { settle(() => { reject(new Error(`${script} ended with ${String(code)}`)); }); };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
  return {
    process: child,
    next,
    ask(message) {
      const answer = next<never>();
      child.send(message as object);
      return answer;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (child.connected) child.disconnect();
      else child.kill('SIGTERM');
      await gone;
    },
  };
}

export interface Server {
  readonly name: 'protected' | 'bare';
  readonly port: number;
  readonly authorization: string;
  /** The server's process and that of the PostgreSQL that it asks: the CPU time of both is what a request costs. */
  readonly pids: readonly number[];
}

export interface Shape {
  readonly name: string;
  requests(server: Server): readonly string[];
}

/** A whole HTTP request as bytes on the wire. */
export function requestText(server: Server, method: string, path: string, body?: unknown): string {
  const payload = body === undefined ? '' : JSON.stringify(body);
  return [
    `${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${String(server.port)}`, 'accept: application/json', `authorization: ${server.authorization}`,
    ...(body === undefined ? [] : ['content-type: application/json', `content-length: ${String(Buffer.byteLength(payload))}`]), '', payload,
  ].join('\r\n');
}

export async function load(generator: Helper, order: LoadOrder): Promise<LoadResult> {
  const result = await generator.ask<LoadResult>(order);
  if (result.refused > 0) throw new Error(`${String(result.refused)} answers were no 2xx; the first:\n${result.firstRefusal ?? ''}`);
  return result;
}

export interface Comparison {
  readonly protected: Figures;
  readonly bare: Figures;
  /** Median over the rounds of protected ÷ bare, each pair of rounds run one after the other. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  /** CPU time of the bare answer ÷ that of the protected one. */
  readonly cpuRatio: number;
}
export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the server and its database together, per answer; 0 where the machine does not tell. Other load on the machine touches it little. */
  readonly cpuMs: number;
}

interface Round extends LoadResult { readonly cpuMs: number }

export const median = (values: readonly number[]): number => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

/** A/B/B/A/… so that whatever drifts on the machine touches both alike. */
export async function compare(generator: Helper, servers: { readonly protected: Server; readonly bare: Server }, shape: Shape, options: { readonly rounds: number; readonly roundMs: number; readonly connections: number }): Promise<Comparison> {
  const results = { protected: [] as Round[], bare: [] as Round[] };
  const one = async (server: Server, durationMs: number): Promise<Round> => {
    const before = await cpuSeconds(server.pids);
    const result = await load(generator, { port: server.port, requests: shape.requests(server), connections: options.connections, durationMs });
    return { ...result, cpuMs: (((await cpuSeconds(server.pids)) - before) * 1000) / Math.max(1, result.answered) };
  };
  for (const server of [servers.protected, servers.bare]) await one(server, options.roundMs); // warm
  for (let round = 0; round < options.rounds; round += 1) {
    const order = round % 2 === 0 ? [servers.protected, servers.bare] : [servers.bare, servers.protected];
    for (const server of order) results[server.name].push(await one(server, options.roundMs));
  }
  const ratios = results.protected.map((result, index) => result.perSecond / (results.bare[index]?.perSecond ?? Number.NaN));
  const figures = (rounds: readonly Round[]): Figures => ({
    perSecond: median(rounds.map((r) => r.perSecond)), p50Ms: median(rounds.map((r) => r.p50Ms)), p99Ms: median(rounds.map((r) => r.p99Ms)), cpuMs: median(rounds.map((r) => r.cpuMs)),
  });
  const [kept, bare] = [figures(results.protected), figures(results.bare)];
  return { protected: kept, bare, ratio: median(ratios), ratios, cpuRatio: bare.cpuMs / kept.cpuMs };
}
