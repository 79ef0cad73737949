/**
 * Finds attachments in an archive by their ids. Jira: `…/attachments/<PROJECT>/[<bucket>/]<ISSUE-KEY>/<id>` (old versions append
 * `_<file name>`), below any folder. Confluence: `…/attachments/<page id>/<attachment id>/<version>`. Ids are unique in a backup, so the
 * owner decides only where an archive has several; an issue that was moved keeps its files under the old key.
 */
import type { ArchiveEntry } from './archive-entry.ts';
import type { AttachmentEntry, BackupKind } from './backup.ts';

interface Place {
  readonly owner: string;
  readonly id: string;
  readonly version: number;
}

interface Found {
  readonly place: Place;
  readonly entry: ArchiveEntry;
  /** The next one with the same id. */
  readonly next: Found | undefined;
}

export interface AttachmentIndex {
  find(wanted: { readonly id: string; readonly version?: number; readonly owner?: string }): { readonly place: Place; readonly entry: ArchiveEntry } | undefined;
  list(): Generator<AttachmentEntry>;
  has(entry: ArchiveEntry): boolean;
}

export function indexAttachments(kind: BackupKind, entries: Iterable<ArchiveEntry>): AttachmentIndex {
  const placeOf = kind === 'jira' ? jiraPlaceOf : confluencePlaceOf;
  const byId = new Map<string, Found>();
  for (const entry of entries) {
    const place = placeOf(entry.path);
    if (place !== undefined) byId.set(place.id, { place, entry, next: byId.get(place.id) });
  }
  return {
    has: (entry) => placeOf(entry.path) !== undefined,
    find({ id, version, owner }) {
      const all = [...chain(byId.get(id))].filter(({ place }) => version === undefined || place.version === version);
      if (all.length <= 1) return all[0];
      const newest = Math.max(...all.map(({ place }) => place.version));
      const versioned = version === undefined ? all.filter(({ place }) => place.version === newest) : all;
      return versioned.find(({ place }) => place.owner === owner) ?? (versioned.length === 1 ? versioned[0] : undefined);
    },
    *list() {
      for (const first of byId.values()) {
        for (const { place, entry } of chain(first)) yield { ...place, sizeBytes: entry.sizeBytes, path: entry.path };
      }
    },
  };
}

function* chain(first: Found | undefined): Generator<Found> {
  for (let found = first; found !== undefined; found = found.next) yield found;
}

function jiraPlaceOf(path: string): Place | undefined {
  const match = /(?:^|\/)attachments\/(?:[^/]+\/){0,3}?([^/]+)\/(\d{1,19})(?:_[^/]*)?$/i.exec(path);
  const [owner, id] = [match?.[1], match?.[2]];
  if (owner === undefined || id === undefined || owner === 'thumbs') return undefined;
  return { owner, id, version: 1 };
}

function confluencePlaceOf(path: string): Place | undefined {
  const match = /(?:^|\/)attachments\/(\d{1,19})\/(\d{1,19})\/(\d{1,9})(?:\.[A-Za-z0-9]{1,10})?$/i.exec(path);
  const [owner, id, version] = [match?.[1], match?.[2], match?.[3]];
  return owner === undefined || id === undefined || version === undefined ? undefined : { owner, id, version: Number(version) };
}
