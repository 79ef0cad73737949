/**
 * Fields of an issue as clients send them (`fields` and `update` of the public API), checked against the project and what the
 * tracker is set up with. Every fault is gathered; nothing is written here.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { parseAdf, textToAdf, type AdfDocument } from '../richtext/index.ts';
import { viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import type { Configuration, ConfiguredItems } from './configuration-store.ts';
import { readCustomField, type CustomInput } from './custom-field-input.ts';
import { isRecord, parseDuration, referenceOf, type FieldErrors } from './field-errors.ts';
import { limits } from './limits.ts';
import { componentsOf, versionsOf } from './project-store.ts';
import { findPeople, parsePersonKey } from './show-people.ts';

export interface NamedId { readonly id: number; readonly name: string }
export interface NamedPerson { readonly id: string; readonly name: string }

/** What was sent; absent members were not. `null` clears. */
export interface IssueInput {
  summary?: string;
  description?: AdfDocument | null;
  environment?: AdfDocument | null;
  priority?: NamedId | null;
  resolution?: NamedId | null;
  assignee?: NamedPerson | null | 'automatic';
  reporter?: NamedPerson | null;
  labels?: readonly string[];
  components?: readonly NamedId[];
  fixVersions?: readonly NamedId[];
  versions?: readonly NamedId[];
  dueOn?: string | null;
  parent?: string | null;
  originalEstimateS?: number | null;
  remainingEstimateS?: number | null;
  readonly custom: CustomInput[];
}

export interface InputContext {
  readonly tx: Tx;
  readonly ctx: Ctx;
  readonly people: People;
  readonly configuration: Configuration;
  readonly projectId: number;
  readonly typeId: number;
}

/** Decided apart: they say which issue it is, not what is in it. */
const ofTheIssue = new Set(['project', 'issuetype', 'status', 'created', 'updated', 'creator', 'comment', 'worklog', 'attachment', 'issuelinks', 'subtasks', 'watches', 'votes', 'security']);

export async function readFields(context: InputContext, fields: Readonly<Record<string, unknown>>, faults: FieldErrors): Promise<IssueInput> {
  const input: IssueInput = { custom: [] };
  const named = new ProjectItems(context);
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || ofTheIssue.has(name)) continue;
    if (name.startsWith('customfield_')) await readCustom(context, named, input, name, value, faults);
    else if (!(await readSystem(context, named, input, name, value, faults))) faults.add(name, 'There is no such field, or it cannot be set here.', 'unknown');
  }
  return input;
}

async function readCustom(context: InputContext, named: ProjectItems, input: IssueInput, name: string, value: unknown, faults: FieldErrors): Promise<void> {
  const field = context.configuration.customField.get(Number(name.slice('customfield_'.length)));
  if (field === undefined) return faults.add(name, 'There is no such field, or it cannot be set here.', 'unknown');
  const versions = await named.versions();
  const read = await readCustomField(context.tx, field, value, { project: context.projectId, type: context.typeId }, {
    person: async (key) => (await findPerson(context, key))?.id,
    version: (reference) => versions.find((version) => String(version.id) === reference || version.name === reference)?.id,
  }, faults);
  if (read !== undefined) input.custom.push(read);
}

async function readSystem(context: InputContext, named: ProjectItems, input: IssueInput, name: string, value: unknown, faults: FieldErrors): Promise<boolean> {
  switch (name) {
    case 'summary': readSummary(input, value, faults); return true;
    case 'description': case 'environment': readText(input, name, value, faults); return true;
    case 'priority': case 'resolution': readConfigured(input, name, context.configuration[name], value, faults); return true;
    case 'assignee': case 'reporter': await readPerson(context, input, name, value, faults); return true;
    case 'labels': readLabels(input, value, faults); return true;
    case 'components': assign(input, 'components', readNamed(name, value, await named.components(), limits.componentsPerIssue, faults)); return true;
    case 'fixVersions': assign(input, 'fixVersions', readNamed(name, value, await named.versions(), limits.versionsPerIssue, faults)); return true;
    case 'versions': assign(input, 'versions', readNamed(name, value, await named.versions(), limits.versionsPerIssue, faults)); return true;
    case 'duedate': readDay(input, value, faults); return true;
    case 'parent': input.parent = value === null ? null : (referenceOf(value, 'key', 'id') ?? ''); return true;
    case 'timetracking': readEstimates(input, value, faults); return true;
    default: return false;
  }
}

function assign<Key extends 'components' | 'fixVersions' | 'versions'>(input: IssueInput, key: Key, value: readonly NamedId[] | undefined): void {
  if (value !== undefined) input[key] = value;
}

function readSummary(input: IssueInput, value: unknown, faults: FieldErrors): void {
  const summary = typeof value === 'string' ? value.trim() : '';
  if (summary === '') faults.add('summary', 'You must give the issue a summary.', 'required');
  else if (summary.length > limits.summaryCharacters) faults.add('summary', `A summary has at most ${limits.summaryCharacters} characters.`, 'too_long');
  else if (/[\r\n]/.test(summary)) faults.add('summary', 'A summary is one line.');
  else input.summary = summary;
}

