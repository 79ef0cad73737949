/**
 * Spaces, and who may enter them. Their importer administers them; people and groups get what the export's space permissions say;
 * every member of the site may enter only where the export says that every user, or anybody, could.
 */
import type { ImportedBody, ImportedGrant, ImportedSpace } from '../../wiki/index.ts';
import { uniqueBatches, type Step } from '../building/build.ts';
import { idOf, type ConfluenceRecord } from '../reading/index.ts';
import { body, created, filled, id, personReader, reference, type WikiBuild } from './values.ts';

const spacesAtOnce = 200;
const everybodysGroups = new Set(['confluence-users', 'users', '_licensed-confluence']);
const levelOf: Readonly<Record<string, ImportedGrant['level']>> = { VIEWSPACE: 'read', EDITSPACE: 'write', SETSPACEPERMISSIONS: 'admin' };
const rank = { read: 1, write: 2, admin: 3 } as const;

function descriptions(build: WikiBuild): Promise<ReadonlyMap<string, ImportedBody>> {
  return build.once('descriptions', async () => {
    const bodies = new Map<string, ImportedBody>();
    for await (const record of build.records('descriptionbody')) {
      const owner = reference(record, 'content');
      if (owner !== null && !bodies.has(owner)) bodies.set(owner, body(filled(record, 'body') ?? '', filled(record, 'bodyType')));
      await build.pace.step();
    }
    return bodies;
  });
}

const typeOf = (record: ConfluenceRecord): ImportedSpace['type'] => {
  const type = filled(record, 'spaceType')?.toLowerCase();
  if (type === 'personal' || filled(record, 'key')?.startsWith('~') === true) return 'personal';
  return type === 'collaboration' || type === 'knowledge_base' ? type : 'global';
};

async function putSpaces(build: WikiBuild, bucket: number): Promise<void> {
  const bodies = await descriptions(build);
  const person = await personReader(build);
  for await (const records of uniqueBatches(build, 'space', bucket, spacesAtOnce, idOf)) {
    for (const record of records) {
      const description = reference(record, 'description');
      const before = (await build.wiki.counts(await build.ctx('wiki'), build.sourceId))['space'] ?? 0;
      const key = filled(record, 'key') ?? `SPACE${id(record)}`;
      const begun = await build.wiki.beginSpace(await build.ctx('wiki'), build.sourceId, {
        sourceId: id(record), key, name: filled(record, 'name') ?? key, type: typeOf(record), status: filled(record, 'spaceStatus')?.toUpperCase() === 'ARCHIVED' ? 'archived' : 'current',
        author: person(record, 'creator', 'creatorName'), createdAt: created(build, record), descriptionSourceId: description, description: description === null ? null : (bodies.get(description) ?? null),
        homepage: reference(record, 'homePage'),
      });
      build.ledger.imported(record.type, 1, 'spaces');
      const after = (await build.wiki.counts(await build.ctx('wiki'), build.sourceId))['space'] ?? 0;
      if (after === before) build.ledger.existing(record.type, 1, 'spaces');
      else if (begun.key !== key) build.ledger.note('Space', 'Its key belongs to another space here; it has the same key with a number behind it.');
    }
  }
}

/** Descriptions came with their spaces; what no space refers to is reported. */
async function settleDescriptions(build: WikiBuild, bucket: number): Promise<void> {
  const wanted = await build.once('wanted descriptions', async () => {
    const ids = new Set<string>();
    for await (const record of build.records('space')) ids.add(reference(record, 'description') ?? '');
    return ids;
  });
  for await (const records of uniqueBatches(build, 'description', bucket, spacesAtOnce, idOf)) {
    for (const record of records) {
      if (wanted.has(id(record))) build.ledger.imported(record.type);
      else build.ledger.skipped(record.type, 'No space in the file has it.');
    }
  }
  const seen = new Set<string>();
  for await (const record of build.records('descriptionbody', bucket)) {
    const owner = reference(record, 'content') ?? '';
    if (!wanted.has(owner)) build.ledger.skipped(record.type, 'What it is the body of is not in the file.');
    else if (seen.has(owner)) build.ledger.skipped(record.type, 'Its content has another body already.');
    else build.ledger.imported(record.type);
    seen.add(owner);
  }
}

interface Granted {
  readonly principal: ImportedGrant['principal'];
  level: ImportedGrant['level'];
  mayView: boolean;
}

async function putGrants(build: WikiBuild): Promise<void> {
  const person = await personReader(build);
  const bySpace = new Map<string, Map<string, Granted>>();
  for await (const record of build.records('spacepermission')) {
    const space = reference(record, 'space');
    const level = levelOf[filled(record, 'type') ?? ''];
    if (space === null || level === undefined) continue;
    const group = filled(record, 'group', 'groupName');
    const user = person(record, 'userSubject', 'userName');
    const everybody = (group === null && user === null) || (group !== null && everybodysGroups.has(group.toLowerCase()));
    const principal: Granted['principal'] = everybody ? { everyone: true } : user !== null ? { user } : { group: group ?? '' };
    const grants = bySpace.get(space) ?? new Map<string, Granted>();
    const key = JSON.stringify(principal);
    const granted = grants.get(key) ?? { principal, level, mayView: false };
    // Anybody at all may at most read here: who is not signed in never wrote.
    if (rank[level] > rank[granted.level]) granted.level = level;
    if (everybody && granted.level === 'admin') granted.level = 'write';
    granted.mayView ||= level === 'read';
    bySpace.set(space, grants.set(key, granted));
  }
  for await (const record of build.records('space')) {
    const granted = [...(bySpace.get(id(record))?.values() ?? [])].filter(({ mayView }) => mayView);
    if (!granted.some(({ principal }) => 'everyone' in principal)) {
      build.ledger.note('Space', 'Not everybody could see it in the source, or the export does not say: it is open to its importer, the site\'s administrators and the people whom its permissions name.');
    }
    const rows = granted.slice(0, 1_000).map(({ principal, level }): ImportedGrant => ({ space: id(record), principal, level }));
    if (rows.length > 0) await build.wiki.putGrants(await build.ctx('wiki'), build.sourceId, rows);
  }
}

export const spaceSteps: readonly Step<ConfluenceRecord>[] = [
  { name: 'spaces', bucket: putSpaces }, { name: 'spaces', bucket: settleDescriptions }, { name: 'spaces', whole: putGrants },
];
