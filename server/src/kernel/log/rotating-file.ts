/**
 * The log file: `holdfast.log`, and older ones as `holdfast.log.1`, `.2`, … up to a number of files. A disk that
 * is full costs log lines, never the platform.
 */
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { destination, type DestinationStream } from 'pino';

export interface RotatingFile extends DestinationStream {
  /** Writes what is buffered, and lets go of the file. */
  close(): void;
}

export interface RotatingFileOptions {
  readonly path: string;
  readonly sizeBytesMax: number;
  readonly filesMax: number;
  /** Told once when lines begin to be lost. */
  readonly onLoss: (error: unknown) => void;
}

export function openRotatingFile({ path, sizeBytesMax, filesMax, onLoss }: RotatingFileOptions): RotatingFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = destination({ dest: path, mode: 0o600, sync: true });
  let sizeBytes = existsSync(path) ? statSync(path).size : 0;
  let lossTold = false;
  let open = true;
  file.on('error', (error: unknown) => { lose(error); });

  function lose(error: unknown): void {
    if (!lossTold) onLoss(error);
    lossTold = true;
  }

  function rotate(): void {
    rmSync(numbered(filesMax - 1), { force: true });
    for (let number = filesMax - 2; number >= 0; number -= 1) if (existsSync(numbered(number))) renameSync(numbered(number), numbered(number + 1));
    file.reopen();
    sizeBytes = 0;
  }

  function numbered(number: number): string {
    return number === 0 ? path : `${path}.${String(number)}`;
  }

  return {
    write(line) {
      if (!open) return;
      try {
        const lineSizeBytes = Buffer.byteLength(line);
        if (sizeBytes > 0 && sizeBytes + lineSizeBytes > sizeBytesMax) rotate();
        file.write(line);
        sizeBytes += lineSizeBytes;
      } catch (error) {
        lose(error);
      }
    },
    close() {
      if (!open) return;
      open = false;
      file.end();
    },
  };
}
