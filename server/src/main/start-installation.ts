/** Puts one installation together on this machine: configuration, data folder, databases, platform, port. */
import { loadConfig, publicUrlOf, type Config } from '../kernel/config/index.ts';
import { createLog } from '../kernel/log/index.ts';
import { openDatabaseServers } from '../kernel/postgres/index.ts';
import { assertPortFree, explainListen, openDataFolder, type DataFolder } from '../kernel/start/index.ts';
import { systemClock } from '../kernel/time/index.ts';
import { serveConsole } from './console-files.ts';
import { openInstallationSecret } from './installation-secret.ts';
import { offerFirstRun } from './first-run.ts';
import { createPlatform, type Platform } from './platform.ts';
import { version } from './release.ts';

export interface Installation {
  readonly platform: Platform;
  readonly readyText: string;
  stop(): Promise<void>;
}

/** Fails with config.…, start.…, postgres.…, keys.…; then nothing is left running, and no half-made data folder. */
export async function startInstallation(): Promise<Installation> {
  const { config } = loadConfig();
  await assertPortFree(config.host, config.port);
  const folder = await openDataFolder(config.data, systemClock);
  try {
    return await startIn(folder, config);
  } catch (error) {
    await folder.discardIfFresh();
    throw error;
  }
}

async function startIn(folder: DataFolder, config: Config): Promise<Installation> {
  const clock = systemClock;
  const startedMs = clock.monotonicMs();
  const log = createLog({ settings: config.log, clock, dataFolder: folder.path });
  const servers = await openDatabaseServers({
    config, dataFolder: folder.path, log, clock,
    onLost: (name, error) => {
      log.error('a database server was lost and could not be brought back', { cluster: name, error });
      process.kill(process.pid, 'SIGTERM');
    },
  });
  let platform: Platform | undefined;
  try {
    const secret = await openInstallationSecret(folder.path);
    platform = await createPlatform({ config, dataFolder: folder.path, servers, secret, log, clock, port: config.port });
    const consoleServed = await serveConsole(platform.http);
    await platform.http.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
      throw error instanceof Error ? explainListen(error, config.host, config.port) : error;
    });
    platform.startWork();
    const firstRun = await offerFirstRun(platform, folder.path, config, clock);
    const url = publicUrlOf(config, listeningPort(platform) ?? config.port);
    log.info('ready', { version, durationMs: Math.round(clock.monotonicMs() - startedMs) });
    const ready = platform;
    void ready.recovery.pasts.prepare().catch((error: unknown) => { log.warn('the template of pasts could not be made; the first restore makes it', { error }); });
    return {
      platform,
      readyText: [`Holdfast ready at ${url}`, ...firstRun, ...(consoleServed ? [] : ['The console is not built; the API answers. Build it with: npm start'])].join('\n'),
      async stop() {
        await ready.close();
        await servers.stop();
        log.close();
        await folder.close();
      },
    };
  } catch (error) {
    await platform?.close();
    await servers.stop();
    log.close();
    throw error;
  }
}

function listeningPort(platform: Platform): number | undefined {
  const address = platform.http.server.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

