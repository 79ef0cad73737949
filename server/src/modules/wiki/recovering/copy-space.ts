/** What a copy of a space beside the original gets: a key of its own, numbers of its own, titles claimed anew, and only its maker to enter it. */
import { recoveryErrors, type CopyRules } from '../../recovery/index.ts';
import type { ContentStatus, ContentType } from '../content-types.ts';
import { allocateIds } from '../counter-store.ts';
import { titleClaim } from '../titles.ts';
import { grantAdmin, spaceKeyTaken } from './recoverable-store.ts';

const keyPattern = /^[A-Za-z0-9]{1,255}$/;
const beingWritten = 'what somebody is writing belongs to the original';

export const copy: CopyRules = {
  leaves: {
    'wiki.grant': 'only who made the copy enters it, until others are let in', 'wiki.public_access': 'a copy is open to nobody from outside', 'wiki.public_link': 'a link opens the page for which it was made',
    'wiki.personal_draft': beingWritten, 'wiki.shared_document': beingWritten, 'wiki.shared_update': beingWritten, 'wiki.shared_editor': beingWritten,
    'wiki.page_view': 'who has seen what counts for the original', 'wiki.watch': 'people watch the original', 'wiki.import_record': 'what an import remembers leads to the original', 'wiki.import_map': 'what an import remembers leads to the original',
  },
  ids: [
    { table: 'wiki.content', column: 'parent_id', to: 'wiki.content' }, { table: 'wiki.content', column: 'container_id', to: 'wiki.content' }, { table: 'wiki.content', column: 'version_id', to: 'wiki.version' },
    { table: 'wiki.content', column: 'trashed_with', to: 'wiki.content' }, { table: 'wiki.space', column: 'homepage_id', to: 'wiki.content' }, { table: 'wiki.space', column: 'description_id', to: 'wiki.content' },
  ],
  async requireKey(reader, key) {
    if (!keyPattern.test(key)) throw recoveryErrors.key_invalid({ detail: 'A space key is letters and digits.' });
    if (await spaceKeyTaken(reader, key)) throw recoveryErrors.conflict({ detail: `The key ${key} is taken.` });
  },
  allocate: (tx, tenantId, _table, count) => allocateIds(tx, tenantId, count),
  adjust({ table, values, open }, { to }, sealer) {
    if (table === 'wiki.space') {
      values.set('key', to);
      values.set('key_claim', to.toLowerCase());
      values.set('state', 'active');
      values.set('status', 'current');
    }
    if (table !== 'wiki.content') return;
    const number = (column: string): number | null => { const value = values.get(column) ?? null; return value === null ? null : Number(value); };
    // The columns' own checks allow these words only.
    const claim = titleClaim(sealer, { type: values.get('type') as ContentType, status: values.get('status') as ContentStatus, title: open('title'), spaceId: number('space_id') ?? 0, containerId: number('container_id') });
    values.set('title_claim', claim === null ? null : `\\x${claim.toString('hex')}`);
  },
  rewrite: (text, { from, to, idOf }) => text.replaceAll(`/spaces/${from}/`, `/spaces/${to}/`).replaceAll(/(\/pages\/|pageId=)(\d{1,18})\b/g, (whole, before: string, id: string) => { const copied = idOf('wiki.content', id); return copied === undefined ? whole : `${before}${copied}`; }),
  async finish(tx, { tenantId, id, administrator }) {
    await grantAdmin(tx, tenantId, id, administrator);
  },
};
