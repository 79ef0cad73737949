/**
 * The platform's log: JSON lines into a rotated file in the data folder, and lines on standard error in the form
 * that fits. Every line passes the allowlist, whoever wrote it.
 */
import { join } from 'node:path';
import { multistream, pino, type DestinationStream, type Logger } from 'pino';
import type { Clock } from '../time/index.ts';
import { allow } from './allow.ts';
import type { LogFields } from './fields.ts';
import type { Log } from './log.ts';
import { toPlainLine } from './plain-line.ts';
import { openRotatingFile } from './rotating-file.ts';

export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'auto' | 'json' | 'plain';
  readonly fileSizeBytesMax: number;
  readonly filesMax: number;
}

export interface CreateLogOptions {
  readonly settings: LogSettings;
  readonly clock: Clock;
  /** The data folder; without one nothing is written to a file. */
  readonly dataFolder?: string;
  /** Standard error unless a test says otherwise. */
  readonly screen?: Screen;
}

export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
  on?(event: 'error', listener: () => void): unknown;
}

export interface OpenLog extends Log {
  /** Writes out what is buffered. Lines after that are lost. */
  close(): void;
}

export function createLog({ settings, clock, dataFolder, screen = process.stderr }: CreateLogOptions): OpenLog {
  screen.on?.('error', () => undefined); // a terminal that is gone must not end the platform
  const plain = settings.format === 'plain' || (settings.format === 'auto' && screen.isTTY === true);
  const onScreen: DestinationStream = { write: (line) => { screen.write(plain ? toPlainLine(line) : line); } };
  const file = dataFolder === undefined ? undefined : openRotatingFile({
    path: join(dataFolder, 'logs', 'holdfast.log'),
    sizeBytesMax: settings.fileSizeBytesMax,
    filesMax: settings.filesMax,
    onLoss: () => { screen.write('Holdfast: the log file cannot be written (is the disk full?); lines are lost until it can.\n'); },
  });
  const streams = [onScreen, ...(file === undefined ? [] : [file])].map((stream) => ({ level: settings.level, stream }));
  const logger = pino(
    {
      level: settings.level,
      base: null,
      timestamp: () => `,"time":"${clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: allow },
    },
    multistream(streams),
  );
  return { ...toLog(logger, {}), close: () => { file?.close(); } };
}

/** `bound` goes with every line; not as pino's child bindings, which would pass the allowlist by. */
function toLog(logger: Logger, bound: LogFields): Log {
  return {
    debug: (message, fields) => { logger.debug({ ...bound, ...fields }, message); },
    info: (message, fields) => { logger.info({ ...bound, ...fields }, message); },
    warn: (message, fields) => { logger.warn({ ...bound, ...fields }, message); },
    error: (message, fields) => { logger.error({ ...bound, ...fields }, message); },
    with: (fields) => toLog(logger, { ...bound, ...fields }),
  };
}
