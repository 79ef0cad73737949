/** What other systems keep on an issue: links to their things and properties under a key. One of each key; setting again replaces. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { viewerOf } from './access.ts';
import { placeOfIssue, type IssuePlace } from './activity-store.ts';
import { sealedIn } from './columns.ts';
import { issueTarget, writablePlace } from './comment-issue.ts';
import { nextIds } from './counter-store.ts';
import { deleteProperty, deleteRemoteLink, properties, propertyTable, remoteLinks, remoteLinkTable, updateProperty, updateRemoteLink } from './depth-store.ts';
import { errors } from './errors.ts';
import { FieldErrors, isRecord } from './field-errors.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { limits } from './limits.ts';
import { insertRows } from './row-batch.ts';

export interface RemoteLink { readonly globalId?: string | undefined; readonly application?: unknown; readonly relationship?: string | undefined; readonly object: unknown }

export async function visiblePlace(tx: ReadTx, ctx: Ctx, issue: string): Promise<IssuePlace> {
  const reference = parseIssueReference(issue);
  const place = reference === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), reference);
  if (place === undefined) throw errors.issue_not_found();
  return place;
}

const tokenOf = (tx: ReadTx, globalId: string) => tx.sealer.token(sealedIn.remoteLink.global_token, globalId);

export async function readRemoteLinks(tx: ReadTx, ctx: Ctx, issue: string, by: { readonly id?: number; readonly globalId?: string }): Promise<readonly { readonly id: number; readonly link: RemoteLink }[]> {
  const place = await visiblePlace(tx, ctx, issue);
  const rows = await remoteLinks(tx, place.issue_id, { ...(by.id === undefined ? {} : { id: by.id }), ...(by.globalId === undefined ? {} : { token: tokenOf(tx, by.globalId) }) });
  // Written by putRemoteLink below, and authenticated since.
  return rows.map(({ id, content }) => ({ id, link: JSON.parse(tx.sealer.open(sealedIn.remoteLink.content, id, content)) as RemoteLink }));
}

function checkedLink(link: RemoteLink): string {
  const faults = new FieldErrors();
  const { object } = link;
  if (!isRecord(object) || typeof object['title'] !== 'string' || object['title'] === '') faults.add('title', 'A link has a title.', 'required');
  if (!isRecord(object) || typeof object['url'] !== 'string' || !/^https?:\/\//i.test(object['url'])) faults.add('url', 'A link leads to an http or https address.', 'required');
  const text = JSON.stringify(link);
  if (text.length > limits.propertyCharacters) faults.add('object', `A link has at most ${limits.propertyCharacters} characters.`, 'too_long');
  faults.throwIfAny();
  return text;
}

/** By id, else by `globalId`, else a new one. Tells the id and whether it is new. */
export async function putRemoteLink(ctx: Ctx, issue: string, id: number | null, link: RemoteLink): Promise<{ readonly id: number; readonly created: boolean }> {
  return ctx.tx(async (tx) => {
    const place = await writablePlace(tx, ctx, issue);
    const text = checkedLink(link);
    const token = link.globalId === undefined || link.globalId === '' ? null : tokenOf(tx, link.globalId);
    const present = id === null && token === null ? [] : await remoteLinks(tx, place.issue_id, id === null ? (token === null ? {} : { token }) : { id });
    if (id !== null && present.length === 0) throw errors.link_not_found();
    const [former] = present;
    const { name, container } = issueTarget(place);
    const target = (own: number) => ({ kind: 'remote-link', id: String(own), name });
    if (former !== undefined) {
      const before = tx.sealer.open(sealedIn.remoteLink.content, former.id, former.content);
      if (before === text) return { id: former.id, created: false };
      await updateRemoteLink(tx, former.id, tx.sealer.seal(sealedIn.remoteLink.content, former.id, text), token);
      tx.record({ action: 'tracker_remote_link_updated', target: target(former.id), container, before: JSON.parse(before), after: link });
      return { id: former.id, created: false };
    }
    const own = await nextIds(tx, 'remote_link', 1);
    await insertRows(tx, remoteLinkTable, [{ id: own, issue_id: place.issue_id, global_token: token, content: tx.sealer.seal(sealedIn.remoteLink.content, own, text), created_at: tx.now }]);
    tx.record({ action: 'tracker_remote_link_created', target: target(own), container, after: link });
    return { id: own, created: true };
  });
}

