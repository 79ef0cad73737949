import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planOf } from '../commands/demo.ts';
import { createRandom } from './random.ts';
import { writeConfluenceExport, writeJiraBackup } from './write-backup.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'hf-generate-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

const plan = { issues: 40, pages: 12, attachments: 6, attachmentBytes: 2000 };

describe('made-up backups', () => {
  it.each([['Jira', writeJiraBackup], ['Confluence', writeConfluenceExport]] as const)('of %s are the same bytes for the same seed, and others for another', async (name, write) => {
    const hash = async (seed: string): Promise<string> => {
      const path = join(folder, `${name}.zip`);
      await write(path, createRandom(seed), plan);
      return createHash('sha256').update(await readFile(path)).digest('hex');
    };
    const first = await hash('one');
    expect(await hash('one')).toBe(first);
    expect(await hash('two')).not.toBe(first);
  });

  it('has sizes around the mean, skewed, and the same for the same seed', () => {
    const options = { sites: 400, issues: 150, pages: 30, attachments: 30, attachmentBytes: 1000, seed: 'drill' };
    const issues = Array.from({ length: options.sites }, (_, index) => planOf(options, index).issues);
    const mean = issues.reduce((sum, one) => sum + one, 0) / issues.length;
    expect(mean).toBeGreaterThan(110);
    expect(mean).toBeLessThan(200);
    expect(Math.max(...issues)).toBeGreaterThan(3 * mean);
    expect(planOf(options, 7)).toEqual(planOf(options, 7));
  });
});
