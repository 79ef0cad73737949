/** Ids of deletions, plans, holds and key destructions: a kind each, so that one cannot be taken for another, nor for a site or an organization. */
import { defineIdKind, type Id } from '../../kernel/ids/index.ts';

export type DeletionId = Id<'deletion'>;
export type DeletionPlanId = Id<'deletion plan'>;
export type HoldId = Id<'hold'>;
export type KeyDestructionId = Id<'key destruction'>;

export const deletionIds = defineIdKind('deletion', 'del');
export const deletionPlanIds = defineIdKind('deletion plan', 'dplan');
export const holdIds = defineIdKind('hold', 'hold');
export const keyDestructionIds = defineIdKind('key destruction', 'kdel');
