/** `holdfast vault …`: what is in the vault, and whether everything is as it was written. For operators. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { segment } from '../places.ts';
import { manyLines, table } from '../output.ts';
import { all, readMax, type Tools } from '../tools.ts';

interface VaultObject {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly storedAt: string;
  readonly lockedUntil: string;
}
interface Status {
  readonly kind: string;
  readonly place: string;
  readonly objects: number;
  readonly sizeBytes: number;
  readonly enforcement: { readonly level: string; readonly enforced: readonly string[]; readonly onlyDetected: readonly string[] };
  readonly broken: string | null;
}
interface Verification {
  readonly id: string;
  readonly state: 'running' | 'sound' | 'findings' | 'failed';
  readonly objects: number;
  readonly found: number;
  readonly findings: readonly { readonly code: string; readonly name: string | null; readonly detail: string }[];
}

const pollMs = 300;
const objectRow = (object: VaultObject): readonly (string | number)[] => [object.name, object.sizeBytes, object.storedAt, object.lockedUntil];

function showStatus(status: Status): string {
  const list = (title: string, lines: readonly string[]): string => (lines.length === 0 ? '' : `\n${title}:\n${lines.map((line) => `  - ${line}`).join('\n')}`);
  return manyLines(`${status.kind} vault at ${status.place}: ${String(status.objects)} objects, ${String(status.sizeBytes)} bytes\nprotection: ${status.enforcement.level}`
    + `${list('prevented', status.enforcement.enforced)}${list('only found afterwards', status.enforcement.onlyDetected)}${status.broken === null ? '' : `\nNOTHING IS ADDED: ${status.broken}`}`);
}

export function addVaultCommands(program: Command, tools: (command: Command) => Tools): void {
  const vault = program.command('vault').description('the write-once vault of this installation, for its operator');
  vault.command('verify').description('read everything and compare it with what was written; exit code 1 when something is not').option('--prefix <name>', 'only objects whose names begin so')
    .action(async (options: { prefix?: string }, command: Command) => {
      const { client, output } = tools(command);
      let verification = await client.send<Verification>('POST', '/api/v1/vault/verifications', options.prefix === undefined ? {} : { prefix: options.prefix });
      output.note(`Verifying ${String(verification.objects)} objects …`);
      while (verification.state === 'running') {
        await sleep(pollMs);
        verification = await client.get<Verification>(`/api/v1/vault/verifications/${segment(verification.id)}`);
      }
      if (verification.state !== 'sound') process.exitCode = 1;
      output.result(verification, ({ state, found, findings }) => (state === 'sound' ? 'Everything is as it was written.'
        : state === 'failed' ? 'The verification failed; the server\'s log says why.'
          : `${table(['finding', 'object', 'what'], findings.map((finding) => [finding.code, finding.name, finding.detail]))}\n\n${String(found)} findings.`));
    });
  vault.command('list').description('objects, by name').option('--prefix <name>', 'only objects whose names begin so').option('--limit <n>', 'at most so many', readMax, 200)
    .action(async (options: { prefix?: string; limit: number }, command: Command) => {
      const { client, output } = tools(command);
      output.result(await all<VaultObject>(client, '/api/v1/vault/objects', { prefix: options.prefix }, options.limit), (objects) => table(['name', 'bytes', 'stored', 'locked until'], objects.map(objectRow)));
    });
  vault.command('show').description('one object; without a name, the vault and what its medium enforces').argument('[name]').action(async (name: string | undefined, _options: object, command: Command) => {
    const { client, output } = tools(command);
    if (name === undefined) output.result(await client.get<Status>('/api/v1/vault'), showStatus);
    else output.result(await client.get<VaultObject>('/api/v1/vault/object', { name }), (object) => `${table(['name', 'bytes', 'stored', 'locked until'], [objectRow(object)])}\nsha256 ${object.sha256}`);
  });
}
