// `npm run bench`: makes the checkout ready, then runs the benchmarks under the project's own Node.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { root } from './runtime.mjs';
import { sayAndExit } from './stop-line.mjs';

const runtime = await prepare().catch(sayAndExit);
const child = spawn(runtime, [join(root, 'server', 'bench', 'run.ts'), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
child.on('error', sayAndExit);
child.on('exit', (code) => process.exit(code ?? 1));
