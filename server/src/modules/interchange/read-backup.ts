/**
 * Reading: one pass over the file. Each record goes, sealed, into the spool under the word and the bucket that its builder needs; the
 * position is committed with what was spooled, so a reading that was killed goes on behind the last commit.
 */
import { createPace } from './building/pace.ts';
import { placesOf as confluencePlaces, propertyOwnersOf } from './confluence/spool-kinds.ts';
import { placesOf as jiraPlaces, type SpoolPlace } from './jira/spool-kinds.ts';
import type { Backup, BackupRecord } from './reading/index.ts';
import type { Running } from './running.ts';
import { textOfRecord } from './spooling/record-text.ts';
import { beginRun, commitRun, readRun } from './spooling/run-store.ts';
import { bucketOf, SpoolWriter } from './spooling/spool-writer.ts';
import type { InterchangeWorkings } from './workings.ts';

const bucketBytes = 8 * 1_048_576;
const bucketFileBytes = 256 * 1_048_576;
const bucketsMax = 1_024;

/** So many that what belongs to one of them fits into memory, and that a crash repeats little. */
function bucketsFor(backup: Backup): number {
  let fileBytes = 0;
  for (const { sizeBytes } of backup.listAttachments()) fileBytes += sizeBytes;
  return Math.min(bucketsMax, Math.max(1, Math.ceil(backup.entitiesBytes / bucketBytes), Math.ceil(fileBytes / bucketFileBytes)));
}

export async function readBackup(workings: InterchangeWorkings, running: Running): Promise<void> {
  const { job, backup, signal } = running;
  const known = await (await running.ctx('interchange')).tx(async (tx) => {
    await beginRun(tx, job.id, bucketsFor(backup));
    return readRun(tx, job.id);
  });
  if (known === undefined) throw new Error('a run that was just begun is not there');
  let { position } = known;
  const { ledger } = known;
  if (position.phase !== 'reading') return;
  const { buckets } = position;
  const pace = createPace(workings.clock, signal);
  const spool = new SpoolWriter();
  let ordinal = position.ordinal;
  const reading = backup.records({ after: ordinal });
  const commit = async (phase: 'reading' | 'building'): Promise<void> => {
    signal.throwIfAborted();
    const chunks = spool.take();
    const next = { ...position, phase, ordinal, nextChunk: position.nextChunk + chunks.length };
    await (await running.ctx('interchange')).tx((tx) => commitRun(tx, job.id, position, next, ledger, chunks));
    position = next;
    running.advanced();
  };
  running.tell({ state: 'reading', phase: 'reading the file', done: 0, total: backup.entitiesBytes, unit: 'bytes' });
  for await (const record of reading) {
    ordinal = record.ordinal;
    ledger.sawInFile(record.type);
    if (record.kind === 'skipped') {
      ledger.skipped(record.type, `It is larger than a record may be (about ${Math.round(record.sizeChars / 1_048_576)} million characters).`);
    } else {
      spoolRecord(spool, record, buckets);
    }
    if (spool.isFull) await commit('reading');
    const paused = pace.step();
    if (paused !== undefined) {
      await paused;
      running.tell({ done: reading.report.bytesRead });
    }
  }
  const { illegalCharacters, strayTextChars } = reading.report;
  ledger.note('File', 'Characters that XML does not allow were replaced by U+FFFD.', illegalCharacters);
  ledger.note('File', 'Text between the records, which belongs to none, was left out (characters).', strayTextChars);
  let others = 0;
  for (const _entry of backup.listOther()) others += 1;
  ledger.note('File', 'Files of the archive that are neither records nor attachments (plug-in data, avatars, thumbnails) were not brought in.', others);
  await commit('building');
}

function spoolRecord(spool: SpoolWriter, record: Exclude<BackupRecord, { kind: 'skipped' }>, buckets: number): void {
  const line = textOfRecord(record);
  const places: readonly SpoolPlace[] = record.kind === 'jira' ? jiraPlaces(record) : confluencePlaces(record);
  for (const { kind, key } of places) spool.add(kind, key === '' ? 0 : bucketOf(key, buckets), line);
  if (record.kind === 'jira') return;
  for (const { property, owner } of propertyOwnersOf(record)) spool.add('propertyowner', bucketOf(property, buckets), textOfRecord(owner));
}
