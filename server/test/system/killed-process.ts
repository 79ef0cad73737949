/**
 * Another process of a test's installation that sends one request to itself and is killed by SIGKILL right after a named step
 * of the saga that the request began: the step has happened, and nothing had time to note it. Started by
 * `startKilledProcess` in killed-command.system.test.ts, with its order as its only argument.
 */
import { loadConfig } from '../../src/kernel/config/index.ts';
import { silentLog } from '../../src/kernel/log/index.ts';
import type { ConnectionOptions } from '../../src/kernel/postgres/index.ts';
import { systemClock } from '../../src/kernel/time/index.ts';
import { createPlatform } from '../../src/main/platform.ts';
import { testInstallationSecret } from '../../src/main/testing/test-platform.ts';

export interface KillOrder {
  readonly dataFolder: string;
  readonly databases: Readonly<Record<'control' | 'keys' | 'shard', ConnectionOptions>>;
  readonly token: string;
  readonly url: string;
  readonly body: unknown;
  /** `provision-site:keys` … */
  readonly after: string;
}

// The one argument is written by the test beside this file.
const order = JSON.parse(process.argv[2] ?? '') as KillOrder;
const { dataFolder, databases } = order;
const platform = await createPlatform({
  config: loadConfig({ environment: { HOLDFAST_DATA: dataFolder, HOLDFAST_VAULT_IMMUTABLE: 'false', HOLDFAST_BACKUP_ENABLED: 'false' }, workingFolder: dataFolder }).config,
  dataFolder, secret: testInstallationSecret, log: silentLog, clock: systemClock, port: 8080, migrated: true,
  servers: { control: databases.control, keys: databases.keys, shards: [{ name: 'shard-1', region: 'local', admin: databases.shard }] },
  afterStep: (step) => {
    if (step === order.after) process.kill(process.pid, 'SIGKILL');
    return Promise.resolve();
  },
});
const reply = await platform.http.inject({
  method: 'POST', url: order.url, headers: { authorization: `Bearer ${order.token}`, 'content-type': 'application/json' }, payload: JSON.stringify(order.body),
});
// Only a step that never came leads here.
process.stderr.write(`answered ${String(reply.statusCode)}: ${reply.payload}\n`);
process.exit(1);
