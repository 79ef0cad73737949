/** What a copy of a project beside the original gets: a key of its own, numbers of its own, and only its maker to enter it. */
import { recoveryErrors, type CopyRules } from '../recovery/index.ts';
import { contentCounters, createCounters, nextIds, numberCounter, type CounterName } from './counter-store.ts';
import { grantAdmin, highestNumber, keyTaken } from './recoverable-store.ts';

const keyPattern = /^[A-Z][A-Z0-9_]{1,9}$/;
const isCounter = (name: string): name is CounterName => Object.hasOwn(contentCounters, name);

export const copy: CopyRules = {
  leaves: {
    'tracker.project_key': 'a copy has one key, its own', 'tracker.former_issue_key': 'former keys lead to the original', 'tracker.favourite': 'what people marked is the original', 'tracker.grant': 'only who made the copy enters it, until others are let in',
    'tracker.custom_field_context_scope': 'what a field is set up with stays as it is', 'tracker.request': 'requests belong to the portal of the original',
  },
  ids: [{ table: 'tracker.issue', column: 'parent_id', to: 'tracker.issue' }, { table: 'tracker.issue', column: 'trashed_with', to: 'tracker.issue' }],
  async requireKey(reader, key) {
    if (!keyPattern.test(key)) throw recoveryErrors.key_invalid({ detail: 'A project key is 2 to 10 capital letters, digits and _, beginning with a letter.' });
    if (await keyTaken(reader, key)) throw recoveryErrors.conflict({ detail: `The key ${key} is taken.` });
  },
  allocate(tx, _tenantId, table, count) {
    const name = table.replace(/^tracker\./, '');
    if (!isCounter(name)) throw new Error(`${table} has no counter`);
    return nextIds(tx, name, count);
  },
  adjust({ table, values }, { to }) {
    if (table === 'tracker.project') {
      values.set('key', to);
      values.set('state', 'active');
    }
  },
  rewrite: (text, { from, to }) => text.replaceAll(`/browse/${from}-`, `/browse/${to}-`).replaceAll(`/issues/${from}-`, `/issues/${to}-`),
  async finish(tx, { id, key, administrator }) {
    await createCounters(tx, { [numberCounter(id)]: (await highestNumber(tx, id)) + 1 });
    await grantAdmin(tx, id, key, administrator);
  },
};
