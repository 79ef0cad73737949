/** Commands of the operator on the vault. */
import { scenario, type Scenario } from './scenario.ts';

export const vaultScenarios: readonly Scenario[] = [
  scenario('POST /api/v1/vault/verifications', async (scene) => ({ url: '/api/v1/vault/verifications', body: { prefix: 'control/' }, again: 'another', refused: await scene.reader(), tells: 'control/' })),
];
