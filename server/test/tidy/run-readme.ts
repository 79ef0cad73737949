/**
 * Does what README.md says, in a fresh clone: every marked command ends well, `npm start` says that it is ready,
 * answers, stops at Ctrl-C leaving no PostgreSQL behind, and starts again on what is there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneFresh, type FreshClone, type RunningCommand } from './fresh-clone.ts';
import { commandBlocks, type Step } from './readme-commands.ts';
import { repositoryRoot } from './tree.ts';

const scriptTimeoutMs = 600_000;
const firstReadyTimeoutMs = 600_000;
const stopTimeoutMs = 30_000;
const readyLine = /^Holdfast ready at (\S+)/m;
const outputLinesShown = 80;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const secondsSince = (startMs: number): string => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;

class Trial {
  readonly #clone: FreshClone;
  #server: RunningCommand | undefined;
  #lastStart = 'npm start';
  failed = 0;

  constructor(clone: FreshClone) {
    this.#clone = clone;
  }

  async take(step: Step): Promise<void> {
    const script = step.script.replaceAll('localhost:8080', `localhost:${this.#clone.port}`);
    if (step.kind === 'server') await this.#start(script);
    else await this.#run(script);
  }

  /** Stops what was started, then proves that a second start works on the data of the first. */
  async finish(): Promise<void> {
    if (this.#server === undefined) {
      this.#judge('README.md starts the platform', false, 'no marked block has a line `npm start`');
      return;
    }
    await this.#stop();
    if (this.failed > 0) return; // the second start would say the same again
    await this.#start(this.#lastStart);
    await this.#stop();
  }

  async abandon(): Promise<void> {
    await this.#server?.interrupt(stopTimeoutMs);
  }

  async #run(script: string): Promise<void> {
    const startMs = performance.now();
    const { ok, output } = await this.#clone.run(script, scriptTimeoutMs);
    this.#judge(`${script.trim().replaceAll('\n', '; ')} (${secondsSince(startMs)})`, ok, output);
  }

  async #start(script: string): Promise<void> {
    if (this.#server !== undefined) await this.#stop();
    const startMs = performance.now();
    const server = this.#clone.start(script);
    this.#server = server;
    this.#lastStart = script;
    const ready = await server.waitFor(readyLine, firstReadyTimeoutMs);
    this.#judge(`${script} is ready (${secondsSince(startMs)})`, ready !== undefined, server.output());
    const url = ready?.[1];
    if (url === undefined) return;
    const status = await fetch(new URL('/healthz', url)).then((reply) => reply.status, (error: unknown) => String(error));
    this.#judge(`${url}/healthz answers`, status === 200, String(status));
  }

  async #stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const startMs = performance.now();
    const clean = await server.interrupt(stopTimeoutMs);
    this.#judge(`Ctrl-C stops it (${secondsSince(startMs)})`, clean, server.output());
    const left = leftBehind(join(this.#clone.folder, '.holdfast'));
    this.#judge('nothing runs on', left.length === 0, left.join('\n'));
  }

  #judge(what: string, ok: boolean, output: string): void {
    say(`${ok ? 'ok    ' : 'FAILED'}  ${what}`);
    if (ok) return;
    this.failed += 1;
    say(output.trimEnd().split('\n').slice(-outputLinesShown).map((line) => `        ${line}`).join('\n'));
  }
}

/** Clusters that believe to be running. */
function leftBehind(dataFolder: string): readonly string[] {
  if (!existsSync(dataFolder)) return [`${dataFolder} is not there`];
  return readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('postmaster.pid'));
}

const root = process.argv[2] ?? repositoryRoot;
const blocks = commandBlocks(existsSync(join(root, 'README.md')) ? readFileSync(join(root, 'README.md'), 'utf8') : '');
if (blocks.length === 0) {
  say('README.md has no block marked <!-- run -->: there is nothing that a newcomer could follow');
  process.exitCode = 1;
} else {
  const clone = await cloneFresh(root);
  const trial = new Trial(clone);
  // What was started has a group of its own, so a Ctrl-C at us must be passed on.
  const giveUp = (): void => {
    void trial.abandon().then(() => {
      clone.remove();
      process.exit(130);
    });
  };
  process.once('SIGINT', giveUp).once('SIGTERM', giveUp);
  try {
    for (const step of blocks.flatMap(({ steps }) => steps)) await trial.take(step);
    await trial.finish();
  } finally {
    await trial.abandon();
    clone.remove();
  }
  say(`README: ${blocks.length} blocks, ${blocks.flatMap(({ steps }) => steps).length} steps, ${trial.failed} failed`);
  process.exitCode = trial.failed === 0 ? 0 : 1;
}
