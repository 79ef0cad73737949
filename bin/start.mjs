// `npm start`: makes the checkout ready, then runs the platform under its own Node until it ends.
//
// The platform runs in a session of its own, so that a terminal's Ctrl-C reaches it once, through us. It holds a
// channel to us: if we are ended by force, the channel closes ('disconnect') and it stops cleanly by itself.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { explainSpawn, root } from './runtime.mjs';
import { sayAndExit } from './stop-line.mjs';

const runtime = await prepare().catch(sayAndExit);
const platform = spawn(runtime, [join(root, 'server', 'src', 'main', 'up.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  detached: true,
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => platform.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
platform.on('error', (error) => sayAndExit(explainSpawn(error, runtime)));
platform.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
