/** What the client says of refusals, of strangers that answer, and of what cannot be an address. */
import { describe, expect, it } from 'vitest';
import { createClient, readAnswer, refusal } from './client.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

const problem = (status: number, body: object): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
async function failureOf(work: () => unknown): Promise<CommandError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a refusal', () => {
  it('is title, detail, code, and a line for each field', async () => {
    const error = await refusal(problem(400, { title: 'Not of the expected shape.', detail: 'Two fields.', code: 'request.invalid', errors: [{ field: 'slug', message: 'is missing' }, { field: 'name', message: 'is too long' }] }), true);
    expect(error.message).toBe('Not of the expected shape. Two fields. (request.invalid)\n  slug: is missing\n  name: is too long');
    expect(error.exitCode).toBe(exitCodes.refused);
  });

  it.each([[401, exitCodes.notAllowed], [403, exitCodes.notAllowed], [404, exitCodes.refused], [409, exitCodes.refused], [503, exitCodes.refused]])('with %i ends with %i', async (status, exitCode) => {
    expect((await refusal(problem(status, { title: 'No.' }), false)).exitCode).toBe(exitCode);
  });

  it('that is no JSON is told by its status, and a fault of the server by its request id', async () => {
    expect((await refusal(new Response('<html>', { status: 502 }), true)).message).toBe('the server answered 502');
    expect((await refusal(problem(500, { title: 'Something went wrong.', status: 500, requestId: 'abc' }), true)).hint).toContain('abc');
  });
});

describe('the client', () => {
  it('asks for a token before it asks the server, and takes an empty one for none', async () => {
    for (const environment of [{}, { HOLDFAST_TOKEN: '' }]) {
      expect((await failureOf(() => createClient(environment).get('/api/v1/me'))).exitCode).toBe(exitCodes.notAllowed);
    }
  });

  it.each(['nonsense', 'ftp://example.org', '//example.org'])('takes %s for wrong usage', async (url) => {
    expect((await failureOf(() => createClient({ HOLDFAST_URL: url }))).exitCode).toBe(exitCodes.usage);
  });

  it('says so when nobody listens', async () => {
    expect(await failureOf(() => createClient({ HOLDFAST_URL: 'http://127.0.0.1:1', HOLDFAST_TOKEN: 'hft_x' }).get('/api/v1/me'))).toMatchObject({ exitCode: exitCodes.unreachable });
  });

  it('says so when something answers that is no Holdfast', async () => {
    expect(await failureOf(() => readAnswer(new Response('<html>Welcome</html>')))).toMatchObject({ exitCode: exitCodes.unreachable });
    expect(await readAnswer(new Response(''))).toBeUndefined();
  });
});
