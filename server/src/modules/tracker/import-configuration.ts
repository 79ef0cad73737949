/**
 * Configuration of an imported system. What is here under the same name (and of the same make) is joined; the rest is added,
 * unseen until the import is published.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { categoryOf, categoryTable, customFieldTable, issueTypeIcon, issueTypeTable, linkTypeTable, optionTable, priorityTable, resolutionTable, roleTable, sealLinkType, sealNamed, statusTable, type NamedKind } from './configuration-rows.ts';
import { keepOrTakeIds, type CounterName } from './counter-store.ts';
import { fieldKindOf } from './field-kinds.ts';
import { BatchTally, checkBatch, newRows, numericId } from './import-batch.ts';
import { matchByName, matchUnique, optionsByToken, type MatchableKind } from './import-configuration-store.ts';
import { lookUp, remember, Wanted, type Remembered } from './import-map-store.ts';
import { putWorkflows, putWorkflowSchemes } from './import-workflows.ts';
import type { Configuration, ImportedOption, ImportId, PutResult, SourceId } from './importing.ts';
import { insertRowsLater, type ColumnTypes, type RowOf, type Table } from './row-batch.ts';

export async function putConfiguration(ctx: Ctx, importId: ImportId, configuration: Configuration): Promise<PutResult> {
  checkBatch(configuration.rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    await putKind(tx, importId, configuration, tally);
    return tally.result();
  });
}

interface Recipe<Row, Columns extends ColumnTypes> {
  readonly kind: MatchableKind;
  readonly named: NamedKind | 'linkType';
  readonly counter: CounterName;
  readonly table: Table<Columns>;
  readonly traitOf?: (row: Row) => string;
  readonly rowOf: (row: Row, id: number, index: number) => RowOf<Columns>;
}

async function putKind(tx: Tx, importId: ImportId, configuration: Configuration, tally: BatchTally): Promise<void> {
  const named = (kind: NamedKind, row: { name: string; description?: string }, id: number) => sealNamed(tx.sealer, kind, { id, name: row.name, description: row.description, pendingImport: importId });
  switch (configuration.kind) {
    case 'issuetype':
      return putNamed(tx, importId, configuration.rows, tally, {
        kind: 'issuetype', named: 'issueType', counter: 'issue_type', table: issueTypeTable, traitOf: (row) => String(row.subtask),
        rowOf: (row, id, index) => ({ ...named('issueType', row, id), subtask: row.subtask, hierarchy_level: row.hierarchyLevel ?? (row.subtask ? -1 : 0), sequence: row.sequence ?? 100 + index, icon: issueTypeIcon(row.name, row.subtask) }),
      });
    case 'priority':
      return putNamed(tx, importId, configuration.rows, tally, {
        kind: 'priority', named: 'priority', counter: 'priority', table: priorityTable,
        rowOf: (row, id, index) => ({ ...named('priority', row, id), color: row.color ?? '#707070', icon: row.name.toLowerCase().replaceAll(/[^a-z]/g, ''), sequence: row.sequence ?? 100 + index, is_default: false }),
      });
    case 'resolution':
      return putNamed(tx, importId, configuration.rows, tally, {
        kind: 'resolution', named: 'resolution', counter: 'resolution', table: resolutionTable,
        rowOf: (row, id, index) => ({ ...named('resolution', row, id), sequence: row.sequence ?? 100 + index, is_default: false }),
      });
    case 'status':
      return putNamed(tx, importId, configuration.rows, tally, {
        kind: 'status', named: 'status', counter: 'status', table: statusTable,
        rowOf: (row, id, index) => ({ ...named('status', row, id), category: row.category ?? categoryOf(row.name), icon: row.category ?? categoryOf(row.name), sequence: row.sequence ?? 100 + index }),
      });
    case 'linktype':
      return putNamed(tx, importId, configuration.rows, tally, {
        kind: 'linktype', named: 'linkType', counter: 'link_type', table: linkTypeTable, traitOf: (row) => row.style ?? '',
        rowOf: (row, id) => sealLinkType(tx.sealer, { ...row, id, pendingImport: importId }),
      });
    case 'category':
      return putNamed(tx, importId, configuration.rows, tally, { kind: 'category', named: 'category', counter: 'project_category', table: categoryTable, rowOf: (row, id) => named('category', row, id) });
    case 'role':
      return putNamed(tx, importId, configuration.rows, tally, { kind: 'role', named: 'role', counter: 'project_role', table: roleTable, rowOf: (row, id) => named('role', row, id) });
    case 'customfield':
      return putNamed(tx, importId, configuration.rows, tally, {
        kind: 'customfield', named: 'customField', counter: 'custom_field', table: customFieldTable, traitOf: (row) => row.typeKey,
        rowOf: (row, id) => ({ ...named('customField', row, id), kind: fieldKindOf(row.typeKey), type_key: row.typeKey, searcher_key: row.searcherKey ?? null, created_at: tx.now }),
      });
    case 'workflow': return putWorkflows(tx, importId, configuration.rows, tally);
    case 'workflowscheme': return putWorkflowSchemes(tx, importId, configuration.rows, tally);
    case 'option': return putOptions(tx, importId, configuration.rows, tally);
  }
}

async function putNamed<Row extends { readonly source: SourceId; readonly name: string }, Columns extends ColumnTypes>(
  tx: Tx, importId: ImportId, rows: readonly Row[], tally: BatchTally, recipe: Recipe<Row, Columns>,
): Promise<void> {
  const wanted = new Wanted();
  wanted.add(recipe.kind, ...rows.map(({ source }) => source));
  const fresh = newRows(recipe.kind, rows, await lookUp(tx, importId, wanted), tally).filter((row) => {
    if (row.name.trim() !== '') return true;
    tally.skip(row.source, 'invalid', 'name');
    return false;
  });
  const token = (row: Row) => nameToken(tx.sealer, sealedIn[recipe.named].name_token, row.name);
  const tokens = fresh.map(token);
  const unique = recipe.kind === 'category' || recipe.kind === 'role';
  const matches = [...(recipe.kind === 'category' || recipe.kind === 'role' ? await matchUnique(tx, recipe.kind, tokens) : await matchByName(tx, importId, recipe.kind, tokens))];
  const entries: Remembered[] = [];
  const missing: Row[] = [];
  const firstOfName = new Map<string, Row>();
  const later: Row[] = [];
  for (const [index, row] of fresh.entries()) {
    const hex = tokens[index]?.toString('hex') ?? '';
    const at = matches.findIndex((match) => match.token === hex && match.trait === (recipe.traitOf?.(row) ?? ''));
    const [match] = at < 0 ? [] : unique ? matches.slice(at, at + 1) : matches.splice(at, 1);
    if (match !== undefined) entries.push({ kind: recipe.kind, source: row.source, id: match.id });
    else if (unique && firstOfName.has(hex)) later.push(row);
    else {
      missing.push(row);
      firstOfName.set(hex, row);
    }
  }
  const ids = await keepOrTakeIds(tx, recipe.counter, missing.map(({ source }) => numericId(source)));
  insertRowsLater(tx, recipe.table, missing.map((row, index) => recipe.rowOf(row, ids[index] ?? 0, index)));
  for (const [index, row] of missing.entries()) entries.push({ kind: recipe.kind, source: row.source, id: ids[index] ?? 0 });
  for (const row of later) {
    const first = firstOfName.get(token(row).toString('hex'));
    const at = first === undefined ? -1 : missing.indexOf(first);
    entries.push({ kind: recipe.kind, source: row.source, id: ids[at] ?? 0 });
  }
  await remember(tx, importId, entries);
  tally.added += fresh.length;
}

async function putOptions(tx: Tx, importId: ImportId, rows: readonly ImportedOption[], tally: BatchTally): Promise<void> {
  const wanted = new Wanted();
  for (const row of rows) {
    wanted.add('option', row.source, row.parent);
    wanted.add('customfield', row.field);
  }
  const sources = await lookUp(tx, importId, wanted);
  const fresh = newRows('option', rows, sources, tally);
  // Parents first: a batch may hold both.
  for (const level of [fresh.filter(({ parent }) => parent === undefined), fresh.filter(({ parent }) => parent !== undefined)]) {
    const placed = level.flatMap((row) => {
      const fieldId = sources.id('customfield', row.field);
      const parentId = sources.id('option', row.parent);
      if (fieldId === null || (row.parent !== undefined && parentId === null)) {
        tally.skip(row.source, 'dangling', fieldId === null ? `customfield ${row.field}` : `option ${row.parent ?? ''}`);
        return [];
      }
      return [{ row, fieldId, parentId }];
    });
    const there = await optionsByToken(tx, [...new Set(placed.map(({ fieldId }) => fieldId))]);
    const keyed = placed.map((item) => {
      const token = nameToken(tx.sealer, sealedIn.option.value_token, item.row.value);
      return { ...item, token, known: there.get(`${item.fieldId} ${item.parentId ?? 0} ${token.toString('hex')}`) };
    });
    const missing = keyed.filter(({ known }) => known === undefined);
    const ids = await keepOrTakeIds(tx, 'custom_field_option', missing.map(({ row }) => numericId(row.source)));
    insertRowsLater(tx, optionTable, missing.map(({ row, fieldId, parentId, token }, index) => {
      const id = ids[index] ?? 0;
      return { id, field_id: fieldId, parent_id: parentId, value: tx.sealer.seal(sealedIn.option.value, id, row.value), value_token: token, sequence: row.sequence ?? index, disabled: row.disabled ?? false, context_id: null };
    }));
    const entries = [
      ...missing.map(({ row }, index): Remembered => ({ kind: 'option', source: row.source, id: ids[index] ?? 0 })),
      ...keyed.flatMap(({ row, known }): Remembered[] => (known === undefined ? [] : [{ kind: 'option', source: row.source, id: known }])),
    ];
    await remember(tx, importId, entries);
    for (const entry of entries) sources.learn(entry);
    tally.added += entries.length;
  }
}
