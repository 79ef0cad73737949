/**
 * What may be written next in a JQL text: fields, functions, and values of a field that begin (or whose words begin) with what is
 * there already. Only what the viewer may see is offered.
 */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import { viewerValues } from './access-store.ts';
import { sealedIn } from './columns.ts';
import { contextOptions } from './field-setup-store.ts';
import { readConfiguration, type Configuration, type ConfiguredItem } from './configuration-store.ts';
import { listFilters } from './filter-store.ts';
import { jqlFields, jqlFunctions, operatorsOf, systemField, type JqlFieldType } from './jql-catalogue.ts';
import { customFieldOf } from './jql-custom-field-store.ts';
import { partNames } from './jql-name-store.ts';
import { usedLabels } from './label-store.ts';
import { foldText } from './match-text.ts';
import { openFilter } from './manage-filters.ts';
import { reservedWords } from './parse-jql.ts';
import { listPlaceholders } from './person-store.ts';
import { projectNames } from './project-store.ts';
import { fieldKind } from './show-configuration.ts';
import { personKey } from './show-people.ts';

export interface JqlSuggestion {
  /** As it is written in the text, not quoted yet. */
  readonly value: string;
  readonly shown: string;
}

/** Names that are opened for one list of suggestions at most. */
const namesOpenedMax = 5_000;
const suggestionsMax = 15;

const javaTypes: Partial<Record<JqlFieldType, string>> = {
  project: 'com.atlassian.jira.project.Project', issuetype: 'com.atlassian.jira.issue.issuetype.IssueType', status: 'com.atlassian.jira.issue.status.Status', priority: 'com.atlassian.jira.issue.priority.Priority',
  resolution: 'com.atlassian.jira.issue.resolution.Resolution', person: 'com.atlassian.jira.user.ApplicationUser', people: 'com.atlassian.jira.user.ApplicationUser', component: 'com.atlassian.jira.bc.project.component.ProjectComponent',
  version: 'com.atlassian.jira.project.version.Version', issue: 'com.atlassian.jira.issue.Issue', moment: 'java.util.Date', number: 'java.lang.Number', duration: 'com.atlassian.jira.jql.query.JiraDurationUtils', category: 'com.atlassian.jira.project.ProjectCategory',
};
const typeName = (type: JqlFieldType): string => javaTypes[type] ?? 'java.lang.String';
const flag = (value: boolean) => (value ? 'true' : 'false');
const completed: ReadonlySet<JqlFieldType> = new Set(['project', 'category', 'issuetype', 'status', 'statuscategory', 'priority', 'resolution', 'person', 'people', 'component', 'version', 'label', 'filter', 'linktype', 'option']);

const typesOfKinds: Partial<Record<string, JqlFieldType>> = { number: 'number', date: 'moment', datetime: 'moment', person: 'person', people: 'person', option: 'option', options: 'option', cascade: 'option', text: 'text', paragraph: 'text' };

function customType(field: ConfiguredItem): JqlFieldType {
  return typesOfKinds[fieldKind(field)] ?? 'token';
}

function customOperators(type: JqlFieldType): readonly string[] {
  const equality = ['=', '!=', 'in', 'not in', 'is', 'is not', 'changed'];
  return type === 'number' || type === 'moment' ? [...equality, '<', '<=', '>', '>='] : type === 'text' ? ['~', '!~', ...equality] : equality;
}

export function referenceData(configuration: Configuration) {
  const system = jqlFields.flatMap((field) => [field.name, ...field.synonyms].map((value) => ({
    value, displayName: field.title, orderable: flag(field.orderable), searchable: flag(operatorsOf(field).length > 0), auto: flag(completed.has(field.type)), operators: operatorsOf(field), types: [typeName(field.type)], kind: field.type,
  })));
  const custom = configuration.customField.all.map((field) => {
    const type = customType(field);
    return { value: field.name, displayName: `${field.name} - cf[${field.id}]`, orderable: 'false', searchable: 'true', auto: flag(completed.has(type)), cfid: `cf[${field.id}]`, operators: customOperators(type), types: [typeName(type)], kind: type };
  });
  const functions = jqlFunctions.map(({ name, takes, types, list, means }) => ({ value: `${name}()`, displayName: `${name}(${takes === '' ? '' : '…'})`, isList: flag(list), supportsListAndSingleValueOperators: 'true', types: [...new Set(types.map(typeName))], kinds: types, takes, means }));
  return { visibleFieldNames: [...system, ...custom].sort((left, right) => left.value.localeCompare(right.value)), visibleFunctionNames: functions, jqlReservedWords: reservedWords };
}

