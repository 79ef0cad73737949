/** What pages, blog posts, custom content and attachments have in common: title, people, times, version, body. */
import type { ConfluenceRecord } from '../reading/index.ts';
import type { Bodies } from './bodies.ts';
import { body, created, filled, id, modified, statusOf, whole, type PersonOf, type WikiBuild } from './values.ts';

export function content(build: WikiBuild, record: ConfluenceRecord, person: PersonOf, bodies: Bodies) {
  const raw = bodies.get(id(record));
  return {
    sourceId: id(record), status: statusOf(record), title: filled(record, 'title', 'fileName'), author: person(record, 'creator', 'creatorName'), createdAt: created(build, record),
    modifier: person(record, 'lastModifier', 'lastModifierName'), modifiedAt: modified(build, record), version: Math.max(1, whole(record, 'version', 'attachmentVersion') ?? 1),
    message: filled(record, 'versionComment'), body: raw === undefined ? null : body(raw.text, raw.bodyType),
  };
}
