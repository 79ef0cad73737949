/**
 * Opens what somebody brings as a backup and says what it is, by content and never by name: a Jira backup or a Confluence XML export, as
 * a zip or as the bare XML. Everything else is refused, with what was found and what would be right. Opening checks the whole table of
 * contents of a zip and the beginning of the XML; faults further inside appear while reading, as an AppError after the records before it.
 */
import { buffer } from 'node:stream/consumers';
import { isAppError } from '../../../kernel/errors/index.ts';
import { errors } from '../errors.ts';
import { openArchive, type Archive } from './archive.ts';
import { shown, type ArchiveEntry } from './archive-entry.ts';
import { indexAttachments } from './attachment-index.ts';
import type { Backup, BackupDescriptor, BackupKind } from './backup.ts';
import { contentKindBytes, contentKindOf } from './content-kind.ts';
import { parseJiraHeader, parseProperties } from './descriptor-text.ts';
import { streamElements, type ElementSink } from './element-stream.ts';
import { openFile, type FileBytes } from './file-bytes.ts';
import { defaultReadingLimits, type ReadingLimits } from './limits.ts';
import { readRecords } from './record-reading.ts';

const candidatesMax = 50;
const descriptorBytesMax = 1_048_576;
const kindByRoot: Readonly<Record<string, BackupKind>> = { 'entity-engine-xml': 'jira', 'hibernate-generic': 'confluence' };

/** The beginning of an XML file: its root element and what stands before it. */
interface Beginning {
  readonly root: string;
  readonly rootAttributes: ReadonlyMap<string, string>;
  readonly comment: string | undefined;
}

interface Entities {
  readonly kind: BackupKind;
  readonly beginning: Beginning;
  readonly entry: ArchiveEntry;
}

/** Fails with interchange.backup_*, .archive_*, .encoding_* or .xml_*, and with whatever reading the bytes fails with. */
export async function openBackup(path: string, limits: Partial<ReadingLimits> = {}): Promise<Backup> {
  return openBackupOf(await openFile(path), limits);
}

