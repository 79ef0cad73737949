// Pages by a part of their title, as CQL: what is typed stays a value, and its last word may be unfinished.
import { quoted } from '../tracker/jql.ts';

export const titleCql = (words: string, spaceKey?: string): string => `title ~ ${quoted(`${words}*`)} AND type = page${spaceKey === undefined ? '' : ` AND space = ${quoted(spaceKey)}`}`;
