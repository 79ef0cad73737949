/** What every command works with: the API, the way to print, and how to go through a paged list. */
import { InvalidArgumentError } from 'commander';
import type { Client } from './client.ts';
import type { Output } from './output.ts';

export interface Tools {
  readonly client: Client;
  readonly output: Output;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

/** Every item of a paged list, at most `max`. */
export async function all<Item>(client: Client, path: string, query: Readonly<Record<string, string | undefined>>, max: number): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Item> = await client.get<Page<Item>>(path, { ...query, cursor, limit: Math.min(200, max - items.length) });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < max);
  return items;
}

/** Fails as wrong usage. */
export function readMax(text: string): number {
  const max = Number(text);
  if (!Number.isSafeInteger(max) || max < 1) throw new InvalidArgumentError('Expected a whole number from 1.');
  return max;
}

/** Fails as wrong usage. */
export function readCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 0 to 99999999.');
  return count;
}
