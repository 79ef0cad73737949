/** Fills a test tenant with issues like those of a busy team, and its shard with other tenants beside it. For measuring only. */
import { newUuid } from '../src/kernel/ids/index.ts';
import { changeItemTable, changeTable, issueLabelTable, issueTable, labelTable, watcherTable } from '../src/modules/tracker/issue-rows.ts';
import { labelToken, sealedIn } from '../src/modules/tracker/columns.ts';
import { createImporting } from '../src/modules/tracker/create-importing.ts';
import { insertRows } from '../src/modules/tracker/row-batch.ts';
import type { TenantForTests } from '../src/modules/tracker/tenant-for-tests.ts';

const batch = 2_000;
const dayMs = 86_400_000;
const statuses = [10_001, 10_002, 10_003] as const;
const labels = 40;

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export async function fillTracker(place: TenantForTests, size: { readonly issues: number; readonly otherTenants: number }): Promise<void> {
  const projects = await makeProjects(place);
  await makeLabels(place);
  await makeIssues(place, projects, size.issues);
  // Rows of other tenants are never opened; they stand in the same tables and indexes.
  for (let at = 0; at < size.otherTenants; at += 1) {
    await place.query(`insert into tracker.project (tenant_id, id, key, state, name, name_token, type_key, assignee_type, created_at, updated_at) values ($1, 10001, 'OTHER', 'active', '\\x00', '\\x00', 'software', 'UNASSIGNED', now(), now())`, [newTenant(at)]);
    await place.query(`insert into tracker.issue (tenant_id, id, project_id, number, issue_type_id, status_id, summary, created_at, updated_at, rank) select $1, g, 10001, g, 10003, 10001 + g % 3, '\\x00', now() - g * interval '1 hour', now() - g * interval '1 minute', '0|' || g from generate_series(1, 300) g`, [newTenant(at)]);
  }
  for (const table of ['issue', 'change', 'change_item', 'issue_label', 'watcher', 'project', 'label']) await place.query(`vacuum analyze tracker.${table}`);
}

const tenants = new Map<number, string>();
function newTenant(at: number): string {
  const known = tenants.get(at) ?? newUuid();
  tenants.set(at, known);
  return known;
}

async function makeProjects(place: TenantForTests): Promise<readonly number[]> {
  const importing = createImporting();
  const importId = newUuid();
  const made: number[] = [];
  for (let at = 1; at <= 8; at += 1) made.push((await importing.beginProject(place.ctx(), importId, { source: String(at), key: `P${at}`, name: `Project ${at}`, access: 'everyone' })).id);
  await importing.publish(place.ctx(), importId);
  return made;
}

async function makeLabels(place: TenantForTests): Promise<void> {
  await place.ctx().tx((tx) => insertRows(tx, labelTable, Array.from({ length: labels }, (_, at) => ({ id: 1_000 + at, name: tx.sealer.seal(sealedIn.label.name, 1_000 + at, `l${at}`), name_token: labelToken(tx.sealer, `l${at}`) }))));
}

/** Half of them in the first project; each with a history of two changes, sometimes labels and watchers. */
async function makeIssues(place: TenantForTests, projects: readonly number[], count: number): Promise<void> {
  const next = random(7);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item; // never beyond the end
  const persons = [place.admin, ...Array.from({ length: 60 }, () => newUuid())];
  const numbers = new Map<number, number>();
  const now = Date.now();
  const at = (days: number) => new Date(now - Math.round(days * dayMs));
  for (let from = 0; from < count; from += batch) {
    await place.ctx().tx(async (tx) => {
      const rows = Array.from({ length: Math.min(batch, count - from) }, (_, offset) => {
        const id = 1_000_000 + from + offset;
        const project = next() < 0.5 ? (projects[0] ?? 0) : pick(projects);
        const number = (numbers.get(project) ?? 0) + 1;
        numbers.set(project, number);
        const age = next() * 900;
        const status = age > 60 && next() < 0.8 ? 10_003 : pick(statuses);
        const resolved = status === 10_003 ? age * next() : null;
        return {
          id, project_id: project, number, issue_type_id: 10_002 + Math.floor(next() * 3), status_id: status, priority_id: 10_001 + Math.floor(next() * 5), resolution_id: resolved === null ? null : 10_001, security_level: null,
          parent_id: next() < 0.15 && from > 0 ? 1_000_000 + Math.floor(next() * from) : null, parent_sequence: null, assignee: next() < 0.7 ? pick(persons) : null, reporter: pick(persons), creator: pick(persons), summary: tx.sealer.seal(sealedIn.issue.summary, id, `Summary of the issue ${id}`),
          description: null, environment: null, source_format: null, description_source: null, environment_source: null, due_on: next() < 0.2 ? at(age - 60 * next()).toISOString().slice(0, 10) : null, created_at: at(age), updated_at: at(resolved ?? age * next()), resolved_at: resolved === null ? null : at(resolved),
          status_changed_at: at(age / 2), original_estimate_s: null, remaining_estimate_s: null, time_spent_s: null, rank: `0|${String(id).padStart(9, '0')}`, former: resolved ?? age / 2,
        };
      });
      await insertRows(tx, issueTable, rows.map(({ former: _former, ...row }) => row));
      const changes = rows.flatMap(({ id, created_at, former, status_id }) => [{ id, at: new Date((created_at.getTime() + at(former).getTime()) / 2), to: 10_002, from: 10_001 }, { id, at: at(former), to: status_id, from: 10_002 }]);
      await insertRows(tx, changeTable, changes.map((change, index) => ({ id: 1_000_000 + 2 * from + index, issue_id: change.id, author: pick(persons), created_at: change.at })));
      const item = tx.sealer.seal(sealedIn.changeItem.item, 1, '{}');
      await insertRows(tx, changeItemTable, changes.map((change, index) => ({ id: 1_000_000 + 2 * from + index, change_id: 1_000_000 + 2 * from + index, field: 'status', from_id: change.from, to_id: change.to, from_person: null, to_person: null, item })));
      await insertRows(tx, issueLabelTable, rows.flatMap(({ id }) => (next() < 0.4 ? [{ issue_id: id, label_id: 1_000 + Math.floor(next() * labels) }] : [])));
      await insertRows(tx, watcherTable, rows.flatMap(({ id, created_at }) => (next() < 0.3 ? [{ issue_id: id, person: pick(persons), created_at }] : [])));
    });
  }
}
