/**
 * Keeps of every object what the wiki has no field for, so that a later export gives the object back as its own system had it. What the
 * wiki keeps itself (titles, bodies, values) is left out: it does not live on beside what somebody changes or deletes here.
 */
import type { ImportedOriginal } from '../../wiki/index.ts';
import { slices, type Step } from '../building/build.ts';
import { idOf, referenceOf, textOf, type ConfluenceRecord } from '../reading/index.ts';
import { rawText } from '../spooling/record-text.ts';
import { originalOf, userNameOf } from './spool-kinds.ts';
import { id, reference, type WikiBuild } from './values.ts';

const rowsAtOnce = 500;
const keptElsewhere = new Set(['title', 'body', 'versionComment', 'comment', 'stringValue', 'fileName']);

type Place = Pick<ImportedOriginal, 'content' | 'space'>;
type PlaceOf = (record: ConfluenceRecord) => Place | undefined;

const on = (content: string | null): Place | undefined => (content === null || content === '' ? undefined : { content });
const ownContent: PlaceOf = (record) => on(id(record));

const places: Readonly<Record<string, PlaceOf>> = {
  page: ownContent, comment: ownContent, attachment: ownContent, custom: ownContent, description: ownContent, space: (record) => ({ space: id(record) }),
  version: (record) => on(originalOf(record) ?? null), descriptionbody: (record) => on(reference(record, 'content')), custombody: (record) => on(reference(record, 'content')),
  labelling: (record) => on(reference(record, 'content') ?? textOf(record, 'labelableId') ?? null), like: (record) => on(reference(record, 'content')), ownedproperty: (record) => on(textOf(record, 'hf.owner') ?? null),
  watch(record) {
    const space = reference(record, 'space');
    const content = reference(record, 'content', 'page');
    return content !== null ? { content } : space !== null ? { space } : undefined;
  },
  template(record) {
    const space = reference(record, 'space');
    return space === null ? {} : { space };
  },
  user: () => ({}),
};

async function keep(build: WikiBuild, bucket: number, kind: string, placeOf: PlaceOf): Promise<void> {
  let rows: ImportedOriginal[] = [];
  const put = async (): Promise<void> => {
    for (const some of slices(rows, rowsAtOnce)) await build.wiki.putOriginals(await build.ctx('wiki'), build.sourceId, some);
    rows = [];
  };
  for await (const record of build.records(kind, bucket)) {
    const place = placeOf(record);
    const sourceId = idOf(record) ?? (kind === 'user' ? userNameOf(record) : '');
    if (place !== undefined && sourceId !== '' && sourceId.length <= 1_000) {
      // That there was a value is kept: which of several names a system uses for one tells its generation.
      const properties = new Map([...record.properties].map(([name, value]) => [name, keptElsewhere.has(name) ? ({ kind: 'null' } as const) : value]));
      for (const name of ['hf.owner', 'hf.ownerType']) properties.delete(name);
      rows.push({ kind: record.type, sourceId, ...place, raw: rawText({ ...record, properties }) });
    }
    if (rows.length >= rowsAtOnce) await put();
    await build.pace.step();
  }
  await put();
}

/** Bodies of current content and of older versions lie in the bucket of what they are bodies of. */
async function keepBodies(build: WikiBuild, bucket: number): Promise<void> {
  const contentOf = new Map<string, string>();
  for await (const record of build.records('version', bucket)) contentOf.set(id(record), originalOf(record) ?? '');
  for (const kind of ['pagebody', 'commentbody']) {
    await keep(build, bucket, kind, (record) => {
      const content = referenceOf(record, 'content');
      return on(content === undefined ? null : (contentOf.get(content) ?? content));
    });
  }
}

/** Permissions of a page name a set, which names the page. */
async function keepPermissions(build: WikiBuild, bucket: number): Promise<void> {
  const contentOf = await build.once('content of permission sets', async () => {
    const found = new Map<string, string>();
    for await (const record of build.records('permissionset')) found.set(id(record), reference(record, 'owningContent') ?? '');
    return found;
  });
  await keep(build, bucket, 'permission', (record) => on(contentOf.get(reference(record, 'owningSet') ?? '') ?? null));
}

export const originalSteps: readonly Step<ConfluenceRecord>[] = [
  ...Object.entries(places).map(([kind, placeOf]): Step<ConfluenceRecord> => ({ name: 'originals', bucket: (build, bucket) => keep(build, bucket, kind, placeOf) })),
  { name: 'originals', bucket: keepBodies },
  { name: 'originals', bucket: keepPermissions },
];
