/**
 * The records of a backup as a stream that pulls: nothing is read ahead of its reader but one chunk, so a slow reader slows the file down
 * and memory stays flat. Leaving the iteration closes the source.
 */
import type { BackupKind, BackupRecord, RecordReading, ReadingReport } from './backup.ts';
import { confluenceRecordOf, confluenceTypeOf, idPartsOf } from './confluence-record.ts';
import { streamElements, type ElementStream } from './element-stream.ts';
import { jiraRecordOf } from './jira-record.ts';
import type { ReadingLimits } from './limits.ts';
import { RecordAssembly } from './record-assembly.ts';

export function readRecords(
  kind: BackupKind,
  openSource: () => Promise<AsyncIterable<Buffer>>,
  after: number,
  limits: ReadingLimits,
): RecordReading {
  let assembly = assemblyFor(kind, after, limits);
  let elements: ElementStream | undefined;
  return {
    get report(): ReadingReport {
      return {
        encoding: elements?.decoding.encoding,
        bytesRead: elements?.decoding.bytesRead ?? 0,
        records: assembly.records,
        recordsByType: assembly.recordsByType,
        skipped: assembly.skipped,
        illegalCharacters: elements?.guard.illegalCharacters ?? 0,
        strayTextChars: assembly.strayTextChars,
        doctypeIgnored: elements?.guard.doctypeIgnored ?? false,
      };
    },
    async *[Symbol.asyncIterator]() {
      assembly = assemblyFor(kind, after, limits);
      elements = streamElements(await openSource(), assembly, limits);
      try {
        for await (const _chunk of elements) {
          for (const taken of assembly.take()) yield recordOf(kind, taken);
        }
      } catch (cause) {
        // What stands whole before the fault is not lost with it.
        for (const taken of assembly.take()) yield recordOf(kind, taken);
        throw cause;
      }
    },
  };
}

function recordOf(kind: BackupKind, taken: ReturnType<RecordAssembly['take']>[number]): BackupRecord {
  if ('kind' in taken) return taken;
  return kind === 'jira' ? jiraRecordOf(taken.element, taken.ordinal) : confluenceRecordOf(taken.element, taken.ordinal);
}

function assemblyFor(kind: BackupKind, after: number, limits: ReadingLimits): RecordAssembly {
  return new RecordAssembly({
    after,
    recordCharsMax: limits.recordChars,
    typeOf: kind === 'jira' ? (element) => element.name : confluenceTypeOf,
    idOf(element) {
      if (kind === 'jira') return element.attributes.get('id');
      const id = element.children.find(({ name }) => name === 'id');
      return id === undefined ? undefined : [...(idPartsOf(id)?.values() ?? [])].join(' ');
    },
  });
}
