/** People as the public API shows them: accounts by the directory, everybody else by their placeholder. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { accountIds, isUuid } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { placeholdersById } from './person-store.ts';

export interface ShownPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly active: boolean;
  readonly timeZone: string;
  /** An account of the platform, not somebody of an imported system. */
  readonly account: boolean;
}

export interface PersonBean {
  readonly self: string;
  readonly accountId: string;
  readonly accountType: 'atlassian';
  readonly displayName: string;
  readonly emailAddress?: string;
  readonly active: boolean;
  readonly timeZone: string;
}

/** The outside form of a person's id; placeholders look the same, so that clients need no second kind. */
export function personKey(id: string): string {
  return accountIds.format(accountIds.fromUuid(id));
}

/** Reads `acc_…` or a bare UUID; undefined for anything else. */
export function parsePersonKey(text: string): string | undefined {
  if (isUuid(text)) return text;
  try {
    return accountIds.parse(text);
  } catch {
    return undefined; // not of this form: the caller says what was expected
  }
}

export class PeopleShown {
  readonly #people: ReadonlyMap<string, ShownPerson>;
  readonly #base: string;
  readonly #seesEmail: boolean;

  constructor(people: ReadonlyMap<string, ShownPerson>, base: string, seesEmail: boolean) {
    this.#people = people;
    this.#base = base;
    this.#seesEmail = seesEmail;
  }

  name(id: string | null): string | null {
    return id === null ? null : (this.#people.get(id)?.name ?? 'Former user');
  }

  bean(id: string | null): PersonBean | null {
    return id === null ? null : personBean(this.#base, this.#seesEmail, this.#people.get(id) ?? { id, name: 'Former user', email: null, active: false, timeZone: 'Etc/UTC', account: false });
  }
}

export function personBean(base: string, seesEmail: boolean, person: ShownPerson): PersonBean {
  const key = personKey(person.id);
  return {
    self: `${base}/rest/api/3/user?accountId=${key}`, accountId: key, accountType: 'atlassian', displayName: person.name,
    ...(seesEmail && person.email !== null ? { emailAddress: person.email } : {}), active: person.active, timeZone: person.timeZone,
  };
}

/** Finds people by id. Accounts come from the directory's memory; only placeholders cost a round trip. */
export async function findPeople(tx: ReadTx, ctx: Ctx, people: People, ids: Iterable<string | null>): Promise<ReadonlyMap<string, ShownPerson>> {
  const wanted = new Set([...ids].filter((id): id is string => id !== null));
  const found = new Map<string, ShownPerson>();
  if (wanted.size === 0) return found;
  for (const [id, person] of await people.byId(ctx.tenant.organizationId, wanted)) {
    found.set(id, { id, name: person.name, email: person.email, active: person.active, timeZone: person.timeZone, account: true });
  }
  const unknown = [...wanted].filter((id) => !found.has(id));
  for (const { id, name, email, active, accountId } of await placeholdersById(tx, unknown)) {
    const account = accountId === null ? undefined : (await people.byId(ctx.tenant.organizationId, [accountId])).get(accountId);
    found.set(id, account === undefined
      ? { id, name, email, active, timeZone: 'Etc/UTC', account: false }
      : { id, name: account.name, email: account.email, active: account.active, timeZone: account.timeZone, account: true });
  }
  return found;
}
