/** A whole installation in a process of its own, with embedded databases in a folder of its own. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const upPath = join(import.meta.dirname, '../../src/main/up.ts');

export interface InstallationProcess {
  readonly url: string;
  setupCode(): Promise<string>;
  /** Ends it as a person would; resolves when it is gone. */
  stop(): Promise<void>;
}

export async function startInstallationProcess(options: { readonly data: string; readonly temporary: string; readonly settings?: Readonly<Record<string, string>> }): Promise<InstallationProcess> {
  const { data, temporary, settings = {} } = options;
  const child = spawn(process.execPath, [upPath], {
    env: { ...process.env, HOLDFAST_DATA: data, HOLDFAST_PORT: '0', HOLDFAST_DEMO: '', TMPDIR: temporary, ...settings },
    cwd: temporary, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const read = (piece: Buffer): void => {
      said += piece.toString();
      const found = /Holdfast ready at (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`the installation ended: ${said}`)));
  });
  return {
    url,
    async setupCode() {
      const code = /^Set-up code: (\S+)$/m.exec(await readFile(join(data, 'first-administrator.txt'), 'utf8'))?.[1];
      if (code === undefined) throw new Error('there is no set-up code');
      return code;
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
