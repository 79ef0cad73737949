/** People and groups: as their own system had them, or as whoever they are here. */
import { allRows, type ExportSource } from '../export-plan.ts';
import { compose, element, type Original } from './jira-element.ts';
import type { JiraNames } from './names.ts';
import type { Projects } from './read-projects.ts';

/** Where Tracker names a person, and by which column the rows of some issues or projects are found. */
const mentions: readonly (readonly [table: string, columns: readonly string[], of: 'issue' | 'issue_id' | 'project'])[] = [
  ['issue', ['assignee', 'reporter', 'creator'], 'issue'], ['comment', ['author', 'update_author'], 'issue_id'], ['worklog', ['author', 'update_author'], 'issue_id'], ['attachment', ['author'], 'issue_id'],
  ['watcher', ['person'], 'issue_id'], ['vote', ['person'], 'issue_id'], ['change', ['author'], 'issue_id'], ['custom_field_value', ['person'], 'issue_id'], ['component', ['lead'], 'project'], ['project_role_actor', ['person'], 'project'],
];
const issuesAtOnce = 5_000;

/** Everybody whom the exported content names. */
async function mentioned(source: ExportSource, projects: Projects): Promise<ReadonlySet<string>> {
  const found = new Set(projects.rows.flatMap((row) => row.text('lead') ?? []));
  const ask = async (where: (of: 'issue' | 'issue_id' | 'project') => Readonly<Record<string, readonly number[]>> | undefined, kinds: readonly string[]): Promise<void> => {
    for (const [table, columns, of] of mentions) {
      if (!kinds.includes(of)) continue;
      for (const column of columns) for (const person of await source.reading.distinct(await source.ctx(), table, column, where(of))) found.add(person);
    }
  };
  if (source.containers === null) {
    await ask(() => undefined, ['issue', 'issue_id', 'project']);
    for (const [table, column] of [['saved_filter', 'owner'], ['saved_filter_share', 'person'], ['favourite', 'person'], ['person_group_member', 'person']] as const) {
      for (const person of await source.reading.distinct(await source.ctx(), table, column)) found.add(person);
    }
    return found;
  }
  await ask(() => ({ project_id: projects.ids }), ['project']);
  const ids = (await source.reading.distinct(await source.ctx(), 'issue', 'id', { project_id: projects.ids })).map(Number);
  for (let at = 0; at < ids.length; at += issuesAtOnce) {
    const some = ids.slice(at, at + issuesAtOnce);
    await ask((of) => ({ [of === 'issue' ? 'id' : 'issue_id']: some }), ['issue', 'issue_id']);
  }
  return found;
}

export async function writePeople(source: ExportSource, names: JiraNames, projects: Projects): Promise<{ readonly text: string; readonly records: number }> {
  const named = await mentioned(source, projects);
  const text: string[] = [];
  const isWanted = (uuid: string): boolean => source.containers === null || named.has(uuid);
  let number = 0;
  const write = (uuid: string, person: { name: string | undefined; email: string | undefined; active: boolean }): void => {
    // Several people of the source may be one here: the first to come in gives the name, there as here.
    const primary = names.person(uuid);
    const userNames = new Set([primary, ...names.personOriginals(uuid).filter(({ fields }) => fields['userKey'] === primary).map(({ fields }) => fields['lowerUserName'])]);
    const isPrimary = ({ fields }: Original): number => (['userKey', 'userName', 'name', 'lowerUserName'].some((name) => fields[name] !== undefined && userNames.has(fields[name])) ? 0 : 1);
    const originals = [...names.personOriginals(uuid)].sort((a, b) => isPrimary(a) - isPrimary(b));
    const key = names.person(uuid) ?? uuid;
    if (originals.length > 0) {
      // Older backups keep name and address in properties, which were kept whole.
      for (const original of originals) text.push(element(original.type, new Map(Object.entries(original.fields)), original.extra));
      return;
    }
    number += 1;
    const userName = person.email ?? key;
    text.push(compose('User', undefined, { id: `90${String(number)}`, directoryId: 1, userName, lowerUserName: userName.toLowerCase(), active: person.active ? 1 : 0, displayName: person.name ?? key, lowerDisplayName: (person.name ?? key).toLowerCase(), emailAddress: person.email, lowerEmailAddress: person.email?.toLowerCase() }));
    if (userName !== key) text.push(compose('ApplicationUser', undefined, { id: `90${String(number)}`, userKey: key, lowerUserName: userName.toLowerCase() }));
  };
  const placeholders = new Set<string>();
  for (const row of names.people) {
    const uuid = row.text('id') ?? '';
    placeholders.add(uuid);
    // Somebody of whom only the key is known was not in the file: naming the key is enough to make the same person again.
    const isOnlyKey = names.personOriginals(uuid).length === 0 && row.text('name') === row.text('source_name') && row.text('email') === undefined && !row.flag('active');
    if (isWanted(uuid) && !isOnlyKey) write(uuid, { name: row.text('name'), email: row.text('email'), active: row.flag('active') });
  }
  const accounts = [...new Set([...named, ...(source.containers === null ? names.knownAccounts : [])])].filter((uuid) => !placeholders.has(uuid)).sort();
  const known = await source.accounts(accounts);
  for (const uuid of accounts) {
    const account = known.get(uuid);
    if (account !== undefined || names.personOriginals(uuid).length > 0) write(uuid, { name: account?.name, email: account?.email, active: account?.active ?? false });
  }
  for (const { name, description, original } of names.groups.values()) {
    const inOld = original?.type === 'OSGroup';
    text.push(compose('Group', original, original !== undefined ? {} : { [inOld ? 'name' : 'groupName']: name, lowerGroupName: name.toLowerCase(), description, active: 1, local: 1 }));
  }
  if (source.containers === null) await writeNewMemberships(source, names, text);
  return { text: text.join(''), records: text.length };
}

/** Members of groups that no kept record names. Nothing here changes such groups, so there are none unless their records were lost. */
async function writeNewMemberships(source: ExportSource, names: JiraNames, text: string[]): Promise<void> {
  const brought = (await allRows(source, 'import_record', { kind: ['Membership', 'OSMembership'] })).length > 0;
  if (brought) return;
  for (const row of await allRows(source, 'person_group_member')) {
    const group = names.groups.get(row.id('group_id'))?.name;
    const person = names.person(row.text('person'));
    if (group !== undefined && person !== undefined) text.push(compose('Membership', undefined, { parentName: group, lowerParentName: group.toLowerCase(), childName: person, lowerChildName: person.toLowerCase(), membershipType: 'GROUP_USER', directoryId: 1 }));
  }
}
