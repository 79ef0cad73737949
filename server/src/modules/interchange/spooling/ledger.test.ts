import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

describe('the account of an import', () => {
  it('says what was imported, kept and skipped, and names what nobody accounted for', () => {
    const ledger = new Ledger();
    for (const type of ['Issue', 'Issue', 'Issue', 'Label', 'Odd']) ledger.sawInFile(type);
    ledger.imported('Issue', 1, 'issues');
    ledger.imported('Label');
    ledger.skipped('Issue', 'It has no id.');
    expect([ledger.records, ledger.accounted]).toEqual([5, 3]);
    const report = ledger.report('jira');
    expect(report.imported).toMatchObject({ issues: 1, projects: 0 });
    expect(report.other).toEqual({ Label: 1 });
    expect(report.skipped).toEqual([
      { kind: 'Issue', count: 1, reason: 'It has no id.' },
      { kind: 'Issue', count: 1, reason: expect.stringContaining('defect') as string },
      { kind: 'Odd', count: 1, reason: expect.stringContaining('defect') as string },
    ]);
  });

  it('is the same after it was written down', () => {
    const ledger = new Ledger();
    ledger.sawInFile('__proto__');
    ledger.imported('__proto__');
    ledger.existing('__proto__', 1);
    ledger.note('File', 'odd', 2);
    expect(Ledger.parse(ledger.toText()).report('confluence')).toEqual(ledger.report('confluence'));
    expect(Object.entries(ledger.report('confluence').other)).toEqual([['__proto__', 1]]);
  });

  it('does not grow with the names of a hostile file', () => {
    const ledger = new Ledger();
    for (let index = 0; index < 10_000; index += 1) {
      ledger.sawInFile(`T${index}`);
      ledger.skipped(`T${index}`, 'no');
    }
    expect(ledger.inFile.size).toBeLessThan(2_100);
    expect([ledger.records, ledger.accounted]).toEqual([10_000, 10_000]);
    expect(ledger.report('jira').skipped.some(({ reason }) => reason.includes('defect'))).toBe(false);
  });
});
