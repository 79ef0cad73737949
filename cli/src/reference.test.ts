/** docs/reference/cli.md is what the commands say of themselves, and each has an example that it would take. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { examples } from './examples.ts';
import { allCommands, createProgram, pathOf } from './program.ts';

const page = join(import.meta.dirname, '../../docs/reference/cli.md');
const heading = '## Every command\n';
const commands = allCommands(createProgram()).filter((command) => command.commands.length === 0 && command.name() !== 'help');

function describeCommand(command: Command): string {
  const taken = command.registeredArguments.map((argument) => ` ${argument.required ? '<' : '['}${argument.name()}${argument.variadic ? '…' : ''}${argument.required ? '>' : ']'}`).join('');
  const options = command.options.filter((option) => option.long !== '--json').map((option) => `- \`${option.flags}\` ${option.description}${option.mandatory ? ' (needed)' : ''}${option.argChoices === undefined ? '' : `: ${option.argChoices.join(', ')}`}${option.defaultValue === undefined || option.defaultValue === true ? '' : `; ${String(option.defaultValue)} when absent`}`);
  const description = command.description() === '' ? command.parent?.description() ?? '' : command.description();
  return `### holdfast ${pathOf(command)}${taken}\n\n${description[0]?.toUpperCase() ?? ''}${description.slice(1)}.\n\n${options.length === 0 ? '' : `${options.join('\n')}\n\n`}\`\`\`text\n${examples[pathOf(command)] ?? ''}\n\`\`\`\n`;
}

describe('the reference of the command line', () => {
  it('has an example for each command, and none for what is not there', () => {
    expect(Object.keys(examples).sort()).toEqual(commands.map(pathOf).sort());
    for (const [path, example] of Object.entries(examples)) expect(example).toContain(`holdfast ${path}`);
  });

  it('names in its examples only options that the command takes', () => {
    for (const command of commands) {
      const flags = new Set(command.options.flatMap((option) => [option.long, option.short]));
      const named = (examples[pathOf(command)] ?? '').match(/--[a-z0-9-]+/g) ?? [];
      expect(named.filter((flag) => !flags.has(flag)), pathOf(command)).toEqual([]);
    }
  });

  it('is in step with the commands', async () => {
    const [before = ''] = readFileSync(page, 'utf8').split(heading);
    await expect(`${before}${heading}\n${commands.map(describeCommand).join('\n')}`).toMatchFileSnapshot(page);
  });
});