/** ADF; a plain text is taken as paragraphs, as older clients send it. */
function readText(input: IssueInput, name: 'description' | 'environment', value: unknown, faults: FieldErrors): void {
  if (value === null || value === '') {
    input[name] = null;
    return;
  }
  try {
    input[name] = typeof value === 'string' ? textToAdf(value.slice(0, limits.descriptionCharacters)) : parseAdf(value);
  } catch (error) {
    if (!isAppError(error)) throw error;
    faults.add(name, error.message, error.code);
  }
}

function readConfigured(input: IssueInput, name: 'priority' | 'resolution', items: ConfiguredItems, value: unknown, faults: FieldErrors): void {
  const reference = referenceOf(value, 'id', 'name');
  const item = reference === undefined ? undefined : items.find(reference);
  if (value === null) input[name] = null;
  else if (item === undefined) faults.add(name, `There is no such ${name}.`);
  else input[name] = { id: item.id, name: item.name };
}

export async function findPerson({ tx, ctx, people }: Pick<InputContext, 'tx' | 'ctx' | 'people'>, key: string): Promise<NamedPerson | undefined> {
  const id = parsePersonKey(key);
  const found = id === undefined ? undefined : (await findPeople(tx, ctx, people, [id])).get(id);
  return found === undefined ? undefined : { id: found.id, name: found.name };
}

async function readPerson(context: InputContext, input: IssueInput, name: 'assignee' | 'reporter', value: unknown, faults: FieldErrors): Promise<void> {
  const key = referenceOf(value, 'accountId', 'id');
  if (value === null || (isRecord(value) && value['accountId'] === null)) input[name] = null;
  else if (key === '-1' && name === 'assignee') input.assignee = 'automatic';
  else {
    const person = key === undefined ? undefined : await findPerson(context, key);
    if (person === undefined) faults.add(name, 'There is no such person on this site.');
    else input[name] = person;
  }
}

function readLabels(input: IssueInput, value: unknown, faults: FieldErrors): void {
  const labels = Array.isArray(value) ? value.filter((label): label is string => typeof label === 'string') : [];
  if (!Array.isArray(value) || labels.length !== value.length) return faults.add('labels', 'Labels are a list of texts.');
  if (labels.some((label) => /\s/.test(label) || label === '')) return faults.add('labels', 'A label has no spaces.');
  if (labels.some((label) => label.length > limits.labelCharacters)) return faults.add('labels', `A label has at most ${limits.labelCharacters} characters.`, 'too_long');
  if (labels.length > limits.labelsPerIssue) return faults.add('labels', `An issue has at most ${limits.labelsPerIssue} labels.`, 'too_many');
  input.labels = [...new Set(labels)];
}

function readNamed(name: string, value: unknown, items: readonly NamedId[], max: number, faults: FieldErrors): readonly NamedId[] | undefined {
  if (value === null) return [];
  if (!Array.isArray(value) || value.length > max) {
    faults.add(name, `A list of at most ${max} is expected.`);
    return undefined;
  }
  const found = new Map<number, NamedId>();
  for (const item of value) {
    const reference = referenceOf(item, 'id', 'name');
    const match = items.find(({ id, name: own }) => String(id) === reference || own.toLowerCase() === reference?.toLowerCase());
    if (match === undefined) {
      faults.add(name, 'Not every item exists in the project.');
      return undefined;
    }
    found.set(match.id, match);
  }
  return [...found.values()];
}

function readDay(input: IssueInput, value: unknown, faults: FieldErrors): void {
  if (value === null || value === '') input.dueOn = null;
  else if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) input.dueOn = value;
  else faults.add('duedate', 'A date is expected: yyyy-mm-dd.');
}

function readEstimates(input: IssueInput, value: unknown, faults: FieldErrors): void {
  if (!isRecord(value)) return faults.add('timetracking', 'originalEstimate and remainingEstimate are expected, such as "3h 30m".');
  for (const [member, key] of [['originalEstimate', 'originalEstimateS'], ['remainingEstimate', 'remainingEstimateS']] as const) {
    const text = value[member];
    if (text === undefined) continue;
    const seconds = text === null || text === '' ? null : typeof text === 'string' ? parseDuration(text) : undefined;
    if (seconds === undefined) faults.add('timetracking', `"${member}" is a duration such as "3h 30m".`);
    else input[key] = seconds;
  }
}

/** Components and versions of the project with opened names, read when first asked for. */
export class ProjectItems {
  readonly #context: InputContext;
  #components: Promise<readonly NamedId[]> | undefined;
  #versions: Promise<readonly NamedId[]> | undefined;

  constructor(context: InputContext) {
    this.#context = context;
  }

  components(): Promise<readonly NamedId[]> {
    const { tx, ctx, projectId } = this.#context;
    this.#components ??= componentsOf(tx, viewerOf(ctx), projectId).then((rows) => rows.map((row) => ({ id: row.id, name: tx.sealer.open(sealedIn.component.name, row.id, row.name) })));
    return this.#components;
  }

  versions(): Promise<readonly NamedId[]> {
    const { tx, ctx, projectId } = this.#context;
    this.#versions ??= versionsOf(tx, viewerOf(ctx), projectId).then((rows) => rows.map((row) => ({ id: row.id, name: tx.sealer.open(sealedIn.version.name, row.id, row.name) })));
    return this.#versions;
  }
}
