/** Pages, blog posts and custom content, each with its body; then all older versions. */
import type { ImportedCustomContent, ImportedPage, ImportedVersion } from '../../wiki/index.ts';
import { uniqueBatches, type Step } from '../building/build.ts';
import { idOf, type ConfluenceRecord } from '../reading/index.ts';
import { Bodies } from './bodies.ts';
import { content } from './content-fields.ts';
import { oldFile } from './files.ts';
import { originalOf } from './spool-kinds.ts';
import { filled, id, personReader, reference, settlePut, whole, type WikiBuild } from './values.ts';

const pagesAtOnce = 100;
const versionsAtOnce = 200;

async function putPages(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  const bodies = await Bodies.of(build, 'pagebody', bucket);
  for await (const records of uniqueBatches(build, 'page', bucket, pagesAtOnce, idOf)) {
    const rows: ImportedPage[] = [];
    for (const record of records) {
      rows.push({
        ...content(build, record, person, bodies), type: record.type === 'BlogPost' ? 'blogpost' : 'page', space: reference(record, 'space') ?? '(none)', parent: reference(record, 'parent'), position: whole(record, 'position'),
      });
      await build.pace.step();
    }
    const result = await build.wiki.putPages(await build.ctx('wiki'), build.sourceId, rows);
    const refused = new Set(result.refused.map(({ sourceId }) => sourceId));
    for (const [type, category] of [['Page', 'pages'], ['BlogPost', 'blogPosts']] as const) {
      const own = records.filter((record) => record.type === type);
      settlePut(build, own, category, { ...result, known: Math.min(result.known, own.length) });
    }
    bodies.settle(build, records.map(id), refused);
  }
}

async function putCustom(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  const bodies = await Bodies.of(build, 'custombody', bucket);
  for await (const records of uniqueBatches(build, 'custom', bucket, pagesAtOnce, idOf)) {
    const rows: ImportedCustomContent[] = [];
    for (const record of records) {
      rows.push({ ...content(build, record, person, bodies), container: reference(record, 'containerContent', 'content'), space: reference(record, 'space') ?? '(none)', contentType: filled(record, 'pluginModuleKey') ?? 'unknown' });
      await build.pace.step();
    }
    const result = await build.wiki.putCustomContent(await build.ctx('wiki'), build.sourceId, rows);
    settlePut(build, records, '', result);
    bodies.settle(build, records.map(id), new Set(result.refused.map(({ sourceId }) => sourceId)));
  }
  bodies.settleRest(build);
}

const versionCategory: Readonly<Record<string, string>> = { Page: 'pageVersions' };

/** Bodies of current pages and comments were accounted for before; their ids are taken out here so that the rest is what nobody has. */
async function putVersions(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  const all = await Promise.all(['pagebody', 'commentbody'].map((kind) => Bodies.of(build, kind, bucket)));
  for (const [index, kind] of ['page', 'comment'].entries()) {
    for await (const record of build.records(kind, bucket)) all[index]?.forget([id(record)]);
  }
  for await (const records of uniqueBatches(build, 'version', bucket, versionsAtOnce, idOf)) {
    const rows: ImportedVersion[] = [];
    for (const record of records) {
      const bodies = all[record.type === 'Comment' ? 1 : 0];
      const { sourceId, title, author, modifier, modifiedAt, version, message, body: text } = content(build, record, person, bodies ?? new Bodies());
      const file = record.type === 'Attachment' ? { file: await oldFile(build, record) } : {};
      rows.push({ sourceId, of: originalOf(record) ?? '', number: version, title, body: text, author: modifier ?? author, createdAt: modifiedAt, message, ...file });
      await build.pace.step();
    }
    const result = await build.wiki.putVersions(await build.ctx('wiki'), build.sourceId, rows);
    const refused = new Set(result.refused.map(({ sourceId }) => sourceId));
    for (const type of new Set(records.map((record) => record.type))) {
      const own = records.filter((record) => record.type === type);
      settlePut(build, own, versionCategory[type] ?? '', { ...result, known: Math.min(result.known, own.length) });
      all[type === 'Comment' ? 1 : 0]?.settle(build, own.map(id), refused);
    }
  }
  for (const bodies of all) bodies.settleRest(build);
}

export const pageSteps: readonly Step<ConfluenceRecord>[] = [{ name: 'pages', bucket: putPages }, { name: 'pages', bucket: putCustom }];
export const versionSteps: readonly Step<ConfluenceRecord>[] = [{ name: 'versions', bucket: putVersions }];
