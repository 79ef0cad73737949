/**
 * People and groups in every generation of backups: `OSUser` (name and e-mail in properties), `User` with `ApplicationUser` (records then
 * refer to the user key). Somebody whose e-mail belongs to an account here is that account; everybody else becomes a placeholder.
 */
import type { ImportedPerson } from '../../tracker/index.ts';
import { slices, type Step } from '../building/build.ts';
import { flagOf, type JiraRecord } from '../reading/index.ts';
import { lower } from './spool-kinds.ts';
import { filled, present, settlePut, type JiraBuild } from './values.ts';

const peopleAtOnce = 500;
const membersAtOnce = 1_000;

interface Known {
  readonly name?: string;
  readonly email?: string;
}

/** `OSPropertyEntry` names the property of a user, `OSPropertyString` has its value under the same id. */
function oldProperties(build: JiraBuild): Promise<ReadonlyMap<string, Known>> {
  return build.once('old user properties', async () => {
    const entries = new Map<string, { readonly user: string; readonly key: 'name' | 'email' }>();
    for await (const record of build.records('osproperty')) {
      const key = record.fields.get('propertyKey');
      const user = record.fields.get('entityId');
      if (record.type === 'OSPropertyEntry' && record.fields.get('entityName') === 'OSUser' && user !== undefined && (key === 'fullName' || key === 'email')) {
        entries.set(record.fields.get('id') ?? '', { user, key: key === 'email' ? 'email' : 'name' });
      }
      await build.pace.step();
    }
    const known = new Map<string, Known>();
    if (entries.size === 0) return known;
    for await (const record of build.records('osproperty')) {
      const entry = record.type === 'OSPropertyEntry' ? undefined : entries.get(record.fields.get('id') ?? '');
      const value = filled(record, 'value');
      if (entry !== undefined && value !== undefined) known.set(entry.user, { ...known.get(entry.user), [entry.key]: value });
      await build.pace.step();
    }
    return known;
  });
}

async function person(build: JiraBuild, record: JiraRecord, key: string | undefined, properties: ReadonlyMap<string, Known>): Promise<ImportedPerson> {
  const old = properties.get(record.fields.get('id') ?? '');
  const userName = filled(record, 'userName') ?? filled(record, 'name') ?? filled(record, 'lowerUserName') ?? '';
  const email = filled(record, 'emailAddress') ?? old?.email;
  const accountId = email === undefined ? undefined : await build.accountByEmail(email);
  const source = key ?? userName;
  return present({
    source, aliases: [...new Set([userName, userName.toLowerCase()])].filter((alias) => alias !== source),
    name: filled(record, 'displayName') ?? old?.name ?? userName, email, active: flagOf(record, 'active') ?? true, accountId,
  });
}

async function putPeople(build: JiraBuild, bucket: number): Promise<void> {
  const properties = await oldProperties(build);
  const keys = new Map<string, JiraRecord>();
  const users = new Map<string, JiraRecord>();
  for await (const record of build.records('user', bucket)) {
    const name = lower(record.fields.get('lowerUserName') ?? record.fields.get('userName') ?? record.fields.get('name'));
    const into = record.type === 'ApplicationUser' ? keys : users;
    if (name === '') build.ledger.skipped(record.type, 'It has no name.');
    else if (into.has(name)) build.ledger.skipped(record.type, 'The same user name came before in the file (another directory, for example).');
    else into.set(name, record);
    await build.pace.step();
  }
  const rows: { readonly record: JiraRecord; readonly person: ImportedPerson }[] = [];
  for (const [name, record] of users) {
    const key = keys.get(name);
    if (key !== undefined) build.ledger.imported('ApplicationUser');
    rows.push({ record, person: await person(build, record, key === undefined ? undefined : filled(key, 'userKey'), properties) });
  }
  // A key without a user is somebody who was deleted; records still name them.
  for (const [name, key] of keys) {
    if (users.has(name)) continue;
    const source = filled(key, 'userKey') ?? name;
    rows.push({ record: key, person: { source, aliases: name === source ? [] : [name], name: filled(key, 'lowerUserName') ?? source, active: false } });
  }
  for (const some of slices(rows, peopleAtOnce)) {
    const result = await build.tracker.putPeople(await build.ctx('tracker'), build.sourceId, some.map((row) => row.person));
    const sources = new Map(some.map((row) => [row.record, row.person.source]));
    for (const type of new Set(some.map(({ record }) => record.type))) {
      const own = some.filter(({ record }) => record.type === type).map(({ record }) => record);
      const category = type === 'ApplicationUser' ? '' : 'users';
      settlePut(build, own, category, { ...result, existing: Math.min(result.existing, own.length) }, (record) => sources.get(record) ?? '');
    }
  }
}

async function putGroups(build: JiraBuild, bucket: number): Promise<void> {
  const groups = new Map<string, JiraRecord>();
  for await (const record of build.records('group', bucket)) {
    const name = lower(filled(record, 'groupName') ?? filled(record, 'name'));
    if (name === '') build.ledger.skipped(record.type, 'It has no name.');
    else if (groups.has(name)) build.ledger.skipped(record.type, 'The same group name came before in the file.');
    else groups.set(name, record);
  }
  const members = new Map<string, string[]>();
  for await (const record of build.records('membership', bucket)) {
    const name = lower(filled(record, 'parentName') ?? filled(record, 'groupName'));
    const member = filled(record, 'childName') ?? filled(record, 'userName');
    const isGroup = (filled(record, 'membershipType') ?? 'GROUP_USER') !== 'GROUP_USER';
    if (!isGroup && member !== undefined && groups.has(name)) members.set(name, [...(members.get(name) ?? []), member]);
    await build.pace.step();
  }
  for (const [name, record] of groups) {
    const row = (some: readonly string[]) => present({ source: filled(record, 'groupName') ?? filled(record, 'name') ?? name, name: filled(record, 'groupName') ?? filled(record, 'name') ?? name, description: filled(record, 'description'), members: some });
    const parts = [...slices(members.get(name) ?? [], membersAtOnce)];
    const result = await build.tracker.putGroups(await build.ctx('tracker'), build.sourceId, [row(parts[0] ?? [])]);
    for (const more of parts.slice(1)) await build.tracker.putGroups(await build.ctx('tracker'), build.sourceId, [row(more)]);
    settlePut(build, [record], '', result, () => row([]).source);
  }
}

export const peopleSteps: readonly Step<JiraRecord>[] = [{ name: 'people', bucket: putPeople }, { name: 'groups', bucket: putGroups }];
