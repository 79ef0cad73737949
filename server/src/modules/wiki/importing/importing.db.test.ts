/** The front door for imports: nothing doubles, nothing is half there, nothing is seen too early. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../../kernel/ids/index.ts';
import type { Ctx } from '../../../kernel/service/index.ts';
import { startWiki, type WikiForTests } from '../wiki-for-tests.ts';
import { importing } from './create-importing.ts';
import type { ImportedBody, ImportedComment, ImportedPage, ImportedSpace } from './importing.ts';

let wiki: WikiForTests;
let ctx: Ctx;
beforeAll(async () => { wiki = await startWiki(); });
afterAll(() => wiki.stop());

const at = new Date('2020-01-02T03:04:05Z');
const words = (text: string): ImportedBody => ({ adf: JSON.stringify({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] }), source: { format: 'storage', text: `<p>${text}</p>` } });

const space = (more: Partial<ImportedSpace> = {}): ImportedSpace => ({
  sourceId: '4711', key: 'DOC', name: 'Documentation', type: 'global', status: 'current', author: 'ada', createdAt: at, descriptionSourceId: '4712', description: words('About'), homepage: '100', ...more,
});
const page = (sourceId: string, more: Partial<ImportedPage> = {}): ImportedPage => ({
  sourceId, type: 'page', space: '4711', parent: null, position: null, status: 'current', title: `Page ${sourceId}`, author: 'ada', createdAt: at, modifier: 'bob', modifiedAt: at,
  version: 3, message: null, body: words(`body ${sourceId}`), ...more,
});
const comment = (sourceId: string, more: Partial<ImportedComment> = {}): ImportedComment => ({
  sourceId, container: '100', parent: null, inline: null, status: 'current', title: null, author: 'ada', createdAt: at, modifier: null, modifiedAt: at, version: 1, message: null, body: words('comment'), ...more,
});

async function fresh(): Promise<{ ctx: Ctx; importId: string }> {
  const tenant = await wiki.tenant();
  ctx = wiki.ctx(tenant, 'admin');
  return { ctx, importId: newUuid() };
}

const pagesOf = (tenantId: string) => wiki.query<{ id: string; parent_id: string | null; rank: string }>(
  `select id, parent_id, rank from wiki.content where tenant_id = $1 and type = 'page' order by rank collate "C", id`, [tenantId]);

describe('an import', () => {
  it('keeps ids, tells what is known, and doubles nothing when it is repeated', async () => {
    const { importId } = await fresh();
    for (const round of [1, 2]) {
      await importing.putPeople(ctx, importId, [{ sourceId: 'ada', name: 'Ada L.', email: 'ada@example.org', active: true, accountId: null }]);
      const begun = await importing.beginSpace(ctx, importId, space());
      expect(begun).toEqual({ spaceId: 4711, key: 'DOC', state: 'importing' });
      const put = await importing.putPages(ctx, importId, [page('102', { parent: '101' }), page('101', { parent: '100' }), page('100')]);
      expect(put).toEqual(round === 1 ? { stored: 3, known: 0, refused: [] } : { stored: 0, known: 3, refused: [] });
      await importing.putComments(ctx, importId, [comment('201', { parent: '200' }), comment('200')]);
      await importing.putAttachments(ctx, importId, [{ ...comment('300'), title: 'a.txt', file: { mediaType: 'text/plain', sizeBytes: 5, mediaId: null } }]);
      await importing.putVersions(ctx, importId, [{ sourceId: '90', of: '100', number: 1, title: 'Old', body: words('old'), author: 'gone', createdAt: at, message: 'first' }]);
      await importing.putLabels(ctx, importId, [{ sourceId: '1', content: '100', prefix: 'global', name: 'Guide', author: null, createdAt: at }, { sourceId: '2', content: '101', prefix: 'global', name: 'guide', author: null, createdAt: at }]);
      await importing.putProperties(ctx, importId, [{ sourceId: '1', owner: { kind: 'content', sourceId: '100' }, key: 'k', value: '"v"' }]);
      await importing.putWatches(ctx, importId, [{ sourceId: '1', target: { kind: 'space', sourceId: '4711' }, person: 'ada', createdAt: at }]);
      await importing.putLikes(ctx, importId, [{ sourceId: '1', content: '100', person: 'ada', createdAt: at }]);
      await importing.putTemplates(ctx, importId, [{ sourceId: '1', space: null, name: 'T', description: null, body: words('t'), author: null, createdAt: at, modifiedAt: at }]);
      await importing.putRecords(ctx, importId, [{ sourceId: '1', kind: 'OutgoingLink', space: '4711', raw: '<object/>' }]);
      expect(await importing.counts(ctx, importId)).toEqual({
        person: 1, space: 1, 'space-description': 1, page: 3, comment: 2, attachment: 1, version: 1, label: 2, property: 1, watch: 1, like: 1, template: 1, record: 1,
      });
    }
    expect((await pagesOf(ctx.tenant.tenantId)).map(({ id }) => id).sort()).toEqual(['100', '101', '102']);
    expect(await wiki.query('select 1 from wiki.label where tenant_id = $1', [ctx.tenant.tenantId])).toHaveLength(1);
  });

  it('gives fresh ids where the source\'s are taken', async () => {
    const { importId } = await fresh();
    await importing.beginSpace(ctx, importId, space());
    await importing.putPages(ctx, importId, [page('100'), page('101', { parent: '100' })]);
    const second = newUuid();
    const begun = await importing.beginSpace(ctx, second, space());
    expect(begun.key).toBe('DOC2');
    expect(begun.spaceId).not.toBe(4711);
    await importing.putPages(ctx, second, [page('100'), page('101', { parent: '100' })]);
    await importing.publish(ctx, second);
    const rows = await wiki.query<{ id: string; parent_id: string | null }>('select id, parent_id from wiki.content where tenant_id = $1 and space_id = $2 and type = $3 order by id', [ctx.tenant.tenantId, begun.spaceId, 'page']);
    expect(rows).toHaveLength(2);
    expect(rows.map(({ id }) => id)).not.toContain('100');
    expect(rows.filter(({ parent_id }) => parent_id === rows[0]?.id || parent_id === rows[1]?.id)).toHaveLength(1);
  });

  it('refuses what hangs on nothing and versions that are there twice, and stores none of them', async () => {
    const { importId } = await fresh();
    await importing.beginSpace(ctx, importId, space());
    expect(await importing.putPages(ctx, importId, [page('100'), page('101', { space: 'nowhere' })])).toEqual({ stored: 1, known: 0, refused: [{ sourceId: '101', reason: 'dangling' }] });
    expect((await importing.putComments(ctx, importId, [comment('200', { container: '999' })])).refused).toEqual([{ sourceId: '200', reason: 'dangling' }]);
    const version = { of: '100', title: 'T', body: null, author: null, createdAt: at, message: null };
    const put = await importing.putVersions(ctx, importId, [{ ...version, sourceId: '1', number: 1 }, { ...version, sourceId: '2', number: 1 }, { ...version, sourceId: '3', number: 3 }, { ...version, sourceId: '4', of: '999', number: 1 }]);
    expect(put.stored).toBe(1);
    expect(put.refused).toEqual(expect.arrayContaining([{ sourceId: '2', reason: 'duplicate' }, { sourceId: '3', reason: 'duplicate' }, { sourceId: '4', reason: 'dangling' }]));
    expect((await importing.putLabels(ctx, importId, [{ sourceId: '9', content: '404', prefix: 'global', name: 'x', author: null, createdAt: at }])).refused).toHaveLength(1);
  });

  it('orders siblings, mends cycles and missing parents, and inherits restrictions when it is published', async () => {
    const { importId } = await fresh();
    await importing.beginSpace(ctx, importId, space({ homepage: '100' }));
    await importing.putPages(ctx, importId, [
      page('100', { title: 'Home' }), page('101', { title: 'b', parent: '100', position: 5 }), page('102', { title: 'a', parent: '100', position: 9 }),
      page('103', { title: 'Page 10', parent: '100' }), page('104', { title: 'Page 9', parent: '100' }),
      page('105', { title: 'loop', parent: '106' }), page('106', { title: 'loop 2', parent: '105' }), page('107', { title: 'lost', parent: '999' }), page('108', { title: 'below', parent: '101' }),
    ]);
    await importing.putRestrictions(ctx, importId, [{ sourceId: '1', content: '101', operation: 'read', principal: { user: 'ada' }, createdAt: at }, { sourceId: '2', content: '108', operation: 'read', principal: { group: 'staff' }, createdAt: at }]);
    expect((await importing.publish(ctx, importId)).pagesMovedToTop).toBe(2);
    const rows = await pagesOf(ctx.tenant.tenantId);
    const below = (parent: string) => rows.filter(({ parent_id }) => parent_id === parent).map(({ id }) => id);
    expect(below('100')).toEqual(['101', '102', '104', '103']);
    expect(rows.filter(({ parent_id }) => parent_id === null)[0]?.id).toBe('100');
    const guards = await wiki.query<{ page_id: string; guard_id: string }>('select page_id, guard_id from wiki.guard where tenant_id = $1 order by 1, 2', [ctx.tenant.tenantId]);
    expect(guards.map(({ page_id, guard_id }) => `${page_id}<${guard_id}`)).toEqual(['101<101', '108<101', '108<108']);
    const audited = await wiki.query('select 1 from audit.record where tenant_id = $1', [ctx.tenant.tenantId]);
    expect(audited).toHaveLength(1);
    expect((await importing.beginSpace(ctx, importId, space())).state).toBe('active');
  });

  it('leaves nothing behind when it is discarded', async () => {
    const { importId } = await fresh();
    await importing.putPeople(ctx, importId, [{ sourceId: 'ada', name: 'Ada', email: null, active: true, accountId: null }]);
    await importing.beginSpace(ctx, importId, space());
    await importing.putGrants(ctx, importId, [{ space: '4711', principal: { everyone: true }, level: 'read' }, { space: '4711', principal: { group: 'staff' }, level: 'write' }, { space: '4711', principal: { group: 'staff' }, level: 'read' }]);
    await importing.putPages(ctx, importId, [page('100'), page('101', { parent: '100' })]);
    await importing.putComments(ctx, importId, [comment('200')]);
    await importing.putLabels(ctx, importId, [{ sourceId: '1', content: '100', prefix: 'global', name: 'x', author: null, createdAt: at }]);
    await importing.putRecords(ctx, importId, [{ sourceId: '1', kind: 'Bandana', space: null, raw: 'x' }]);
    await importing.discard(ctx, importId);
    const tables = ['space', 'grant', 'content', 'version', 'content_label', 'property', 'watch', 'person', 'imported_group', 'import_map', 'import_record', 'template', 'guard', 'restriction', 'reaction'];
    for (const table of tables) expect(await wiki.query(`select 1 from wiki.${table} where tenant_id = $1`, [ctx.tenant.tenantId]), table).toEqual([]);
  });

  it('names the account where a person is known to be one, and a placeholder where not', async () => {
    const { importId } = await fresh();
    const account = ctx.actor.accountId;
    await importing.putPeople(ctx, importId, [{ sourceId: 'ada', name: 'Ada', email: null, active: true, accountId: account }]);
    await importing.beginSpace(ctx, importId, space());
    await importing.putPages(ctx, importId, [page('100', { author: 'ada', modifier: 'stranger' })]);
    const [row] = await wiki.query<{ author: string; modifier: string }>('select author, modifier from wiki.content where tenant_id = $1 and id = 100', [ctx.tenant.tenantId]);
    expect(row?.author).toBe(account);
    expect(row?.modifier.charAt(14)).toBe('8');
  });

  it('takes batch after batch', async () => {
    const { importId } = await fresh();
    await importing.beginSpace(ctx, importId, space());
    for (let batch = 0; batch < 6; batch += 1) {
      await importing.putPages(ctx, importId, Array.from({ length: 500 }, (_unused, index) => page(String(1000 + batch * 500 + index), { parent: batch === 0 ? null : '1000' })));
    }
    await importing.publish(ctx, importId);
    expect((await importing.counts(ctx, importId))['page']).toBe(3_000);
  });
});