/** The same for a file that is open already, or that is none (sealed bytes, say). It is closed with the backup, and when opening fails. */
export async function openBackupOf(file: FileBytes, limits: Partial<ReadingLimits> = {}): Promise<Backup> {
  const allLimits = { ...defaultReadingLimits, ...limits };
  try {
    const head = Buffer.alloc(contentKindBytes);
    const content = contentKindOf(head.subarray(0, await file.readAt(head, 0)));
    if (content.kind === 'other') throw errors.backup_unrecognized({ found: content.found, detail: `Found: ${content.found}.` });
    return content.kind === 'zip' ? await openZipped(file, allLimits) : await openBare(file, allLimits);
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

async function openBare(file: FileBytes, limits: ReadingLimits): Promise<Backup> {
  const beginning = await readBeginning(file.range(0, file.sizeBytes), limits);
  const kind = kindByRoot[beginning.root];
  if (kind === undefined) {
    const found = `XML with the root element "${beginning.root.slice(0, 60)}"`;
    throw errors.backup_unrecognized({ found, detail: `Found: ${found}.` });
  }
  return {
    kind,
    descriptor: descriptorOf(kind, beginning, undefined, new Map()),
    sizeBytes: file.sizeBytes,
    entitiesBytes: file.sizeBytes,
    records: ({ after = 0 } = {}) => readRecords(kind, () => Promise.resolve(file.range(0, file.sizeBytes)), after, limits),
    listAttachments: () => [],
    attachment: () => Promise.resolve(undefined),
    listOther: () => [],
    openOther: () => Promise.resolve(undefined),
    close: () => file.close(),
  };
}

async function openZipped(file: FileBytes, limits: ReadingLimits): Promise<Backup> {
  const archive = await openArchive(file, limits);
  const { kind, beginning, entry: entities } = await findEntities(archive, limits);
  const properties = kind === 'confluence' ? await readExportDescriptor(archive, entities) : new Map<string, string>();
  const attachments = indexAttachments(kind, archive.entries.values());
  return {
    kind,
    descriptor: descriptorOf(kind, beginning, entities.path, properties),
    sizeBytes: file.sizeBytes,
    entitiesBytes: entities.sizeBytes,
    records: ({ after = 0 } = {}) => readRecords(kind, () => archive.open(entities), after, limits),
    listAttachments: () => attachments.list(),
    async attachment(wanted) {
      const found = attachments.find(wanted);
      if (found === undefined) return undefined;
      const { path, sizeBytes } = found.entry;
      return { ...found.place, path, sizeBytes, stream: await archive.open(found.entry) };
    },
    *listOther() {
      for (const entry of archive.entries.values()) {
        if (entry !== entities && !attachments.has(entry)) yield { path: entry.path, sizeBytes: entry.sizeBytes };
      }
    },
    async openOther(path) {
      const entry = archive.entries.get(path);
      return entry === undefined ? undefined : await archive.open(entry);
    },
    close: () => file.close(),
  };
}

/** The XML with the records: mostly `entities.xml`, but what counts is its root element. Two of them would be two backups. */
async function findEntities(archive: Archive, limits: ReadingLimits): Promise<Entities> {
  const xml = [...archive.entries.values()].filter(({ path }) => /\.xml$/i.test(path) && path.split('/').length <= 2);
  const named = xml.filter(({ path }) => /(^|\/)entities\.xml$/i.test(path));
  const candidates = named.length > 0 ? named : xml.slice(0, candidatesMax);
  const recognised: Entities[] = [];
  const roots: string[] = [];
  for (const entry of candidates) {
    const beginning = await beginningOf(archive, entry, limits, named.length > 0);
    if (beginning === undefined) continue;
    roots.push(`"${shown(entry.path)}" with the root element "${beginning.root.slice(0, 60)}"`);
    const kind = kindByRoot[beginning.root];
    if (kind !== undefined) recognised.push({ kind, beginning, entry });
  }
  if (recognised.length > 1) {
    throw errors.backup_ambiguous({ detail: `Found: ${recognised.map(({ entry }) => `"${shown(entry.path)}"`).join(', ')}.` });
  }
  const [only] = recognised;
  if (only !== undefined) return only;
  const found = roots.length > 0 ? roots.slice(0, 3).join(', ') : describeContents(archive);
  throw errors.backup_unrecognized({ found, detail: `Found: a zip archive with ${found}.` });
}

async function beginningOf(archive: Archive, entry: ArchiveEntry, limits: ReadingLimits, isNamed: boolean): Promise<Beginning | undefined> {
  try {
    return await readBeginning(await archive.open(entry), limits);
  } catch (cause) {
    // An unreadable file of another name is simply not the one that is looked for.
    if (isNamed || !isAppError(cause) || cause.code.startsWith('interchange.archive_')) throw cause;
    return undefined;
  }
}

function describeContents(archive: Archive): string {
  const paths = [...archive.entries.keys()];
  if (paths.length === 0) return 'no files';
  const inner = paths.find((path) => /\.zip$/i.test(path));
  if (inner !== undefined && paths.length <= 3) return `another archive, "${shown(inner)}"; bring that one`;
  if (paths.some((path) => /(^|\/)index\.html$/i.test(path))) return 'web pages (an HTML export; the XML export is the right one)';
  if (paths.some((path) => /^(word|xl|ppt)\//.test(path))) return 'an Office document';
  const some = paths.slice(0, 3).map((path) => `"${shown(path)}"`);
  return `${some.join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}, but no entities.xml`;
}

async function readExportDescriptor(archive: Archive, entities: ArchiveEntry): Promise<ReadonlyMap<string, string>> {
  const folder = entities.path.slice(0, entities.path.lastIndexOf('/') + 1);
  const entry = archive.entries.get(`${folder}exportDescriptor.properties`);
  if (entry === undefined || entry.sizeBytes > descriptorBytesMax) return new Map();
  return parseProperties((await buffer(await archive.open(entry))).toString('latin1'));
}

function descriptorOf(
  kind: BackupKind,
  beginning: Beginning,
  entitiesPath: string | undefined,
  exported: ReadonlyMap<string, string>,
): BackupDescriptor {
  const properties = kind === 'jira' ? parseJiraHeader(beginning.comment ?? '') : exported;
  return { properties, rootAttributes: beginning.rootAttributes, entitiesPath };
}

async function readBeginning(source: AsyncIterable<Buffer>, limits: ReadingLimits): Promise<Beginning> {
  let root: Omit<Beginning, 'comment'> | undefined;
  const sink: ElementSink = {
    records: 0,
    open(name, attributes) {
      root ??= { root: name, rootAttributes: attributes };
    },
    text: () => undefined,
    close: () => undefined,
    oversize: () => undefined,
  };
  const elements = streamElements(source, sink, limits);
  try {
    for await (const _chunk of elements) {
      if (root !== undefined) break;
    }
  } catch (cause) {
    // A fault behind the root element is for the reading to meet, after the records before it.
    if (root === undefined || !isAppError(cause)) throw cause;
  }
  if (root === undefined) throw errors.xml_truncated({ records: 0, detail: 'There is no element in it.' });
  return { ...root, comment: elements.guard.firstComment };
}
