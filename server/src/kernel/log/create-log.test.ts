/** What reaches a log, and what must not. Files are in a folder of the test's own. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineErrors } from '../errors/index.ts';
import { ManualClock } from '../time/index.ts';
import { createLog, type LogFields, type LogSettings, type OpenLog } from './index.ts';

const clock = new ManualClock(new Date('2030-01-02T03:04:05.000Z'));
const errors = defineErrors('logtest', { refused: { status: 400, title: 'It was refused.' } });
const machineErrors = defineErrors('start', { log_test: { status: 500, title: 'The disk is full.' } });

let folder = '';
let screen: string[] = [];
let open: OpenLog | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hf-log-'));
  screen = [];
});
afterEach(() => {
  open?.close();
  rmSync(folder, { recursive: true });
});

function start(settings: Partial<LogSettings> = {}, isTTY = false): OpenLog {
  open = createLog({
    settings: { level: 'info', format: 'auto', fileSizeBytesMax: 64 * 1024, filesMax: 3, ...settings },
    clock, dataFolder: folder, screen: { isTTY, write: (text: string) => screen.push(text) },
  });
  return open;
}

function inFile(): string {
  return readFileSync(join(folder, 'logs', 'holdfast.log'), 'utf8');
}

describe('a log line', () => {
  it('is one JSON object, the same on standard error and in a 0600 file', () => {
    start().info('a request was answered', { requestId: 'r1', status: 200, durationMs: 3 });
    expect(JSON.parse(screen.join(''))).toEqual({ level: 'info', time: '2030-01-02T03:04:05.000Z', requestId: 'r1', status: 200, durationMs: 3, msg: 'a request was answered' });
    expect(inFile()).toBe(screen.join(''));
    expect(statSync(join(folder, 'logs', 'holdfast.log')).mode & 0o777).toBe(0o600);
  });

  it('is plain on a terminal', () => {
    start({}, true).with({ cluster: 'keys' }).warn('PostgreSQL ended', { attempt: 2 });
    expect(screen).toEqual(['03:04:05 WARN  PostgreSQL ended cluster=keys attempt=2\n']);
  });

  it('is left out below the level', () => {
    start({ level: 'warn' }).info('nothing happened');
    expect([screen.length, inFile()]).toEqual([0, '']);
  });

  it('drops fields that are not on the list, in a line and in what every line carries', () => {
    // What a careless caller in plain JavaScript could pass.
    const careless = { title: 'canary', email: 'canary@example.org', requestId: 'r1', status: { body: 'canary' } } as unknown as LogFields;
    const log = start();
    log.with(careless).info('one', careless);
    expect(screen.join('') + inFile()).not.toContain('canary');
    expect(screen.join('')).toContain('"droppedFields":3');
    expect(screen.join('')).toContain('"requestId":"r1"');
  });
});

describe('a terminal that is gone', () => {
  it('does not end the program', () => {
    const gone = Object.assign(new EventEmitter(), { write: (): boolean => gone.emit('error', new Error('EPIPE')) });
    open = createLog({ settings: { level: 'info', format: 'auto', fileSizeBytesMax: 64 * 1024, filesMax: 3 }, clock, dataFolder: folder, screen: gone });
    open.info('still here');
    expect(inFile()).toContain('still here');
  });
});

describe('something thrown', () => {
  function logged(error: unknown): string {
    start().error('it failed', { error });
    return screen.join('');
  }

  function thrownBy(work: () => unknown): unknown {
    try {
      work();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  }

  it.each<[string, () => unknown]>([
    ['a JSON parser', () => thrownBy(() => { JSON.parse('{"title": canary}'); })],
    ['PostgreSQL', () => Object.assign(new Error('invalid input syntax for type uuid: "canary"'), { severity: 'ERROR', routine: 'x', code: '22P02', detail: 'canary', where: 'canary' })],
    ['a refusal with its detail', () => errors.refused({ detail: 'found "canary"', title: 'canary' })],
    ['a library with quotes', () => new TypeError("cannot read 'canary' of `canary` and “canary” and canary@example.org")],
    ['a message that imitates frames', () => new Error('x "\n    at canary')],
    ['a chain of causes', () => new Error('outer', { cause: new Error('"canary"') })],
    ['no error at all', () => 'canary'],
  ])('by %s gives no content away', (_what, make) => {
    expect(logged(make())).not.toContain('canary');
  });

  it('keeps what a developer needs: type, code, constraint, frames', () => {
    const error = Object.assign(new Error('duplicate key'), { severity: 'ERROR', routine: '_bt_check_unique', code: '23505', table: 'issue', constraint: 'issue_key' });
    const line = JSON.parse(logged(new Error('saving failed', { cause: error }))) as { error: { message: string; frames: string[]; cause: object } };
    expect(line.error).toMatchObject({ type: 'Error', message: 'saving failed', cause: { code: '23505', table: 'issue', constraint: 'issue_key' } });
    expect(line.error.frames[0]).toContain('create-log.test');
  });

  it('is written in full when it speaks of this machine only', () => {
    expect(logged(machineErrors.log_test({ detail: 'Make room in the data folder.' }))).toContain('Make room in the data folder.');
  });

  it('is bounded, however long its chain', () => {
    let error = new Error('innermost');
    for (let depth = 0; depth < 1_000; depth += 1) error = new Error(`${'long '.repeat(500)}${String(depth)}`, { cause: error });
    expect(logged(error).length).toBeLessThan(20_000);
  });
});

describe('the log file', () => {
  it('is rotated by size and keeps a bounded number of files, without losing a line in between', () => {
    const log = start({ fileSizeBytesMax: 64 * 1024, filesMax: 3 });
    for (let number = 0; number < 1_500; number += 1) log.info('x'.repeat(80), { count: number });
    const files = readdirSync(join(folder, 'logs')).sort();
    expect(files).toEqual(['holdfast.log', 'holdfast.log.1', 'holdfast.log.2']);
    for (const name of files) expect(statSync(join(folder, 'logs', name)).size).toBeLessThanOrEqual(64 * 1024);
    const lines = files.reverse().flatMap((name) => readFileSync(join(folder, 'logs', name), 'utf8').trim().split('\n'));
    const numbers = lines.map((line) => (JSON.parse(line) as { count: number }).count);
    expect(numbers.at(-1)).toBe(1_499);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });

  it('continues the file of an earlier run', () => {
    start().info('one');
    open?.close();
    start().info('two');
    expect(inFile().split('\n').filter((line) => line !== '')).toHaveLength(2);
  });
});
