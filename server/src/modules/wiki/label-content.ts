/** Puts labels on content and takes them off; one that is there already changes nothing. */
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { allocateIds } from './counter-store.ts';
import { findContent, type Content } from './content-store.ts';
import { wikiErrors } from './errors.ts';
import { countLabels, deleteLabelling, findLabelId, insertLabellings, upsertLabels } from './label-store.ts';
import { labelCharactersMax, labelPrefixes, normalisedLabel, type LabelPrefix } from './labels.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { viewerOf } from './visibility-store.ts';

const labelsPerContentMax = 500;

export interface LabelName {
  readonly prefix: LabelPrefix;
  readonly name: string;
}

/** Fails with wiki.label_invalid. */
export function readLabel(prefix: string, name: string): LabelName {
  const known = labelPrefixes.find((one) => one === prefix);
  const text = normalisedLabel(name);
  if (known === undefined || known === 'system' || text === '' || text.length > labelCharactersMax || /[\s:;,.?&[\]()#^*!@]/.test(text)) throw wikiErrors.label_invalid();
  return { prefix: known, name: text };
}

async function forLabelling(tx: Tx, ctx: Ctx, id: number): Promise<Content> {
  const content = await findContent(tx, viewerOf(ctx), id, { lock: true });
  if (content === undefined) throw wikiErrors.content_not_found();
  if (content.level < 2 || !content.mayUpdatePage) throw accessErrors.forbidden();
  return content;
}

export async function addLabels(ctx: Ctx, id: number, labels: readonly LabelName[]): Promise<Content> {
  const { tenantId } = ctx.tenant;
  return ctx.tx(async (tx) => {
    const content = await forLabelling(tx, ctx, id);
    if ((await countLabels(tx, id)) + labels.length > labelsPerContentMax) throw wikiErrors.label_limit();
    const labelIds = await upsertLabels(tx, tenantId, labels, await allocateIds(tx, tenantId, labels.length));
    const added = await insertLabellings(tx, tenantId, labelIds.map((labelId) => ({ contentId: id, labelId, author: ctx.actor.accountId, createdAt: tx.now })));
    if (added > 0) {
      tx.record({ action: 'wiki_content_labelled', target: { kind: content.type, id: String(id), name: content.title }, container: { kind: 'space', id: content.spaceKey }, after: { labels } });
    }
    return content;
  });
}

/** Fails with wiki.label_not_found when the content does not carry it. */
export async function removeLabel(ctx: Ctx, id: number, label: LabelName): Promise<void> {
  await ctx.tx(async (tx) => {
    const content = await forLabelling(tx, ctx, id);
    const labelId = await findLabelId(tx, label.prefix, label.name);
    const removed = labelId === undefined ? 0 : await deleteLabelling(tx, id, labelId);
    if (removed === 0) throw wikiErrors.label_not_found();
    tx.record({ action: 'wiki_content_unlabelled', target: { kind: content.type, id: String(id), name: content.title }, container: { kind: 'space', id: content.spaceKey }, before: { label } });
  });
}
