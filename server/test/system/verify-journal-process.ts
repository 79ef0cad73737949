/** Another process of a test's installation: starts it, verifies every tenant's journal against its database, says so in one line, ends. */
import { startInstallation } from '../../src/main/start-installation.ts';

const { platform, stop } = await startInstallation();
await platform.journal.ready();
const found: { readonly tenant: string; readonly rows: number; readonly differences: number; readonly tables: readonly string[] }[] = [];
for (const { tenant_id: tenantId } of platform.catalogue.changesSince(-1).tenants) {
  const tenant = platform.catalogue.context(tenantId);
  if (tenant === undefined) continue;
  const { rows, differences, tables } = await platform.journal.verify(tenant.tenantId);
  found.push({ tenant: tenant.tenantId, rows, differences, tables });
}
process.stdout.write(`verified ${JSON.stringify(found)}\n`);
await stop();
