/** Comments below content and beside marked words, with their threads and what became of them. */
import type { ImportedComment } from '../../wiki/index.ts';
import { uniqueBatches, type Step } from '../building/build.ts';
import { idOf, parseTimestamp, type ConfluenceRecord } from '../reading/index.ts';
import { Bodies } from './bodies.ts';
import { content } from './content-fields.ts';
import { ownedProperties, type OwnedProperties } from './properties.ts';
import { id, personReader, reference, settlePut, type WikiBuild } from './values.ts';

const commentsAtOnce = 200;
type Resolution = NonNullable<ImportedComment['inline']>['resolution'];

function resolutionOf(status: string | null, resolved: string | null): Resolution {
  if (status === 'resolved' || status === 'reopened' || status === 'dangling') return status;
  return resolved === 'true' ? 'resolved' : 'open';
}

function inlineOf(record: ConfluenceRecord, properties: OwnedProperties): ImportedComment['inline'] {
  const own = (name: string): string | null => properties.text(id(record), name);
  const markerRef = own('inline-marker-ref');
  if (markerRef === null && own('inline-comment') !== 'true' && own('actualCommentType') !== 'inline') return null;
  const at = properties.number(id(record), 'status-lastmoddate') ?? properties.number(id(record), 'resolved-time');
  const resolution = resolutionOf(own('status'), own('resolved'));
  return {
    markerRef, originalSelection: own('inline-original-selection'), resolution, resolver: resolution === 'open' ? null : (own('status-lastmodifier') ?? own('resolved-user')),
    resolvedAt: resolution === 'open' ? null : ((at === null ? parseTimestamp(own('status-lastmoddate') ?? undefined) : new Date(at)) ?? null),
  };
}

async function putComments(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  const properties = await ownedProperties(build, bucket, 'Comment');
  const bodies = await Bodies.of(build, 'commentbody', bucket);
  for await (const records of uniqueBatches(build, 'comment', bucket, commentsAtOnce, idOf)) {
    const rows: ImportedComment[] = [];
    for (const record of records) {
      rows.push({
        ...content(build, record, person, bodies), container: reference(record, 'containerContent', 'owner', 'content', 'page', 'blogPost') ?? '(none)', parent: reference(record, 'parent'),
        inline: inlineOf(record, properties),
      });
      await build.pace.step();
    }
    const result = await build.wiki.putComments(await build.ctx('wiki'), build.sourceId, rows);
    settlePut(build, records, 'comments', result);
    bodies.settle(build, records.map(id), new Set(result.refused.map(({ sourceId }) => sourceId)));
  }
}

export const commentSteps: readonly Step<ConfluenceRecord>[] = [{ name: 'comments', bucket: putComments }];
