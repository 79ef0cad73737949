/** No statement shows an issue by the rights on its project alone: security levels would be stepped around. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Statements (from one template's beginning to its end) that read issues for a viewer and ask for the project only. */
function withoutLevel(source: string): string[] {
  return [...source.matchAll(/`(?:[^`\\]|\\.)*`/gs)].map(([text]) => text)
    .filter((text) => /\$\{issueSource\}|(?:from|join) tracker\.issue i\b/.test(text) && /\$\{visible\(/.test(text) && !/\$\{visibleIssue\(/.test(text));
}

describe('statements that show issues', () => {
  it('ask for the security level, all of them', async () => {
    const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('-store.ts'));
    const sources = await Promise.all(names.map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
    expect(sources.filter((source) => source.includes('visibleIssue(')).length).toBeGreaterThan(5);
    expect(sources.flatMap(withoutLevel)).toEqual([]);
  });

  it('are found when they do not', () => {
    expect(withoutLevel("sql(`select 1 from ${issueSource} where i.id = $3 and ${visible('p')}`)")).toHaveLength(1);
    expect(withoutLevel("sql(`select 1 from ${issueSource} where ${visibleIssue('i', 'p')}`)")).toEqual([]);
  });
});
