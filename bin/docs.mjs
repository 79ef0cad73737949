// `npm run docs`: makes the checkout ready, then writes the generated pages of docs/reference anew. The same tests
// compare them in `npm test`.
import { spawn } from 'node:child_process';
import { prepare } from './prepare.mjs';
import { root } from './runtime.mjs';
import { sayAndExit } from './stop-line.mjs';

const runtime = await prepare().catch(sayAndExit);
const tests = ['server/test/reference', 'server/src/kernel/config/render-reference.test.ts', 'cli/src/reference.test.ts'];
const child = spawn(runtime, ['node_modules/vitest/vitest.mjs', 'run', ...tests, '--update'], { cwd: root, stdio: 'inherit' });
child.on('error', sayAndExit);
child.on('exit', (code) => process.exit(code ?? 1));
