/**
 * Content properties. They do not say whose they are, so they first meet their owners by their own ids and are spooled again with them;
 * comments and attachments then find theirs, and at the end all of them are kept.
 */
import type { ImportedProperty } from '../../wiki/index.ts';
import { slices, uniqueBatches, type Step } from '../building/build.ts';
import { idOf, type ConfluenceRecord } from '../reading/index.ts';
import { rawText, textOfRecord } from '../spooling/record-text.ts';
import { bucketOf } from '../spooling/spool-writer.ts';
import { filled, id, reference, settlePut, type WikiBuild } from './values.ts';

const propertiesAtOnce = 500;

async function arrange(build: WikiBuild, bucket: number): Promise<void> {
  const owners = new Map<string, { readonly owner: string; readonly type: string }>();
  for await (const record of build.records('propertyowner', bucket)) {
    await build.pace.step();
    owners.set(id(record), { owner: filled(record, 'owner') ?? '', type: record.type });
  }
  for await (const records of uniqueBatches(build, 'property', bucket, propertiesAtOnce, idOf)) {
    for (const record of records) {
      const found = owners.get(id(record));
      const owner = found?.owner ?? reference(record, 'content');
      if (owner === null || owner === '') {
        build.ledger.skipped(record.type, 'Nothing in the file says that it is its property.');
        continue;
      }
      const own: ConfluenceRecord = { ...record, properties: new Map([...record.properties, ['hf.owner', { kind: 'scalar', text: owner }], ['hf.ownerType', { kind: 'scalar', text: found?.type ?? '' }]]) };
      build.spool.add('ownedproperty', bucketOf(owner, build.buckets), textOfRecord(own));
    }
  }
}

export class OwnedProperties {
  readonly #values = new Map<string, ConfluenceRecord>();

  add(record: ConfluenceRecord): void {
    this.#values.set(`${filled(record, 'hf.owner') ?? ''} ${filled(record, 'name') ?? ''}`, record);
  }

  text(owner: string, name: string): string | null {
    const record = this.#values.get(`${owner} ${name}`);
    return record === undefined ? null : filled(record, 'stringValue');
  }

  number(owner: string, name: string): number | null {
    const record = this.#values.get(`${owner} ${name}`);
    const number = record === undefined ? Number.NaN : Number(filled(record, 'longValue') ?? Number.NaN);
    return Number.isSafeInteger(number) ? number : null;
  }
}

/** Those of one type of owner in one bucket. */
export async function ownedProperties(build: WikiBuild, bucket: number, ownerType: string): Promise<OwnedProperties> {
  const found = new OwnedProperties();
  for await (const record of build.records('ownedproperty', bucket)) {
    await build.pace.step();
    if (filled(record, 'hf.ownerType') === ownerType) found.add(record);
  }
  return found;
}

function valueOf(record: ConfluenceRecord): string {
  const long = filled(record, 'longValue');
  if (long !== null) return Number.isSafeInteger(Number(long)) ? long : JSON.stringify(long);
  return JSON.stringify(filled(record, 'stringValue') ?? filled(record, 'dateValue'));
}

async function putProperties(build: WikiBuild, bucket: number): Promise<void> {
  for await (const records of uniqueBatches(build, 'ownedproperty', bucket, propertiesAtOnce, idOf)) {
    const rows = records.map((record): ImportedProperty => ({ sourceId: id(record), owner: { kind: 'content', sourceId: filled(record, 'hf.owner') ?? '' }, key: filled(record, 'name') ?? '', value: valueOf(record) }));
    const result = await build.wiki.putProperties(await build.ctx('wiki'), build.sourceId, rows);
    // Older versions have no properties here; what was theirs is kept whole.
    const homeless = new Set(result.refused.filter(({ reason }) => reason === 'dangling').map(({ sourceId }) => sourceId));
    const kept = records.filter((record) => homeless.has(id(record)));
    for (const some of slices(kept, propertiesAtOnce)) {
      await build.wiki.putRecords(await build.ctx('wiki'), build.sourceId, some.map((record) => ({ sourceId: id(record), kind: record.type, space: null, raw: rawText(record) })));
    }
    settlePut(build, records, '', { ...result, refused: result.refused.filter(({ reason }) => reason !== 'dangling') });
  }
}

export const arrangeSteps: readonly Step<ConfluenceRecord>[] = [{ name: 'properties', bucket: arrange }];
export const propertySteps: readonly Step<ConfluenceRecord>[] = [{ name: 'properties', bucket: putProperties }];
