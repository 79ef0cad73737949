/**
 * A Confluence export with the content of one made-up wiki: spaces with page trees, older versions, comments, labels, attachments.
 * Records come one by one.
 */
import type { Random } from './random.ts';
import { escapeXml, personName, sentence, storage, summary } from './texts.ts';

export interface WikiPlan {
  readonly pages: number;
  readonly attachments: number;
}

export interface PlannedPageFile {
  readonly id: number;
  readonly page: number;
  readonly space: number;
}

const hour = 3_600_000;
const epochMs = Date.UTC(2024, 0, 1);
const content = 'com.atlassian.confluence.pages';
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']] >')}]]>`;
const when = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 23);
const object = (type: string, packageName: string, id: number | string, inner: string, idName = 'id'): string =>
  `<object class="${type}" package="${packageName}"><id name="${idName}">${typeof id === 'number' ? String(id) : cdata(id)}</id>${inner}</object>\n`;
const value = (name: string, text: string | number): string => `<property name="${name}">${typeof text === 'number' ? String(text) : cdata(text)}</property>`;
const time = (name: string, ms: number): string => `<property name="${name}">${when(ms)}</property>`;
const reference = (name: string, type: string, packageName: string, id: number): string => `<property name="${name}" class="${type}" package="${packageName}"><id name="id">${String(id)}</id></property>`;
const user = (name: string, key: string): string => `<property name="${name}" class="ConfluenceUserImpl" package="com.atlassian.confluence.user"><id name="key">${cdata(key)}</id></property>`;
const body = (id: number, of: 'Page' | 'Comment', owner: number, text: string): string =>
  object('BodyContent', 'com.atlassian.confluence.core', id, `${value('body', text)}${reference('content', of, content, owner)}<property name="bodyType">2</property>`);
const ids = (name: string, type: string, packageName: string, members: readonly number[]): string =>
  members.length === 0 ? '' : `<collection name="${name}" class="java.util.Collection">${members.map((id) => `<element class="${type}" package="${packageName}"><id name="id">${String(id)}</id></element>`).join('')}</collection>`;

/** Attachments' records are made by the caller, who knows name and size. */
export function* wikiRecords(random: Random, plan: WikiPlan, fileRecord: (file: PlannedPageFile, author: string, at: string) => string): Generator<string> {
  const people = Math.max(3, Math.min(200, Math.round(plan.pages / 8)));
  const spaces = Math.max(1, Math.min(60, Math.round(plan.pages / 40)));
  let lastId = 1_000_000;
  const newId = (): number => (lastId += 1);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<hibernate-generic>\n';
  const head = random.branch('people');
  for (let person = 1; person <= people; person += 1) {
    yield object('ConfluenceUserImpl', 'com.atlassian.confluence.user', `U${String(person)}`, value('name', `u${String(person)}`) + value('lowerName', `u${String(person)}`) + value('fullName', personName(head)) + value('email', `u${String(person)}@generated.example`), 'key');
  }
  const labels = ['how-to', 'decision', 'meeting-notes', 'runbook', 'entwurf'].map((name) => ({ id: newId(), name }));
  for (const label of labels) yield object('Label', 'com.atlassian.confluence.labels', label.id, value('name', label.name) + value('namespace', 'global'));
  let given = 0;
  for (let index = 0, written = 0; index < spaces; index += 1) {
    const pages = index === spaces - 1 ? plan.pages - written : Math.round(plan.pages / spaces);
    written += pages;
    const files = Math.round((plan.attachments * written) / Math.max(1, plan.pages)) - given;
    given += files;
    yield* spaceRecords(random.branch(`space ${String(index)}`), { index, pages, files, people, labels, newId }, fileRecord);
  }
  yield '</hibernate-generic>\n';
}

interface SpacePlan {
  readonly index: number;
  readonly pages: number;
  readonly files: number;
  readonly people: number;
  readonly labels: readonly { readonly id: number; readonly name: string }[];
  readonly newId: () => number;
}

function* spaceRecords(random: Random, plan: SpacePlan, fileRecord: (file: PlannedPageFile, author: string, at: string) => string): Generator<string> {
  const { newId } = plan;
  const author = (): string => `U${String(1 + random.below(plan.people))}`;
  const space = newId();
  const pages = Array.from({ length: Math.max(1, plan.pages) }, newId);
  const home = pages[0] ?? space;
  const name = ['Handbook', 'Engineering', 'Product', 'Support', 'Vertrieb', 'Ressources humaines'][plan.index % 6] ?? 'Space';
  yield object('Space', 'com.atlassian.confluence.spaces', space,
    `${value('name', `${name}${plan.index > 5 ? ` ${String(plan.index)}` : ''}`)}${value('key', `GEN${String(plan.index + 1)}`)}${reference('homePage', 'Page', content, home)}${user('creator', 'U1')}${time('creationDate', epochMs)}<property name="spaceType">global</property>`);
  yield object('SpacePermission', 'com.atlassian.confluence.security', newId(), `${reference('space', 'Space', 'com.atlassian.confluence.spaces', space)}${value('type', 'VIEWSPACE')}${value('group', 'confluence-users')}`);
  for (const [position, page] of pages.entries()) {
    const one = random.branch(`page ${String(position)}`);
    const parent = position === 0 ? undefined : pages[one.chance(0.25) ? 0 : Math.max(0, Math.floor((position - 1) / (2 + one.below(4))))];
    const created = epochMs + position * hour + one.below(20 * hour);
    const bodyId = newId();
    const comments = Array.from({ length: one.skewed(1) }, () => ({ id: newId(), body: newId() }));
    const files = Math.round((plan.files * (position + 1)) / pages.length) - Math.round((plan.files * position) / pages.length);
    const attachments = Array.from({ length: files }, newId);
    const old = one.chance(0.4) ? { id: newId(), body: newId() } : undefined;
    const writer = author();
    const title = position === 0 ? `${name} home` : `${summary(one)} ${String(position)}`;
    yield object('Page', content, page,
      `${value('title', title)}${ids('bodyContents', 'BodyContent', 'com.atlassian.confluence.core', [bodyId])}${value('version', old === undefined ? 1 : 2)}${user('creator', writer)}${time('creationDate', created)}${user('lastModifier', writer)}${time('lastModificationDate', created + 48 * hour)}${value('contentStatus', 'current')}${parent === undefined ? '' : reference('parent', 'Page', content, parent)}${old === undefined ? '' : ids('historicalVersions', 'Page', content, [old.id])}${ids('attachments', 'Attachment', content, attachments)}${reference('space', 'Space', 'com.atlassian.confluence.spaces', space)}<property name="position">${String(position)}</property>`);
    yield body(bodyId, 'Page', page, storage(one, 1 + one.skewed(3)));
    if (old !== undefined) {
      yield object('Page', content, old.id, `${value('title', title)}${ids('bodyContents', 'BodyContent', 'com.atlassian.confluence.core', [old.body])}${value('version', 1)}${user('creator', writer)}${time('creationDate', created)}${user('lastModifier', writer)}${time('lastModificationDate', created)}${value('contentStatus', 'current')}${reference('originalVersion', 'Page', content, page)}`);
      yield body(old.body, 'Page', old.id, storage(one, 1));
    }
    for (const comment of comments) {
      const who = author();
      yield object('Comment', content, comment.id, `${ids('bodyContents', 'BodyContent', 'com.atlassian.confluence.core', [comment.body])}${value('version', 1)}${user('creator', who)}${time('creationDate', created + 60 * hour)}${user('lastModifier', who)}${time('lastModificationDate', created + 60 * hour)}${value('contentStatus', 'current')}${reference('containerContent', 'Page', content, page)}`);
      yield body(comment.body, 'Comment', comment.id, `<p>${escapeXml(sentence(one))}</p>`);
    }
    if (one.chance(0.5)) yield object('Labelling', 'com.atlassian.confluence.labels', newId(), `${reference('label', 'Label', 'com.atlassian.confluence.labels', one.pick(plan.labels).id)}${reference('content', 'Page', content, page)}${user('owningUser', writer)}${time('creationDate', created)}`);
    for (const id of attachments) yield fileRecord({ id, page, space }, writer, when(created));
  }
}
