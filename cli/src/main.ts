/** `holdfast`: every command is an API call that anybody may make; the installation's own commands are apart. */
import { Command, CommanderError } from 'commander';
import { createClient } from './client.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addImportCommands } from './commands/imports.ts';
import { addInstallationCommands } from './commands/installation.ts';
import { addOrganizationCommands } from './commands/organizations.ts';
import { addSiteCommands } from './commands/sites.ts';
import { addTokenCommands } from './commands/tokens.ts';
import { addUserCommands } from './commands/users.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { createOutput, manyLines } from './output.ts';
import type { Tools } from './tools.ts';

const examples = `
Examples:
  $ holdfast token create --email me@example.org          make a token, put it into HOLDFAST_TOKEN
  $ holdfast site create acme --name "Acme"               create a site with Tracker and Wiki
  $ holdfast import backup.zip --site acme                bring in a Jira backup or Confluence export
  $ holdfast user invite ann@example.org --site acme
  $ holdfast audit export --from 2026-01-01 > log.jsonl
  $ holdfast doctor                                       what is wrong here, and how to mend it

Environment:
  HOLDFAST_URL     address of the platform (default http://localhost:8080)
  HOLDFAST_TOKEN   API token

Exit codes:
  0 done   1 refused or failed   2 wrong usage   3 server out of reach   4 not signed in or not allowed`;

function createProgram(): Command {
  const program = new Command('holdfast').description('Holdfast on the command line').option('--json', 'print the result as JSON').addHelpText('after', examples)
    .showSuggestionAfterError().showHelpAfterError('(add --help for what it takes)').exitOverride();
  const tools = (command: Command): Tools => {
    const options: { json?: boolean } = command.optsWithGlobals();
    return { client: createClient(readClientSettings()), output: createOutput(options.json === true) };
  };
  addInstallationCommands(program, tools);
  addOrganizationCommands(program, tools);
  addSiteCommands(program, tools);
  addUserCommands(program, tools);
  addTokenCommands(program, tools);
  addImportCommands(program, tools);
  addAuditCommands(program, tools);
  for (const command of allCommands(program)) command.option('--json', 'print the result as JSON').exitOverride();
  return program;
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}

/** The two variables of the command line itself; the platform's settings are read by the platform. */
function readClientSettings(): Readonly<Record<string, string | undefined>> {
  // eslint-disable-next-line no-restricted-syntax -- the command line is a client of its own, and these are its two settings
  return { HOLDFAST_URL: process.env['HOLDFAST_URL'], HOLDFAST_TOKEN: process.env['HOLDFAST_TOKEN'] };
}

// Whoever read our output may have had enough of it (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.refused);
});
try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else if (error instanceof CommandError) {
    process.stderr.write(manyLines(`holdfast: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`));
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`holdfast: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitCodes.refused;
  }
}
