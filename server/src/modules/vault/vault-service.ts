/** The vault as a service of the platform: its descriptor and the operator's doors. */
import type { Log } from '../../kernel/log/index.ts';
import type { Service } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Vault } from './ports.ts';
import { vaultRoutes } from './routes.ts';
import { vaultDescriptor } from './service.ts';
import { createVerifications } from './verifications.ts';

export function createVaultService({ vault, clock, log }: { readonly vault: Vault; readonly clock: Clock; readonly log: Log }): Service {
  const verifications = createVerifications({
    vault, clock,
    onFinding: ({ code, name }) => log.error('the vault is not as it was written', { module: 'vault', code, ...(name === undefined ? {} : { reason: name }) }),
    onError: (error) => log.error('a verification of the vault failed', { error }),
  });
  return { descriptor: vaultDescriptor, routes: vaultRoutes(vault, verifications) };
}
