/**
 * Bodies as the API gives them: storage format, ADF or HTML for reading. HTML is written twice: the first time tells which
 * pages, files and people a document names, which are then looked up together for all documents of an answer and with
 * the viewer's eyes; what the viewer may not see stays a plain name.
 */
import type { Ctx } from '../../kernel/service/index.ts';
import { adfToHtml, adfToStorage, adfToText, referenceHref, type AdfDocument, type FileReference, type HtmlOptions, type LinkTarget } from '../richtext/index.ts';
import { findByTitles, listContent, type Content, type StoredBody } from './content-store.ts';
import { formatPerson, parsePerson, type People } from './people.ts';
import { findBySourceKeys, findPeople } from './person-store.ts';
import { titleToken } from './titles.ts';
import { viewerOf } from './visibility-store.ts';

export const bodyFormats = ['storage', 'atlas_doc_format', 'view', 'export_view', 'styled_view', 'anonymous_export_view', 'editor', 'plain'] as const;
export type BodyFormat = (typeof bodyFormats)[number];

export interface RenderedBody {
  readonly representation: string;
  readonly value: string;
}

/** A document and the content that owns it: names of files in it are files of that content. */
export interface BodyToRender {
  readonly content: Pick<Content, 'id' | 'pageId' | 'spaceKey'>;
  readonly body: StoredBody | null;
}

export interface RenderDependencies {
  readonly people: People;
  /** Where this wiki answers, path only: `/ex/confluence/site_…`. */
  readonly basePath: string;
}

/** Of all people whom one answer names, so many are looked up; the others keep the name that the text gives them. */
const peopleMax = 500;

const emptyDocument: AdfDocument = { version: 1, type: 'doc', content: [] };

/** What was stored went through parseAdf or a converter, and renderers take any tree of this shape. */
function documentOf(body: StoredBody | null): AdfDocument {
  if (body?.adf === null || body?.adf === undefined) return emptyDocument;
  return JSON.parse(body.adf) as AdfDocument; // see above: stored by this module in this shape
}

export async function renderBodies(ctx: Ctx, dependencies: RenderDependencies, items: readonly BodyToRender[], format: BodyFormat): Promise<readonly RenderedBody[]> {
  switch (format) {
    case 'storage':
      return Promise.resolve(items.map(({ body }) => ({ representation: format, value: body?.source?.format === 'storage' ? body.source.text : adfToStorage(documentOf(body)) })));
    case 'atlas_doc_format':
      return items.map(({ body }) => ({ representation: format, value: body?.adf ?? JSON.stringify(emptyDocument) }));
    case 'plain':
      return items.map(({ body }) => ({ representation: format, value: adfToText(documentOf(body)) }));
    default: {
      const html = await renderHtml(ctx, dependencies, items);
      return html.map((value) => ({ representation: format, value }));
    }
  }
}

interface NamedThings {
  readonly links: LinkTarget[];
  readonly files: FileReference[];
  readonly people: string[];
}

async function renderHtml(ctx: Ctx, dependencies: RenderDependencies, items: readonly BodyToRender[]): Promise<readonly string[]> {
  const documents = items.map(({ body }) => documentOf(body));
  const named = documents.map((document): NamedThings & { html: string } => {
    const things: NamedThings = { links: [], files: [], people: [] };
    const html = adfToHtml(document, {
      linkTo: (target) => void things.links.push(target),
      attachmentUrl: (file) => void things.files.push(file),
      userName: (id) => void things.people.push(id),
    });
    return { ...things, html };
  });
  const anything = named.some(({ links, files, people }) => links.length + files.length + people.length > 0);
  if (!anything) return named.map(({ html }) => html);
  const [pages, files, people] = await Promise.all([findPages(ctx, items, named), findFiles(ctx, items, named), findNames(ctx, dependencies, items, named)]);
  return documents.map((document, index) => {
    const item = items[index];
    if (item === undefined) return '';
    const options: HtmlOptions = {
      linkTo: (target) => linkTo(dependencies.basePath, item, target, pages),
      attachmentUrl: (file) => {
        const found = files.get(fileKey(item.content.pageId, file.id));
        return found === undefined ? undefined : { url: attachmentUrl(dependencies.basePath, found), name: found.title, isPicture: found.file?.mediaType.startsWith('image/') === true && found.file.mediaType !== 'image/svg+xml' };
      },
      userName: (id) => people.get(id)?.name,
      userUrl: (id) => {
        const person = people.get(id);
        return person === undefined ? undefined : referenceHref({ kind: 'user', id: person.id });
      },
    };
    return adfToHtml(document, options);
  });
}

const pageKey = (spaceKey: string, token: Buffer): string => `${spaceKey.toLowerCase()}/${token.toString('latin1')}`;
const fileKey = (pageId: number, name: string): string => `${String(pageId)}/${name.toLowerCase()}`;

