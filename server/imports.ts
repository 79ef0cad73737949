/**
 * The directions of imports (ARCHITECTURE.md): the kernel knows no module, a module may import the front doors
 * (`index.ts`) of modules in lower tiers, and of its own tier only where a line below says why. `main/` wires
 * everything and is imported by nobody. What would point up is turned round: the lower tier owns the interface.
 */

/** From the bottom to the top. A module that is not in a tier fails the check. */
export const tiers: readonly { readonly name: string; readonly modules: readonly string[] }[] = [
  { name: 'foundation', modules: ['tenancy', 'keys', 'audit', 'directory', 'richtext'] },
  { name: 'access', modules: ['identity', 'policy', 'residency'] },
  { name: 'protection', modules: ['media', 'vault', 'backup', 'journal', 'recovery', 'search', 'notification', 'detection', 'compliance'] },
  { name: 'products', modules: ['tracker', 'wiki'] },
  // Import and export build and read both products, so they stand above them.
  { name: 'above the products', modules: ['interchange', 'marketplace', 'administration'] },
];

/** Edges inside one tier: from, to, and why it is not turned round. */
export const sameTierEdges: readonly { readonly from: string; readonly to: string; readonly reason: string }[] = [
  { from: 'recovery', to: 'journal', reason: 'a restore is a reading of the journal; the journal knows nothing of restores' },
  { from: 'backup', to: 'vault', reason: 'backups are written into the vault; the vault knows nobody who writes' },
];

const looksOnly = 'the doctor looks at a database from outside, as its administrator, also when no module could start; it changes nothing';

/** Tables that a module's stores, or the one file that is named, may name although another owns their schema: which, who, and why. */
export const lentTables: readonly { readonly table: string; readonly to: string; readonly reason: string }[] = [
  { table: 'hf.placement', to: 'tenancy', reason: 'the fence in each shard reads it, so it belongs to the kernel; tenancy alone decides what stands in it' },
  { table: 'hf.placement', to: 'journal', reason: 'a tenant that was there before its journal needs a first snapshot, so it asks who is there; it reads only' },
  { table: 'hf.placement', to: 'backup', reason: 'counts the sites that a rebuilt shard holds; it reads only' },
  { table: 'hf.migration', to: 'journal', reason: 'which schema a time belongs to; it reads only' },
  ...['tracker', 'wiki'].map((to) => ({ table: 'recovery.fence', to, reason: 'the right to write in a container is decided in one statement, and a restore takes it away while it writes' })),
  { table: 'hf.placement', to: 'server/src/modules/recovery/past/pasts.ts', reason: 'a past is a scratch database of its own, in which a restore places the tenant, read-only' },
  { table: 'hf.hold', to: 'tenancy', reason: 'triggers in each shard ask it, so it belongs to the kernel; tenancy alone decides what stands in it' },
  ...['hf.migration', 'outbox.event', 'audit.record', 'tenancy.saga', 'tenancy.shard'].map((table) => ({ table, to: 'server/src/main/doctor/check-database.ts', reason: looksOnly })),
];
