/** Prints what the import check saw and found; exits with 1 when something points the wrong way or nothing was seen. */
import * as directions from '../../imports.ts';
import { checkImports } from './imports.ts';
import { repositoryRoot, showViolations } from './tree.ts';

const { files, edges, violations } = await checkImports(repositoryRoot, directions);
if (violations.length > 0) process.stdout.write(`${showViolations({ seen: files, violations })}\n`);
process.stdout.write(`imports: ${files} files and ${edges} edges seen, ${violations.length} wrong\n`);
if (files === 0 || edges === 0) process.stdout.write('imports: nothing was seen, so nothing was checked\n');
process.exitCode = violations.length > 0 || files === 0 || edges === 0 ? 1 : 0;