interface FoundPages {
  byTitle(spaceKey: string, title: string): { readonly id: number; readonly spaceKey: string; readonly type: string } | undefined;
}

async function findPages(ctx: Ctx, items: readonly BodyToRender[], named: readonly NamedThings[]): Promise<FoundPages> {
  return ctx.read(async (tx) => {
    const tokens = new Map<string, Buffer>();
    const spaceKeys = new Set<string>();
    named.forEach(({ links }, index) => {
      for (const link of links) {
        if (link.kind !== 'page') continue;
        tokens.set(link.title, titleToken(tx.sealer, link.title));
        spaceKeys.add((link.spaceKey ?? items[index]?.content.spaceKey ?? '').toLowerCase());
      }
    });
    const found = await findByTitles(tx, viewerOf(ctx), [...tokens.values()], [...spaceKeys]);
    const pages = new Map(found.map((page) => [pageKey(page.spaceKey, page.token), page]));
    return {
      byTitle(spaceKey, title) {
        const token = tokens.get(title);
        return token === undefined ? undefined : pages.get(pageKey(spaceKey, token));
      },
    };
  });
}

/** Files of the pages shown, by name and by id. Files of other pages stay names. */
async function findFiles(ctx: Ctx, items: readonly BodyToRender[], named: readonly NamedThings[]): Promise<ReadonlyMap<string, Content>> {
  const owners = [...new Set(items.filter((_item, index) => (named[index]?.files.length ?? 0) > 0).map(({ content }) => content.pageId))];
  const found = new Map<string, Content>();
  for (const pageId of owners) {
    const files = await ctx.read((tx) => listContent(tx, viewerOf(ctx), {
      filter: { types: ['attachment'], statuses: ['current'], pageId }, sort: 'id', descending: true, after: null, limit: 1_000, body: false,
    }));
    for (const file of files) {
      found.set(fileKey(pageId, file.title), file);
      found.set(fileKey(pageId, String(file.id)), file);
      found.set(fileKey(pageId, `att${String(file.id)}`), file);
      if (file.file?.mediaId !== null && file.file !== null) found.set(fileKey(pageId, file.file.mediaId), file);
    }
  }
  return found;
}

interface Named {
  readonly name: string;
  readonly id: string;
}

/** By what the document says: an id of ours, or the key or user name of an import. */
async function findNames(ctx: Ctx, { people }: RenderDependencies, items: readonly BodyToRender[], named: readonly NamedThings[]): Promise<ReadonlyMap<string, Named>> {
  const written = [...new Set(named.flatMap((things) => things.people))].slice(0, peopleMax);
  const uuids = new Map(written.flatMap((id) => {
    const uuid = parsePerson(id);
    return uuid === undefined ? [] : [[id, uuid] as const];
  }));
  const foreign = written.filter((id) => !uuids.has(id));
  if (foreign.length > 0) {
    const spaceKeys = [...new Set(items.map(({ content }) => content.spaceKey))];
    for (const [key, uuid] of await ctx.read((tx) => findBySourceKeys(tx, spaceKeys, foreign))) uuids.set(key, uuid);
  }
  const known = await findPeople(ctx, people, uuids.values());
  return new Map([...uuids].flatMap(([id, uuid]) => {
    const person = known.get(uuid);
    return person === undefined ? [] : [[id, { name: person.name, id: formatPerson(uuid) }] as const];
  }));
}

function linkTo(basePath: string, { content }: BodyToRender, target: LinkTarget, pages: FoundPages): string | undefined {
  switch (target.kind) {
    case 'page': {
      const page = pages.byTitle(target.spaceKey ?? content.spaceKey, target.title);
      return page === undefined ? undefined : contentPath(page) + (target.anchor === undefined ? '' : `#${encodeURIComponent(target.anchor)}`);
    }
    case 'attachment':
      return `${basePath}/wiki/download/attachments/${String(content.pageId)}/${encodeURIComponent(target.fileName)}`;
    case 'content':
    case 'space':
    case 'user':
      return undefined; // these addresses hold as they are
  }
}

/** Where people read it; relative to the site. */
export function contentPath({ id, spaceKey, type }: { readonly id: number; readonly spaceKey: string; readonly type: string }): string {
  return `/wiki/spaces/${encodeURIComponent(spaceKey)}/${type === 'blogpost' ? 'blog' : 'pages'}/${String(id)}`;
}

function attachmentUrl(basePath: string, file: Content): string {
  return `${basePath}/wiki/download/attachments/${String(file.containerId ?? file.pageId)}/${encodeURIComponent(file.title)}?version=${String(file.version.number)}`;
}
