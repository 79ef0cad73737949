/** A backup of more than 200 MB comes in through a real server: its memory stays flat, and the rate is printed. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { generateJiraBackup } from './jira-backup-for-tests.ts';
import type { ShownImport } from './import-files-for-tests.ts';
import { startServer } from './server-for-tests.ts';

const issues = Number(process.env['TEST_IMPORT_ISSUES'] ?? 80_000);
const memoryBytesMax = 300 * 1_048_576;

async function residentBytes(pid: number): Promise<number> {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
}

it.runIf(process.platform === 'linux')('imports a large file with flat memory', async () => {
  const data = await mkdtemp(join(tmpdir(), 'hf-import-size-'));
  const server = await startServer(data);
  try {
    const { token, site } = await server.setUp();
    const restBytes = await residentBytes(server.pid);
    const headers = { authorization: `Bearer ${token}` };
    const body = Readable.toWeb(Readable.from(generateJiraBackup({ issues, users: 500, projects: 10 })));
    // The types of fetch know no half-duplex streams; Node needs the word for them.
    const request = { method: 'POST', headers: { ...headers, 'content-type': 'application/octet-stream' }, body, duplex: 'half' } as unknown as RequestInit;
    const { id } = (await (await fetch(`${server.url}/api/v1/sites/${site}/imports?name=large.xml`, request)).json()) as ShownImport;
    let peakBytes = 0;
    const startedMs = performance.now();
    for (;;) {
      peakBytes = Math.max(peakBytes, await residentBytes(server.pid));
      const shown = (await (await fetch(`${server.url}/api/v1/sites/${site}/imports/${id}`, { headers })).json()) as ShownImport;
      if (['done', 'failed', 'cancelled'].includes(shown.state)) {
        const seconds = (performance.now() - startedMs) / 1000;
        const mebibytes = (bytes: number): number => Math.round(bytes / 1_048_576);
        process.stdout.write(`imported ${issues} issues in ${seconds.toFixed(1)} s (${Math.round(issues / seconds)}/s); memory at rest ${mebibytes(restBytes)} MiB, peak ${mebibytes(peakBytes)} MiB\n`);
        expect(shown).toMatchObject({ state: 'done', error: null, report: { skipped: [], imported: { issues } } });
        break;
      }
      await sleep(250);
    }
    expect(peakBytes).toBeLessThan(memoryBytesMax + restBytes);
  } finally {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  }
});
