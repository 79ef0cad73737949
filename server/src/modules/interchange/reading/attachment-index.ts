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
}

export interface AttachmentIndex {
  find(wanted: { readonly id: string; readonly version?: number; readonly owner?: string }): Found | undefined;
  list(): Generator<AttachmentEntry>;
  has(entry: ArchiveEntry): boolean;
}

/** Keeps the entries only: half a million places beside them would cost as much memory again. */
export function indexAttachments(kind: BackupKind, entries: Iterable<ArchiveEntry>): AttachmentIndex {
  const placeOf = kind === 'jira' ? jiraPlaceOf : confluencePlaceOf;
  const byId = new Map<string, ArchiveEntry | ArchiveEntry[]>();
  for (const entry of entries) {
    const id = placeOf(entry.path)?.id;
    if (id === undefined) continue;
    const others = byId.get(id);
    if (others === undefined) byId.set(id, entry);
    else if (Array.isArray(others)) others.push(entry);
    else byId.set(id, [others, entry]);
  }
  const foundWith = (id: string): Found[] => {
    return [byId.get(id) ?? []].flat().flatMap((entry) => {
      const place = placeOf(entry.path);
      return place === undefined ? [] : [{ place, entry }];
    });
  };
  return {
    has: (entry) => placeOf(entry.path) !== undefined,
    find({ id, version, owner }) {
      const all = foundWith(id).filter(({ place }) => version === undefined || place.version === version);
      if (all.length <= 1) return all[0];
      const newest = Math.max(...all.map(({ place }) => place.version));
      const versioned = version === undefined ? all.filter(({ place }) => place.version === newest) : all;
      return versioned.find(({ place }) => place.owner === owner) ?? (versioned.length === 1 ? versioned[0] : undefined);
    },
    *list() {
      for (const id of byId.keys()) {
        for (const { place, entry } of foundWith(id)) yield { ...place, sizeBytes: entry.sizeBytes, path: entry.path };
      }
    },
  };
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