/** Values of a field, or people for `by`. Nothing for fields whose values are free. */
export async function suggestValues(tx: ReadTx, ctx: Ctx, people: People, asked: { readonly field: string; readonly typed: string; readonly predicate?: string | undefined }): Promise<readonly JqlSuggestion[]> {
  const configuration = await readConfiguration(tx);
  const custom = customFieldOf(asked.field, configuration.customField.all);
  const type = asked.predicate?.toLowerCase() === 'by' ? 'person' : (systemField(asked.field)?.type ?? (custom === undefined ? undefined : customType(custom)));
  const typed = foldText(asked.typed.trim());
  const fits = ({ value, shown }: JqlSuggestion) => typed === '' || foldText(`${value} ${shown}`).split(/[\s(<@._-]+/).some((word) => word.startsWith(typed)) || foldText(value).startsWith(typed) || foldText(shown).startsWith(typed);
  if (type === 'person' || type === 'people') return (await persons(tx, ctx, people, asked.typed)).slice(0, suggestionsMax);
  const all = type === 'option' && custom !== undefined ? await options(tx, custom) : await valuesOf(tx, ctx, type, configuration);
  return distinct(all).filter(fits).slice(0, suggestionsMax);
}

async function valuesOf(tx: ReadTx, ctx: Ctx, type: JqlFieldType | undefined, configuration: Configuration): Promise<readonly JqlSuggestion[]> {
  const viewer = viewerOf(ctx);
  const named = (items: readonly ConfiguredItem[]) => items.map(({ name }) => same(name));
  switch (type) {
    case 'project': return (await projectNames(tx, viewer, namesOpenedMax)).map(({ id, key, name }) => ({ value: key, shown: `${tx.sealer.open(sealedIn.project.name, id, name)} (${key})` }));
    case 'status': case 'priority': case 'resolution': case 'category': return named(configuration[type].all);
    case 'issuetype': return named(configuration.issueType.all);
    case 'linktype': return configuration.linkType.all.flatMap(({ name, inward, outward }) => [name, inward, outward].map(same));
    case 'statuscategory': return ['To Do', 'In Progress', 'Done', 'No Category'].map(same);
    case 'label': return (await usedLabels(tx, viewer, namesOpenedMax)).map(({ id, name }) => same(tx.sealer.open(sealedIn.label.name, id, name)));
    case 'component': case 'version': return (await partNames(tx, viewerValues(viewer), type, namesOpenedMax)).map(({ id, name }) => same(tx.sealer.open(sealedIn[type].name, id, name)));
    case 'filter': return (await listFilters(tx, viewer, namesOpenedMax)).map((row) => same(openFilter(tx, row).name));
    default: return [];
  }
}

async function options(tx: ReadTx, field: ConfiguredItem): Promise<readonly JqlSuggestion[]> {
  return (await contextOptions(tx, [field.id])).filter(({ disabled }) => !disabled).map(({ id, value }) => same(tx.sealer.open(sealedIn.option.value, id, value)));
}

async function persons(tx: ReadTx, ctx: Ctx, people: People, typed: string): Promise<readonly JqlSuggestion[]> {
  const accounts = await people.search(ctx.tenant.organizationId, typed, suggestionsMax, ctx.tenant.siteId);
  const wanted = foldText(typed.trim());
  const others = (await listPlaceholders(tx, namesOpenedMax)).filter(({ name }) => foldText(name).includes(wanted));
  const { seesEmail } = viewerOf(ctx);
  return [...accounts.map(({ accountId, name, email }) => ({ value: personKey(accountId), shown: seesEmail ? `${name} (${email})` : name })), ...others.map(({ id, name }) => ({ value: personKey(id), shown: name }))];
}

function same(value: string): JqlSuggestion {
  return { value, shown: value };
}

function distinct(items: readonly JqlSuggestion[]): readonly JqlSuggestion[] {
  return [...new Map(items.map((item) => [item.value, item])).values()];
}
