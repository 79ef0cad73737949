import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { generateBackup } from './generated-backup-for-tests.ts';
import { defaultReadingLimits } from './limits.ts';
import { readRecords } from './record-reading.ts';

const MB = 1_000_000;

describe('a reading of 30 MB', () => {
  it('does not keep the file in memory where single values of it are kept', async () => {
    setFlagsFromString('--expose-gc');
    // Only so can a running process be asked to tidy up.
    const collectGarbage = runInNewContext('gc') as () => void;
    const heapBytes = () => (collectGarbage(), process.memoryUsage().heapUsed);
    const before = heapBytes();
    const kept: (string | undefined)[] = [];
    for await (const record of readRecords('jira', () => Promise.resolve(generateBackup('jira', 30 * MB)), 0, defaultReadingLimits)) {
      if (record.kind === 'jira' && record.type === 'Issue') kept.push(record.fields.get('created'));
    }
    expect(kept.length).toBeGreaterThan(10_000);
    expect(kept.every((value) => value === '2012-06-03 22:48:29.0')).toBe(true);
    expect(heapBytes() - before).toBeLessThan(10 * MB);
  });

  it('reads no further than one chunk ahead of its reader', async () => {
    let pulled = 0;
    async function* counted() {
      for await (const piece of generateBackup('confluence', 30 * MB)) {
        pulled += piece.length;
        yield piece;
      }
    }
    const reading = readRecords('confluence', () => Promise.resolve(counted()), 0, defaultReadingLimits);
    let records = 0;
    for await (const record of reading) {
      records = record.ordinal;
      if (records === 10) break;
    }
    expect(records).toBe(10);
    expect(pulled).toBeLessThan(300_000);
  });
});