export async function removeRemoteLink(ctx: Ctx, issue: string, by: { readonly id?: number; readonly globalId?: string }): Promise<void> {
  await ctx.tx(async (tx) => {
    const place = await writablePlace(tx, ctx, issue);
    const [link] = await readRemoteLinks(tx, ctx, issue, by);
    if (link === undefined) throw errors.link_not_found();
    await deleteRemoteLink(tx, link.id);
    const { name, container } = issueTarget(place);
    tx.record({ action: 'tracker_remote_link_deleted', target: { kind: 'remote-link', id: String(link.id), name }, container, before: link.link });
  });
}

const keyToken = (tx: ReadTx, key: string) => tx.sealer.token(sealedIn.issueProperty.key_token, key);

export async function readProperties(tx: ReadTx, ctx: Ctx, issue: string, key: string | null): Promise<readonly { readonly key: string; readonly value: unknown }[]> {
  const place = await visiblePlace(tx, ctx, issue);
  const columns = sealedIn.issueProperty;
  // Written by putProperty below, and authenticated since.
  return (await properties(tx, place.issue_id, key === null ? null : keyToken(tx, key))).map((row) => ({ key: tx.sealer.open(columns.key, row.id, row.key), value: JSON.parse(tx.sealer.open(columns.value, row.id, row.value)) as unknown }));
}

/** Tells whether it is new. */
export async function putProperty(ctx: Ctx, issue: string, key: string, value: unknown): Promise<boolean> {
  return ctx.tx(async (tx) => {
    const place = await writablePlace(tx, ctx, issue);
    const text = JSON.stringify(value ?? null);
    const faults = new FieldErrors();
    if (key.length > limits.nameCharacters) faults.add('propertyKey', `A key has at most ${limits.nameCharacters} characters.`, 'too_long');
    if (text.length > limits.propertyCharacters) faults.add('value', `A value has at most ${limits.propertyCharacters} characters.`, 'too_long');
    faults.throwIfAny();
    const [former] = await properties(tx, place.issue_id, keyToken(tx, key));
    return former === undefined ? insertProperty(tx, place, key, text) : replaceProperty(tx, place, key, text, former);
  });
}

async function insertProperty(tx: Tx, place: IssuePlace, key: string, text: string): Promise<true> {
  const columns = sealedIn.issueProperty;
  const id = await nextIds(tx, 'issue_property', 1);
  await insertRows(tx, propertyTable, [{ id, issue_id: place.issue_id, key: tx.sealer.seal(columns.key, id, key), key_token: keyToken(tx, key), value: tx.sealer.seal(columns.value, id, text), updated_at: tx.now }]);
  tx.record({ action: 'tracker_issue_property_set', target: { kind: 'issue', id: String(place.issue_id), name: issueTarget(place).name }, container: issueTarget(place).container, after: { key, value: text } });
  return true;
}

async function replaceProperty(tx: Tx, place: IssuePlace, key: string, text: string, former: { readonly id: number; readonly value: Buffer }): Promise<false> {
  const column = sealedIn.issueProperty.value;
  const before = tx.sealer.open(column, former.id, former.value);
  if (before === text) return false;
  await updateProperty(tx, former.id, tx.sealer.seal(column, former.id, text));
  tx.record({ action: 'tracker_issue_property_set', target: { kind: 'issue', id: String(place.issue_id), name: issueTarget(place).name }, container: issueTarget(place).container, before: { key, value: before }, after: { key, value: text } });
  return false;
}

export async function removeProperty(ctx: Ctx, issue: string, key: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const place = await writablePlace(tx, ctx, issue);
    const [former] = await properties(tx, place.issue_id, keyToken(tx, key));
    if (former === undefined) throw errors.property_not_found();
    await deleteProperty(tx, former.id);
    tx.record({ action: 'tracker_issue_property_removed', target: { kind: 'issue', id: String(place.issue_id), name: issueTarget(place).name }, container: issueTarget(place).container, before: { key } });
  });
}
