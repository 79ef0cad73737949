/** People: `ConfluenceUserImpl` (referred to by key) and `InternalUser` (name, e-mail) meet by their user name. */
import { slices, type Step } from '../building/build.ts';
import { flagOf, idOf, type ConfluenceRecord } from '../reading/index.ts';
import { userNameOf } from './spool-kinds.ts';
import { filled, settlePut, type WikiBuild } from './values.ts';

const peopleAtOnce = 500;
const nameCharactersMax = 1_000;

interface Meeting {
  mapped?: ConfluenceRecord;
  internal?: ConfluenceRecord;
}

async function putPeople(build: WikiBuild, bucket: number): Promise<void> {
  const meetings = new Map<string, Meeting>();
  for await (const record of build.records('user', bucket)) {
    await build.pace.step();
    const key = idOf(record);
    const name = userNameOf(record) || (record.type === 'ConfluenceUserImpl' && key !== undefined ? ` ${key}` : '');
    if (name === '' || name.length > nameCharactersMax) {
      build.ledger.skipped(record.type, name === '' ? 'It has no name.' : 'Its name is longer than names are.');
      continue;
    }
    const meeting = meetings.get(name) ?? {};
    const slot = record.type === 'ConfluenceUserImpl' ? 'mapped' : 'internal';
    if (meeting[slot] === undefined) meeting[slot] = record;
    else build.ledger.skipped(record.type, 'The same user name came before in the file (another directory, for example).');
    meetings.set(name, meeting);
  }
  const rows = [];
  for (const [name, { mapped, internal }] of meetings) {
    const record = mapped ?? internal;
    if (record === undefined) continue;
    if (mapped !== undefined && internal !== undefined) build.ledger.imported(internal.type);
    const userName = filled(record, 'name') ?? name;
    const email = (internal === undefined ? null : filled(internal, 'emailAddress')) ?? filled(record, 'email') ?? (userName.includes('@') ? userName : null);
    rows.push({
      record,
      person: {
        sourceId: (mapped === undefined ? undefined : idOf(mapped)) ?? name, name: (internal === undefined ? null : filled(internal, 'displayName')) ?? userName, email,
        active: internal === undefined ? true : (flagOf(internal, 'active') ?? true), accountId: email === null ? null : ((await build.accountByEmail(email)) ?? null),
      },
    });
  }
  for (const some of slices(rows, peopleAtOnce)) {
    const sources = new Map(some.map(({ record, person }) => [record, person.sourceId]));
    const result = await build.wiki.putPeople(await build.ctx('wiki'), build.sourceId, some.map(({ person }) => person));
    settlePut(build, some.map(({ record }) => record), 'users', result, (record) => sources.get(record) ?? '');
  }
}

export const peopleSteps: readonly Step<ConfluenceRecord>[] = [{ name: 'people', bucket: putPeople }];
