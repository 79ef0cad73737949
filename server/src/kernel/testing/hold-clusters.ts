/**
 * A small Holdfast for the tests of hard ends: takes a data folder, starts one cluster in it, says so in one line
 * of JSON, and holds both until it is ended. SIGTERM ends it cleanly.
 *
 *   node hold-clusters.ts <data folder> [kinds of account to leave out …]
 */
import { isAppError } from '../errors/index.ts';
import { silentLog } from '../log/log.ts';
import { chooseAccount, startClusters, type Account } from '../postgres/index.ts';
import { openDataFolder } from '../start/index.ts';
import { systemClock } from '../time/index.ts';

const [dataFolder = '', ...leftOut] = process.argv.slice(2);
const kinds: readonly Account['kind'][] = ['direct', 'namespace', 'nobody'];
const keptAlive = setInterval(() => undefined, 60_000);

try {
  const folder = await openDataFolder(dataFolder, systemClock);
  try {
    const account = await chooseAccount({ without: kinds.filter((kind) => leftOut.includes(kind)) });
    const clusters = await startClusters({ dataFolder: folder.path, names: ['keys'], log: silentLog, clock: systemClock, account });
    process.stdout.write(`${JSON.stringify({ up: true, account: account.kind, connection: clusters.connection('keys'), pid: clusters.processes()[0]?.pid })}\n`);
    process.once('SIGTERM', () => {
      void clusters.stop().then(() => folder.close()).then(() => { clearInterval(keptAlive); });
    });
  } catch (error) {
    await folder.discardIfFresh();
    throw error;
  }
} catch (error) {
  process.stdout.write(`${JSON.stringify({ up: false, code: isAppError(error) ? error.code : 'unknown', message: String(error) })}\n`);
  clearInterval(keptAlive);
  process.exitCode = 1;
}
