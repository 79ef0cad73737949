/**
 * Bodies as clients send them, turned into the one stored form: ADF that the schema allows. What came in another format is
 * kept beside it, word for word. Both shapes of the API are taken: `{representation, value}` and `{storage: {…}}`.
 */
import { Type, type Static } from 'typebox';
import { jiraMarkupToAdf, parseAdf, storageToAdf } from '../richtext/index.ts';
import type { NewBody } from './content-batch-store.ts';
import { wikiErrors } from './errors.ts';

const representations = ['storage', 'atlas_doc_format', 'wiki'] as const;
type Representation = (typeof representations)[number];

const BodyValue = Type.Object({ representation: Type.Optional(Type.String()), value: Type.Optional(Type.String()) });

export const BodyWrite = Type.Object({
  representation: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
  storage: Type.Optional(BodyValue),
  atlas_doc_format: Type.Optional(BodyValue),
  wiki: Type.Optional(BodyValue),
});
export type BodyWrite = Static<typeof BodyWrite>;

const bodyBytesMax = 5 * 1024 * 1024;

export const emptyBody: NewBody = { adf: JSON.stringify({ version: 1, type: 'doc', content: [] }) };

/** Undefined where the client sent none. Fails with wiki.body_invalid, wiki.body_too_large and what parseAdf refuses. */
export function readBody(body: BodyWrite | undefined): NewBody | undefined {
  if (body === undefined) return undefined;
  const nested = representations.filter((name) => body[name] !== undefined);
  const named = nested[0];
  if (nested.length > 1) throw wikiErrors.body_invalid({ detail: 'Only one representation may be given.' });
  if (named !== undefined) return convert(named, body[named]?.value ?? '');
  if (body.value === undefined && body.representation === undefined) return undefined;
  const representation = representations.find((name) => name === (body.representation ?? 'storage'));
  if (representation === undefined) throw wikiErrors.body_invalid({ detail: 'The representation is unknown.' });
  return convert(representation, body.value ?? '');
}

function convert(representation: Representation, value: string): NewBody {
  if (Buffer.byteLength(value) > bodyBytesMax) throw wikiErrors.body_too_large();
  switch (representation) {
    case 'atlas_doc_format':
      return value.trim() === '' ? emptyBody : { adf: JSON.stringify(parseAdf(parsedJson(value))) };
    case 'storage':
      return { adf: JSON.stringify(storageToAdf(value)), source: { format: 'storage', text: value } };
    case 'wiki':
      return { adf: JSON.stringify(jiraMarkupToAdf(value, { dialect: 'confluence' })), source: { format: 'confluence-markup', text: value } };
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw wikiErrors.body_invalid({ detail: 'The value is not JSON.' }, error);
  }
}
