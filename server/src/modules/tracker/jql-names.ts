/** What a JQL text calls by name and only the database or the directory can tell: projects, people and groups. Looked up together, before compiling. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import type { Viewer } from './access.ts';
import { viewerValues } from './access-store.ts';
import { nameToken, sealedIn } from './columns.ts';
import type { JqlClause, JqlNode, JqlOperand } from './parse-jql.ts';
import { fieldName } from './jql-catalogue.ts';
import { peopleByTokens, projectsByName } from './jql-name-store.ts';
import { parsePersonKey } from './show-people.ts';

export interface JqlNames {
  /** By the text as written, in lower case. */
  readonly projects: ReadonlyMap<string, readonly number[]>;
  readonly people: ReadonlyMap<string, readonly string[]>;
  /** Accounts in a group of the organization, by its name in lower case. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

type FunctionOperand = Extract<JqlOperand, { kind: 'function' }>;
const takePeople = new Set(['updatedby', 'projectsleadbyuser', 'componentsleadbyuser']);

function clausesOf(node: JqlNode | null): readonly JqlClause[] {
  if (node === null) return [];
  if (node.kind === 'clause') return [node];
  return node.kind === 'not' ? clausesOf(node.item) : node.items.flatMap(clausesOf);
}

function valuesOf(operand: JqlOperand): readonly string[] {
  return operand.kind === 'value' ? [operand.text] : operand.kind === 'list' ? operand.items.flatMap(valuesOf) : operand.kind === 'function' ? operand.arguments : [];
}

const operandsOf = ({ operand, predicates }: JqlClause): readonly JqlOperand[] => [operand, ...predicates.map((predicate) => predicate.operand)];

function functionsOf(clause: JqlClause): readonly FunctionOperand[] {
  const walk = (operand: JqlOperand): readonly FunctionOperand[] => (operand.kind === 'function' ? [operand] : operand.kind === 'list' ? operand.items.flatMap(walk) : []);
  return operandsOf(clause).flatMap(walk);
}

function textsOf(operand: JqlOperand): readonly string[] {
  return operand.kind === 'value' ? [operand.text] : operand.kind === 'list' ? operand.items.flatMap(textsOf) : [];
}

/** Projects that the text names; one round trip, none when it names no project. */
export function lookUpProjects(tx: ReadTx, viewer: Viewer, where: JqlNode | null): Promise<JqlNames['projects']> {
  const clauses = clausesOf(where);
  const projectTexts = new Set(clauses.filter(({ field }) => fieldName(field) === 'project').flatMap(({ operand }) => valuesOf(operand)));
  for (const { name, arguments: texts } of clauses.flatMap(functionsOf)) if (/versions?$/i.test(name)) for (const text of texts) projectTexts.add(text);
  return findProjects(tx, viewer, projectTexts);
}

/** People that the text names. `personField` tells of a field whether its values are people, custom fields included. */
export function lookUpPeople(tx: ReadTx, ctx: Ctx, people: People, where: JqlNode | null, personField: (field: string) => boolean): Promise<JqlNames['people']> {
  const clauses = clausesOf(where);
  const texts = new Set(clauses.flatMap((clause) => [
    ...(personField(clause.field) ? operandsOf(clause).flatMap(textsOf) : clause.predicates.filter(({ name }) => name === 'by').flatMap(({ operand }) => textsOf(operand))),
    ...functionsOf(clause).filter(({ name }) => takePeople.has(name.toLowerCase())).flatMap(({ arguments: [person] }) => (person === undefined ? [] : [person])),
  ]));
  return findPersons(tx, ctx, people, texts);
}

/** Members of the groups that `membersOf` names, as far as they are the organization's own. */
export async function lookUpGroups(ctx: Ctx, people: People, where: JqlNode | null): Promise<JqlNames['groups']> {
  const names = new Set(clausesOf(where).flatMap(functionsOf).filter(({ name }) => name.toLowerCase() === 'membersof').flatMap(({ arguments: [group] }) => (group === undefined ? [] : [group.toLowerCase()])));
  return new Map(await Promise.all([...names].map(async (name) => [name, await people.membersOf(ctx.tenant.organizationId, name)] as const)));
}

async function findProjects(tx: ReadTx, viewer: Viewer, texts: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly number[]>> {
  if (texts.size === 0) return new Map();
  const wanted = [...texts].map((text) => ({ text, token: nameToken(tx.sealer, sealedIn.project.name_token, text) }));
  const ids = wanted.flatMap(({ text }) => (/^\d{1,15}$/.test(text) ? [Number(text)] : []));
  const rows = await projectsByName(tx, viewerValues(viewer), ids, wanted.map(({ text }) => text.toUpperCase()), wanted.map(({ token }) => token));
  return new Map(wanted.map(({ text, token }) => [text.toLowerCase(), [...new Set(rows.filter((row) => row.key === text.toUpperCase() || String(row.id) === text || row.name_token.equals(token)).map(({ id }) => id))]]));
}

async function findPersons(tx: ReadTx, ctx: Ctx, people: People, texts: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  const named: { readonly text: string; readonly email: Buffer; readonly source: Buffer }[] = [];
  for (const text of texts) {
    const id = parsePersonKey(text);
    if (id !== undefined) found.set(text.toLowerCase(), [id]);
    else named.push({ text, email: nameToken(tx.sealer, sealedIn.person.email_token, text), source: nameToken(tx.sealer, sealedIn.person.source_token, text) });
  }
  if (named.length === 0) return found;
  const rows = await peopleByTokens(tx, named.map(({ source }) => source), named.map(({ email }) => email));
  for (const { text, email, source } of named) {
    const wanted = text.trim().toLowerCase();
    const accounts = (await people.search(ctx.tenant.organizationId, text, 20)).filter((person) => person.email.toLowerCase() === wanted || person.name.toLowerCase() === wanted).map(({ accountId }) => accountId);
    const placeholders = rows.filter((row) => row.source_token?.equals(source) === true || row.email_token?.equals(email) === true).flatMap(({ id, account_id }) => (account_id === null ? [id] : [id, account_id]));
    found.set(text.toLowerCase(), [...new Set([...accounts, ...placeholders])]);
  }
  return found;
}
