/**
 * What a restore must know of the wiki beyond its foreign keys: which tables belong to no space and why, which columns name rows
 * without a foreign key, and which rows of access follow from others.
 */
import type { Sealer } from '../../../kernel/seal/index.ts';
import type { RecoverableItem, RecoverableProduct, RecoverableText, SoftReference } from '../../recovery/index.ts';
import { adfToText, type AdfDocument } from '../../richtext/index.ts';
import { contentColumns, spaceColumns, versionColumns } from '../columns.ts';
import { copy } from './copy-space.ts';
import { rebuildGuardsOfSpace } from '../guard-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { administeredSpaces, adoptPages, contentAfter, contentPlaces, contentSays, levelOnSpace, type ContentPlace, type ContentSays } from './recoverable-store.ts';

const named = (to: string, ...columns: readonly string[]): SoftReference[] => columns.map((path) => {
  const [table = '', column = ''] = path.split('.');
  return { table: `wiki.${table}`, column, to };
});

function itemOf(sealer: Sealer, row: ContentPlace): RecoverableItem {
  const title = row.type === 'comment' ? row.page_title : row.title;
  const titled = row.type === 'comment' ? row.page_id : row.id;
  return {
    id: row.id, key: null, title: title === null ? '' : sealer.open(contentColumns.title, titled, title), kind: row.type,
    container: { id: row.space_id, key: row.space_key, name: sealer.open(spaceColumns.name, row.space_id, row.space_name) },
  };
}

function textsOf(sealer: Sealer, row: ContentSays, itemId: number): readonly RecoverableText[] {
  // Written by this module, as ADF.
  const body = row.body === null ? '' : adfToText(JSON.parse(sealer.open(versionColumns.body, row.version_id, row.body)) as AdfDocument);
  const title = row.title === null ? '' : sealer.open(contentColumns.title, row.id, row.title);
  if (row.id !== itemId) return [{ field: row.type, text: row.type === 'comment' ? body : title }];
  return [{ field: 'title', text: title }, { field: 'body', text: body }];
}

export const recoverable: RecoverableProduct = {
  product: 'wiki',
  schema: 'wiki',
  container: 'wiki.space',
  item: 'wiki.content',
  itemContainer: 'space_id',
  itemWhen: `row.type <> 'space-description'`,
  busyStates: ['importing', 'removing'],
  paths: [
    { table: 'wiki.property', column: 'owner_id', to: 'wiki.content', when: `row.owner_kind = 'content'` },
    { table: 'wiki.property', column: 'owner_id', to: 'wiki.space', when: `row.owner_kind = 'space'` },
    { table: 'wiki.watch', column: 'target_id', to: 'wiki.content', when: `row.target_kind = 'content'` },
    { table: 'wiki.watch', column: 'target_id', to: 'wiki.space', when: `row.target_kind in ('space', 'blog')` },
    { table: 'wiki.import_record', column: 'space_id', to: 'wiki.space' },
    { table: 'wiki.import_map', column: 'space_id', to: 'wiki.space' },
  ],
  tenantWide: {
    'wiki.person': 'people of imported systems, named by many spaces',
    'wiki.imported_group': 'groups of imported systems, named by many spaces',
    'wiki.label': 'a label is shared by every page that has it',
    'wiki.setting': 'what the whole wiki is set up with; no restore opens it to more people',
  },
  needs: [
    ...named('media.object', 'version.media_id'),
    ...named('wiki.person', 'content.author', 'content.modifier', 'version.author', 'space.author', 'space.owner'),
  ],
  accessColumns: {},
  derivedAccess: ['wiki.guard', 'wiki.edit_guard'],
  passive: ['wiki.page_view', 'wiki.shared_editor'],
  copy,
  adopt: (tx, itemIds) => adoptPages(tx, itemIds),
  async settle(tx, tenantId, containerIds) {
    for (const id of containerIds) await rebuildGuardsOfSpace(tx, tenantId, id);
  },
  containers: (ctx) => ctx.read(async (tx) => (await administeredSpaces(tx, viewerOf(ctx))).map((row) => ({ ...row, name: tx.sealer.open(spaceColumns.name, row.id, row.name) }))),
  items: (ctx, containerId, { after, limit }) => ctx.read(async (tx) => (await contentAfter(tx, viewerOf(ctx), containerId, after, limit)).map((row) => itemOf(tx.sealer, row))),
  describe: (ctx, ids) => ctx.read(async (tx) => new Map((await contentPlaces(tx, viewerOf(ctx), ids)).map((row) => [row.id, itemOf(tx.sealer, row)]))),
  mayEdit: (ctx, itemId, containerId) => ctx.read(async (tx) => {
    const [row] = await contentPlaces(tx, viewerOf(ctx), [itemId]);
    return row === undefined ? (await levelOnSpace(tx, viewerOf(ctx), containerId)) >= 2 : row.level >= 2 && row.may_update;
  }),
  texts: (ctx, itemId) => ctx.read(async (tx) => {
    const rows = await contentSays(tx, viewerOf(ctx), itemId);
    return rows.some((row) => row.id === itemId) ? rows.flatMap((row) => textsOf(tx.sealer, row, itemId)) : undefined;
  }),
};
