/** All checks of one installation, running or stopped. Looks only; changes nothing. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../kernel/config/index.ts';
import { parsePostgresUrl, runningCluster, type ConnectionOptions } from '../../kernel/postgres/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { checkBackup } from './check-backup.ts';
import { checkDatabase } from './check-database.ts';
import { checkFiles } from './check-files.ts';
import { checkSettings } from './check-settings.ts';
import { checkVault } from './check-vault.ts';
import { ok, warning, type Finding } from './check.ts';

const consolePage = join(import.meta.dirname, '../../../../console/dist/index.html');

async function connectionTo(config: Config, name: string): Promise<ConnectionOptions | undefined> {
  const own = config.shards.find((shard) => shard.name === name)?.url;
  if (own !== undefined) return parsePostgresUrl(own);
  if (config.databaseUrl === undefined) return runningCluster(config.data, name);
  const beside = parsePostgresUrl(config.databaseUrl);
  return { ...beside, database: `${beside.database}_${name.replaceAll('-', '_')}` };
}

export async function examine(config: Config, clock: Clock): Promise<readonly Finding[]> {
  const findings: Finding[] = [ok('Node', process.version), ...checkSettings(config), ...(await checkFiles(config, clock)), ...(await checkVault(config))];
  for (const [name, kind] of [['control', 'control'], ['keys', 'keys'], ...config.shards.map((shard) => [shard.name, 'shard'] as const)] as const) {
    const connection = await connectionTo(config, name);
    findings.push(...(await checkDatabase(name, kind, connection, clock)), ...(kind === 'keys' ? [] : await checkBackup(name, config, connection)));
  }
  return [...findings, checkConsole(consolePage)];
}

export function checkConsole(page: string): Finding {
  return existsSync(page) ? ok('console', 'built') : warning('console', 'not built: only the API answers', 'Run npm start once.');
}
