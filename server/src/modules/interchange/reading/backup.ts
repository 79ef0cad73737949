/**
 * What a backup is once it is opened: a stream of records in the order of the file, and attachments by id. The shapes keep everything
 * that the file says: what has no place in `fields`, `properties` or `collections` is in `extra`, as it was written.
 */
import type { Readable } from 'node:stream';

export type BackupKind = 'jira' | 'confluence';

/** An XML element kept as it is. */
export interface RawElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Own text, CDATA included, without the white space between child elements. Undefined where the element has no text at all. */
  readonly text: string | undefined;
  readonly children: readonly RawElement[];
}

interface Positioned {
  /** Position of the record in the file, from 1. `records({ after: ordinal })` goes on behind it. */
  readonly ordinal: number;
}

/** One element directly below `<entity-engine-xml>`: attributes and the texts of child elements, merged. */
export interface JiraRecord extends Positioned {
  readonly kind: 'jira';
  /** Element name: `Issue`, `Action`, `Workflow` … */
  readonly type: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly extra: readonly RawElement[];
}

/** Parts of an identifier by name: mostly one, named `id` or `key`; several for a composite id. */
export type ConfluenceId = ReadonlyMap<string, string>;

export type ConfluenceValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'scalar'; readonly text: string; readonly type?: string; readonly enumClass?: string; readonly package?: string }
  | { readonly kind: 'reference'; readonly class: string; readonly package?: string; readonly id: ConfluenceId };

export interface ConfluenceCollection {
  readonly class: string | undefined;
  /** In file order; `name` only for the entries of maps. */
  readonly elements: readonly { readonly name?: string; readonly value: ConfluenceValue }[];
}

/** One `<object>` below `<hibernate-generic>`. */
export interface ConfluenceRecord extends Positioned {
  readonly kind: 'confluence';
  /** The object's class: `Page`, `BodyContent`, `SpacePermission` … */
  readonly type: string;
  readonly package: string | undefined;
  readonly id: ConfluenceId;
  /** A component's properties are named `component.property`. */
  readonly properties: ReadonlyMap<string, ConfluenceValue>;
  readonly collections: ReadonlyMap<string, ConfluenceCollection>;
  readonly extra: readonly RawElement[];
}

/** A record that was too large to be read; everything around it was. */
export interface SkippedRecord extends Positioned {
  readonly kind: 'skipped';
  readonly type: string;
  readonly id: string | undefined;
  readonly reason: 'record_too_large';
  /** About how many characters the record has. */
  readonly sizeChars: number;
}

export type BackupRecord = JiraRecord | ConfluenceRecord | SkippedRecord;

/** What was noticed in a reading so far; complete once the stream of records has ended. */
export interface ReadingReport {
  /** Undefined until the first bytes were read. */
  readonly encoding: string | undefined;
  /** Bytes of the XML read so far, of `Backup.entitiesBytes`. */
  readonly bytesRead: number;
  /** Records seen, skipped ones and ones before the resume position included. */
  readonly records: number;
  readonly recordsByType: ReadonlyMap<string, number>;
  readonly skipped: number;
  /** Characters that XML 1.0 does not allow, raw or as `&#28;`, each replaced by U+FFFD. */
  readonly illegalCharacters: number;
  /** Characters of text between records, where no text belongs. */
  readonly strayTextChars: number;
  /** A DOCTYPE without own declarations was there; it was ignored and nothing it names was fetched. */
  readonly doctypeIgnored: boolean;
}

export interface RecordReading extends AsyncIterable<BackupRecord> {
  readonly report: ReadingReport;
}

export interface AttachmentEntry {
  /** Key of the issue, or id of the page, under which the archive keeps the attachment. */
  readonly owner: string;
  readonly id: string;
  /** Always 1 in a Jira backup. */
  readonly version: number;
  readonly sizeBytes: number;
  /** Name in the archive. */
  readonly path: string;
}

export interface AttachmentContent extends AttachmentEntry {
  /** Ends with an error (an AppError) where the bytes differ from what the archive declares; check before trusting the last byte. */
  readonly stream: Readable;
}

export interface OtherEntry {
  readonly path: string;
  readonly sizeBytes: number;
}

export interface BackupDescriptor {
  /** `exportDescriptor.properties` of Confluence, the header comment of Jira (`JIRA Build`, `Build Date` …). */
  readonly properties: ReadonlyMap<string, string>;
  /** `date` of Jira, `datetime` of Confluence. */
  readonly rootAttributes: ReadonlyMap<string, string>;
  /** Name of the XML in the archive; undefined where the file is the XML itself. */
  readonly entitiesPath: string | undefined;
}

export interface Backup {
  readonly kind: BackupKind;
  readonly descriptor: BackupDescriptor;
  /** Size of the file. */
  readonly sizeBytes: number;
  /** Expanded size of the XML: what `report` and progress can be measured against. */
  readonly entitiesBytes: number;
  /** Every record behind `after`, in file order. May be called again, also while another reading runs. */
  records(options?: { readonly after?: number }): RecordReading;
  listAttachments(): Iterable<AttachmentEntry>;
  /** Owner and version decide only where the id alone is ambiguous. Undefined where the archive does not have it. */
  attachment(wanted: { readonly id: string; readonly version?: number; readonly owner?: string }): Promise<AttachmentContent | undefined>;
  /** Entries that are neither the records nor attachments: activeobjects.xml, avatars, plug-in data, thumbnails. */
  listOther(): Iterable<OtherEntry>;
  openOther(path: string): Promise<Readable | undefined>;
  close(): Promise<void>;
}
