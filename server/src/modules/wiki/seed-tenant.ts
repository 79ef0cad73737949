/** What a new wiki starts with: two templates. Doing it again changes nothing. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { textToAdf } from '../richtext/index.ts';
import { allocateIds } from './counter-store.ts';
import { insertSeedTemplates } from './template-store.ts';

const templates = [
  { key: 'meeting-notes', name: 'Meeting notes', description: 'Who met, what was said, what follows.', text: 'Date\n\nPeople\n\nWhat we talked about\n\nWhat follows, and who does it' },
  { key: 'decision', name: 'Decision', description: 'What was decided, and why.', text: 'The question\n\nWhat we could do\n\nWhat we do, and why\n\nWhat would make us think again' },
] as const;

export async function seedTenant(ctx: Ctx): Promise<void> {
  await ctx.tx((tx) => seed(tx, ctx.tenant.tenantId));
}

async function seed(tx: Tx, tenantId: string): Promise<void> {
  const first = await allocateIds(tx, tenantId, templates.length);
  await insertSeedTemplates(tx, tenantId, templates.map(({ key, name, description, text }, index) => ({ id: first + index, key, name, description, adf: JSON.stringify(textToAdf(text)) })));
}
