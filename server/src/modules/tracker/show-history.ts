/** An entry of an issue's history as the public API shows it. Ids of configured things are the present ones. */
import type { ChangeRow } from './activity-store.ts';
import { openChangeItem } from './change-rows.ts';
import { bytesOf } from './issue-read-store.ts';
import { jiraTime, type Showing } from './show-issue.ts';
import { personKey } from './show-people.ts';

export function historyBean(showing: Showing, row: ChangeRow) {
  return {
    id: String(row.id), author: showing.people.bean(row.author) ?? undefined, created: jiraTime(row.created_at),
    items: (row.items ?? []).map((entry) => {
      const item = openChangeItem(showing.sealer, entry.id, bytesOf(entry.item));
      const present = (id: number | null, person: string | null, source: string | null) => (id !== null ? String(id) : person !== null ? personKey(person) : source);
      return {
        field: item.field, fieldtype: item.fieldType, ...(entry.field === null ? {} : { fieldId: entry.field }),
        from: present(entry.from_id, entry.from_person, item.from), fromString: item.fromText, to: present(entry.to_id, entry.to_person, item.to), toString: item.toText,
      };
    }),
  };
}
