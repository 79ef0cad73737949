/** docs/reference/services.md: what each service may hold, call and reach, from its descriptor. */
import type { Registry, ServiceDescriptor } from '../../src/kernel/service/index.ts';
import { code, codes, page, table } from './markdown.ts';

function row(descriptor: ServiceDescriptor, registry: Registry): readonly string[] {
  const stores = descriptor.stores.map((store) => `${code(`${store.in}: ${store.schema}`)}${store.readOnly === true ? ' (reads only)' : ''}`).join('<br>');
  const reads = (descriptor.reads ?? []).map((read) => `${code(`${read.in}: ${read.table}`)} ${read.reason}`).join('<br>');
  const calls = Object.entries(descriptor.calls).map(([callee, what]) => `${code(callee)}: ${what.join(', ')}`).join('<br>');
  return [
    code(descriptor.name), descriptor.trustZone, descriptor.owner, descriptor.recoveryTier, stores || '—', reads || '—', calls || '—', codes(descriptor.egress),
    codes(descriptor.mounts.map((mount) => mount.prefix)), String(registry.routes.filter(({ service }) => service.name === descriptor.name).length),
  ];
}

export function renderServices(registry: Registry): string {
  return page('Services', [
    `Each service has one descriptor. Its database login (\`hf_\` and its name), the grants of that login, its doors and what it may call are derived from it; what is not listed here is refused by the database or by the
kernel. A login reaches its own schemas and the tables named under *also reads*, may not truncate, owns nothing, and is under row-level security.`,
    table(['Service', 'Trust zone', 'Owner', 'Recovery tier', 'Stores', 'Also reads', 'Calls', 'Egress', 'Mounted at', 'Doors'], registry.descriptors.map((descriptor) => row(descriptor, registry))),
  ]);
}
