/**
 * What a log says about something thrown. Messages of libraries quote what they could not read (JSON.parse a
 * piece of the body, PostgreSQL the value of a row), so quoted parts are masked and PostgreSQL's are left out
 * altogether; type, code and stack frames tell a developer the rest. Only refusals about this machine and its
 * settings are written in full.
 */
import { AppError } from '../errors/index.ts';

export interface DescribedThrown {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  /** PostgreSQL: which table and constraint. */
  readonly table?: string;
  readonly constraint?: string;
  readonly frames?: readonly string[];
  readonly cause?: DescribedThrown;
}

const framesMax = 12;
const causesMax = 4;
const messageSizeMax = 300;
/** Errors of these modules speak of folders, ports, settings: never of what people wrote. */
const aboutThisMachine = /^(?:start|postgres|config)\./;

export function describeThrown(thrown: unknown, causesLeft = causesMax): DescribedThrown {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const code = textOf(thrown, 'code');
  const frames = framesOf(thrown);
  return {
    type: thrown.name.slice(0, 60),
    ...(code === undefined ? {} : { code }),
    ...messageOf(thrown),
    ...(frames.length === 0 ? {} : { frames }),
    ...(thrown.cause === undefined || causesLeft === 0 ? {} : { cause: describeThrown(thrown.cause, causesLeft - 1) }),
  };
}

function messageOf(error: Error): Pick<DescribedThrown, 'message' | 'table' | 'constraint'> {
  if (error instanceof AppError) return { message: aboutThisMachine.test(error.code) ? error.message : error.title };
  if ('severity' in error && 'routine' in error) {
    const table = textOf(error, 'table');
    const constraint = textOf(error, 'constraint');
    return { ...(table === undefined ? {} : { table }), ...(constraint === undefined ? {} : { constraint }) };
  }
  return { message: mask(error.message) };
}

/** Quoted parts and mail addresses become `…`. */
function mask(message: string): string {
  return message
    .slice(0, 4 * messageSizeMax)
    .replace(/"[^"]*(?:"|$)|'[^']*(?:'|$)|`[^`]*(?:`|$)|“[^”]*(?:”|$)/g, '"…"')
    .replace(/\S+@\S+/g, '…')
    .slice(0, messageSizeMax);
}

function framesOf(error: Error): readonly string[] {
  const stack = error.stack ?? '';
  const afterMessage = stack.slice(Math.max(0, stack.indexOf(error.message)) + error.message.length);
  return afterMessage.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, framesMax);
}

function textOf(error: Error, name: 'code' | 'table' | 'constraint'): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value.slice(0, 80) : undefined;
}
