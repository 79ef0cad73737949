/** People and groups of an imported system. Somebody with an account here is that account; everybody else gets a placeholder. */
import type { Ctx } from '../../kernel/service/index.ts';
import { newUuid } from '../../kernel/ids/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { keepOrTakeIds } from './counter-store.ts';
import { BatchTally, checkBatch, newRows } from './import-batch.ts';
import { lookUp, lookUpWithPeople, personRow, remember, Wanted, type Remembered } from './import-map-store.ts';
import type { ImportedGroup, ImportedPerson, ImportId, PutResult } from './importing.ts';
import { groupMemberTable, groupTable, personTable } from './issue-rows.ts';
import { groupsByToken, placeholdersByEmail } from './person-store.ts';
import { insertRowsLater } from './row-batch.ts';

export async function putPeople(ctx: Ctx, importId: ImportId, rows: readonly ImportedPerson[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const wanted = new Wanted();
    wanted.add('person', ...rows.map(({ source }) => source));
    const fresh = newRows('person', rows, await lookUp(tx, importId, wanted), tally);
    const emails = fresh.flatMap(({ email }) => (email === undefined ? [] : [nameToken(tx.sealer, sealedIn.person.email_token, email)]));
    const known = await placeholdersByEmail(tx, emails);
    const entries: Remembered[] = [];
    const placeholders: ReturnType<typeof personRow>[] = [];
    for (const person of fresh) {
      const token = person.email === undefined ? undefined : nameToken(tx.sealer, sealedIn.person.email_token, person.email).toString('hex');
      let uuid = person.accountId ?? (token === undefined ? undefined : known.get(token));
      if (uuid === undefined) {
        uuid = newUuid(tx.now.getTime());
        placeholders.push(personRow(tx, importId, { id: uuid, source: person.source, name: person.name === '' ? person.source : person.name, active: person.active, ...(person.email === undefined ? {} : { email: person.email }) }));
        if (token !== undefined) known.set(token, uuid);
      }
      entries.push({ kind: 'person', source: person.source, uuid });
      for (const alias of person.aliases ?? []) if (alias !== person.source) entries.push({ kind: 'personalias', source: alias, uuid });
    }
    insertRowsLater(tx, personTable, placeholders);
    await remember(tx, importId, entries);
    tally.added += fresh.length;
    return tally.result();
  });
}

export async function putGroups(ctx: Ctx, importId: ImportId, rows: readonly ImportedGroup[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const { sealer } = tx;
    const columns = sealedIn.personGroup;
    const wanted = new Wanted();
    for (const row of rows) {
      wanted.add('group', row.source);
      wanted.add('person', ...row.members);
    }
    const sources = await lookUpWithPeople(tx, importId, wanted);
    const fresh = newRows('group', rows, sources, tally);
    const token = (name: string) => nameToken(sealer, columns.name_token, name);
    const byToken = await groupsByToken(tx, fresh.map(({ name }) => token(name)));
    const missing = new Map(fresh.filter(({ name }) => !byToken.has(token(name).toString('hex'))).map((row) => [token(row.name).toString('hex'), row]));
    const ids = await keepOrTakeIds(tx, 'person_group', [...missing.keys()].map(() => null));
    const made = [...missing].map(([key, row], index) => {
      const id = ids[index] ?? 0;
      byToken.set(key, id);
      return { id, name: sealer.seal(columns.name, id, row.name), name_token: token(row.name), description: row.description === undefined ? null : sealer.seal(columns.description, id, row.description), pending_import: importId };
    });
    insertRowsLater(tx, groupTable, made);
    const entries = fresh.map((row): Remembered => ({ kind: 'group', source: row.source, id: byToken.get(token(row.name).toString('hex')) ?? 0 }));
    await remember(tx, importId, entries);
    for (const entry of entries) sources.learn(entry);
    const members = rows.flatMap((row) => row.members.map((member) => ({ group_id: sources.id('group', row.source), person: sources.person(member) })));
    insertRowsLater(tx, groupMemberTable, members.filter(({ group_id, person }) => group_id !== null && person !== null), 'on conflict do nothing');
    tally.added += fresh.length;
    return tally.result();
  });
}
