/** What sources tell apart from the issue itself: labels, components, versions, watchers, voters, former keys, custom-field values. */
import type { Ctx } from '../../kernel/service/index.ts';
import { BatchTally, checkBatch, clip, validTime } from './import-batch.ts';
import { insertValues } from './import-issues.ts';
import { lookUpWithPeople, remember, Wanted, type SourceKind } from './import-map-store.ts';
import type { ImportedPart, ImportId, PutResult } from './importing.ts';
import { formerKeyTable, issueComponentTable, issueLabelTable, issueVersionTable, voteTable, watcherTable } from './issue-rows.ts';
import { labelIds } from './label-store.ts';
import { limits } from './limits.ts';
import { insertRowsLater } from './row-batch.ts';

const mapKinds: Readonly<Record<ImportedPart['kind'], SourceKind>> = {
  label: 'label', component: 'issuecomponent', fixversion: 'fixversion', affectsversion: 'affectsversion', watcher: 'watcher', voter: 'voter', formerkey: 'formerkey', value: 'value',
};

type PartOf<Kind extends ImportedPart['kind']> = ImportedPart & { readonly kind: Kind };
interface Placed<Part> {
  readonly part: Part;
  readonly issueId: number;
}

export async function putIssueParts(ctx: Ctx, importId: ImportId, rows: readonly ImportedPart[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const wanted = new Wanted();
    for (const row of rows) {
      wanted.add(mapKinds[row.kind], row.source);
      wanted.add('issue', row.issue);
      if (row.kind === 'component') wanted.add('component', row.component);
      if (row.kind === 'fixversion' || row.kind === 'affectsversion') wanted.add('version', row.version);
      if (row.kind === 'watcher' || row.kind === 'voter') wanted.add('person', row.person);
    }
    const sources = await lookUpWithPeople(tx, importId, wanted);
    const seen = new Set<string>();
    const placed = rows.flatMap((part): Placed<ImportedPart>[] => {
      const kind = mapKinds[part.kind];
      const key = `${kind} ${part.source}`;
      const issueId = sources.id('issue', part.issue);
      const missing = issueId === null ? `issue ${part.issue}`
        : part.kind === 'component' && sources.id('component', part.component) === null ? `component ${part.component}`
          : (part.kind === 'fixversion' || part.kind === 'affectsversion') && sources.id('version', part.version) === null ? `version ${part.version}` : undefined;
      if (sources.has(kind, part.source)) tally.existing += 1;
      else if (seen.has(key)) tally.skip(part.source, 'duplicate', key);
      else if (missing !== undefined) tally.skip(part.source, 'dangling', missing);
      else if (part.kind === 'label' && part.label.trim() === '') tally.skip(part.source, 'invalid', 'label');
      else if (part.kind === 'formerkey' && !/^[A-Z][A-Z0-9_]*-\d{1,15}$/.test(part.key)) tally.skip(part.source, 'invalid', 'key');
      else {
        seen.add(key);
        return [{ part, issueId: issueId ?? 0 }];
      }
      return [];
    });
    const of = <Kind extends ImportedPart['kind']>(kind: Kind) => placed.filter((item): item is Placed<PartOf<Kind>> => item.part.kind === kind);
    const time = (at: Date | undefined) => (validTime(at) ? at : tx.now);

    const labels = of('label').map(({ part, issueId }) => ({ issueId, label: clip(part.label, limits.labelCharacters) }));
    const ids = await labelIds(tx, new Set(labels.map(({ label }) => label)));
    insertRowsLater(tx, issueLabelTable, labels.map(({ issueId, label }) => ({ issue_id: issueId, label_id: ids.get(label) ?? null })), 'on conflict do nothing');
    insertRowsLater(tx, issueComponentTable, of('component').map(({ part, issueId }) => ({ issue_id: issueId, component_id: sources.id('component', part.component) })), 'on conflict do nothing');
    const versions = [...of('fixversion').map((item) => ({ ...item, relation: 'fix' })), ...of('affectsversion').map((item) => ({ ...item, relation: 'affects' }))];
    insertRowsLater(tx, issueVersionTable, versions.map(({ part, issueId, relation }) => ({ issue_id: issueId, relation, version_id: sources.id('version', part.version) })), 'on conflict do nothing');
    insertRowsLater(tx, watcherTable, of('watcher').map(({ part, issueId }) => ({ issue_id: issueId, person: sources.person(part.person), created_at: time(part.at) })), 'on conflict do nothing');
    insertRowsLater(tx, voteTable, of('voter').map(({ part, issueId }) => ({ issue_id: issueId, person: sources.person(part.person), created_at: time(part.at) })), 'on conflict do nothing');
    insertRowsLater(tx, formerKeyTable, of('formerkey').map(({ part, issueId }) => {
      const dash = part.key.lastIndexOf('-');
      return { project_key: part.key.slice(0, dash), number: Number(part.key.slice(dash + 1)), issue_id: issueId };
    }), 'on conflict do nothing');
    const danglingValues = await insertValues(tx, importId, of('value').map(({ part, issueId }) => ({ issueId, value: { ...part.value, source: part.source } })));
    for (const { part } of of('value')) if (danglingValues.has(part.source)) tally.skip(part.source, 'dangling', `customfield ${part.value.field}`);
    await remember(tx, importId, placed.filter(({ part }) => part.kind !== 'value').map(({ part, issueId }) => ({ kind: mapKinds[part.kind], source: part.source, id: issueId })));
    tally.added += placed.length - danglingValues.size;
    return tally.result();
  });
}
