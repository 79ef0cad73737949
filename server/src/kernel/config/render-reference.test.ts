/** The reference page is what the schema says. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderConfigReference } from './render-reference.ts';

it('docs/reference/configuration.md is in step with the schema', async () => {
  const page = join(import.meta.dirname, '../../../../docs/reference/configuration.md');
  await expect(renderConfigReference()).toMatchFileSnapshot(page);
});
