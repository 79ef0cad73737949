/** What is asked for in one turn is sent together, in order, and nothing is sent twice or lost. */
import { describe, expect, it } from 'vitest';
import type { Statement, StatementResult } from './batch.ts';
import { gatherStatements } from './gather-statements.ts';

const st = (text: string): Statement => ({ text, values: [] });
const answer = (text: string): StatementResult => ({ rows: [{ text }], rowCount: 1, tag: 'SELECT 1' });

function recorded(refuse?: string) {
  const sent: string[][] = [];
  const gathering = gatherStatements((statements) => {
    sent.push(statements.map(({ text }) => text));
    if (statements.some(({ text }) => text === refuse)) return Promise.reject(new Error('refused'));
    return Promise.resolve(statements.map(({ text }) => answer(text)));
  });
  return { sent, gathering };
}

describe('statements of one turn', () => {
  it('travel in one round trip, each with its own answer', async () => {
    const { sent, gathering } = recorded();
    const deep = async () => {
      await Promise.resolve();
      return gathering.run(st('c'));
    };
    const results = await Promise.all([gathering.run(st('a')), gathering.run(st('b')), deep()]);
    expect(results.map(({ rows }) => rows[0]?.['text'])).toEqual(['a', 'b', 'c']);
    expect(sent).toEqual([['a', 'b', 'c']]);
  });

  it('are sent apart when one waits for the other', async () => {
    const { sent, gathering } = recorded();
    await gathering.run(st('a'));
    await gathering.run(st('b'));
    expect(sent).toEqual([['a'], ['b']]);
  });

  it('take along what was only added, in order; what nobody follows is given to whoever takes it', async () => {
    const { sent, gathering } = recorded();
    gathering.add(st('first'));
    await gathering.run(st('a'));
    gathering.add(st('last'));
    expect((await gathering.take()).map(({ text }) => text)).toEqual(['last']);
    expect(await gathering.take()).toEqual([]);
    expect(sent).toEqual([['first', 'a']]);
  });

  it('are all refused when one is, and the next turn is not', async () => {
    const { gathering } = recorded('b');
    const results = await Promise.allSettled([gathering.run(st('a')), gathering.run(st('b'))]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(gathering.run(st('c'))).resolves.toMatchObject({ rowCount: 1 });
  });

  it('that somebody waits for are sent before the rest is taken', async () => {
    const { sent, gathering } = recorded();
    const asked = gathering.run(st('a'));
    expect(await gathering.take()).toEqual([]);
    await expect(asked).resolves.toMatchObject({ rowCount: 1 });
    await new Promise((resolve) => { setImmediate(resolve); });
    expect(sent).toEqual([['a']]);
  });
});
