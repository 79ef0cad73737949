/** Carries the directory's question about an item's rules to the product that has it, as the platform and not as a person. */
import { noAccess, systemActor, systemFacts, type Contexts } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { DirectoryOptions } from '../modules/directory/index.ts';
import type { Catalogue } from '../modules/tenancy/index.ts';
import type { Products } from './products.ts';

export function createItemRules(catalogue: Catalogue, contexts: Contexts, clock: Clock, products: () => Products | undefined): DirectoryOptions['rulesOfItem'] {
  return async (siteId, product, kind, id) => {
    const tenant = catalogue.tenantsOf(siteId).find((candidate) => candidate.product === product && candidate.state === 'active');
    const rulesOf = products()?.rulesOfItem[product];
    if (tenant === undefined || rulesOf === undefined) return undefined;
    return rulesOf(contexts.tenant(product, systemFacts(systemActor, clock.now(), new AbortController().signal), tenant, noAccess), kind, id);
  };
}
