/** `holdfast config`: each setting, its value with secrets hidden, and where it came from. */
import { describeConfig, loadConfig } from '../kernel/config/index.ts';
import { isAppError } from '../kernel/errors/index.ts';

try {
  const described = describeConfig(loadConfig());
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(described, null, 2)}\n`);
  else {
    const width = Math.max(...described.map((setting) => setting.key.length));
    for (const setting of described) process.stdout.write(`${setting.key.padEnd(width)}  ${String(setting.value)}  (${setting.origin ?? 'not set'})\n`);
  }
} catch (error) {
  process.stderr.write(`holdfast: ${isAppError(error) ? `${error.message} (${error.code})` : String(error)}\n`);
  process.exitCode = 1;
}
