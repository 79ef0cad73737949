/** Attachments: records with their bytes. Newer exports keep size and type as properties of the attachment, older ones in the record. */
import type { ImportedAttachment, ImportedFile } from '../../wiki/index.ts';
import { slices, uniqueBatches, type Step } from '../building/build.ts';
import { storeFile } from '../building/store-file.ts';
import { idOf, type ConfluenceRecord } from '../reading/index.ts';
import { Bodies } from './bodies.ts';
import { content } from './content-fields.ts';
import { ownedProperties, type OwnedProperties } from './properties.ts';
import { originalOf } from './spool-kinds.ts';
import { filled, id, personReader, reference, settlePut, whole, type WikiBuild } from './values.ts';

const attachmentsAtOnce = 200;
const filesAtOnce = 4;
const unknownType = 'application/octet-stream';

const containerOf = (record: ConfluenceRecord): string | null => reference(record, 'containerContent', 'content', 'container');

async function file(build: WikiBuild, record: ConfluenceRecord, properties: OwnedProperties): Promise<ImportedFile> {
  const version = whole(record, 'version', 'attachmentVersion');
  const owner = containerOf(record);
  const at = { id: id(record), ...(owner === null ? {} : { owner }) };
  const stored = await storeFile(build, [...(version === null ? [] : [{ ...at, version }]), at], 'wiki');
  return {
    mediaType: filled(record, 'contentType') ?? properties.text(id(record), 'MEDIA_TYPE') ?? unknownType, mediaId: stored?.mediaId ?? null,
    sizeBytes: stored?.sizeBytes ?? whole(record, 'fileSize') ?? properties.number(id(record), 'FILESIZE') ?? 0,
  };
}

/** An older version lies beside the current one, below the current one's id; some exports use its own. */
export async function oldFile(build: WikiBuild, record: ConfluenceRecord): Promise<ImportedFile> {
  const version = whole(record, 'version', 'attachmentVersion');
  const owner = containerOf(record);
  const withOwner = owner === null ? {} : { owner };
  const original = originalOf(record);
  const places = [...(original === undefined || version === null ? [] : [{ id: original, version, ...withOwner }]), { id: id(record), ...withOwner }];
  const stored = await storeFile(build, places, 'wiki');
  return { mediaType: filled(record, 'contentType') ?? unknownType, sizeBytes: stored?.sizeBytes ?? whole(record, 'fileSize') ?? 0, mediaId: stored?.mediaId ?? null };
}

async function putAttachments(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  const properties = await ownedProperties(build, bucket, 'Attachment');
  for await (const records of uniqueBatches(build, 'attachment', bucket, attachmentsAtOnce, idOf)) {
    const rows: ImportedAttachment[] = [];
    for (const some of slices(records, filesAtOnce)) {
      rows.push(...(await Promise.all(some.map(async (record): Promise<ImportedAttachment> => ({
        ...content(build, record, person, new Bodies()), message: filled(record, 'versionComment', 'comment'), body: null, container: containerOf(record) ?? '(none)', file: await file(build, record, properties),
      })))));
      await build.pace.step();
    }
    settlePut(build, records, 'attachments', await build.wiki.putAttachments(await build.ctx('wiki'), build.sourceId, rows));
  }
}

export const fileSteps: readonly Step<ConfluenceRecord>[] = [{ name: 'attachments', bucket: putAttachments }];
