import type { SpoolPlace } from '../jira/spool-kinds.ts';
import type { ConfluenceRecord } from '../reading/index.ts';
export function placesOf(record: ConfluenceRecord): readonly SpoolPlace[] { return [{ kind: 'other', key: String(record.ordinal) }]; }
