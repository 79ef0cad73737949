/** The commands of `holdfast`: every one is an API call that anybody may make; the installation's own are apart. */
import { Command } from 'commander';
import { createClient } from './client.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addDrillCommands } from './commands/drills.ts';
import { addDemoCommands } from './commands/demo.ts';
import { addBackupCommands } from './commands/backups.ts';
import { addDeletionPlanCommands } from './commands/deletion-plans.ts';
import { addCertificateCommands, addDeletionCommands, addDeletionOfPlaces, addHoldCommands } from './commands/deletions.ts';
import { addImportCommands } from './commands/imports.ts';
import { addInstallationCommands } from './commands/installation.ts';
import { addOrganizationCommands } from './commands/organizations.ts';
import { addRestoreCommands } from './commands/restore.ts';
import { addSiteCommands } from './commands/sites.ts';
import { addTokenCommands } from './commands/tokens.ts';
import { addUserCommands } from './commands/users.ts';
import { addEvidenceCommands } from './commands/evidence.ts';
import { addVaultCommands } from './commands/vault.ts';
import { examples } from './examples.ts';
import { createOutput } from './output.ts';
import type { Tools } from './tools.ts';

const overview = `
Examples:
  $ holdfast token create --email me@example.org          make a token, put it into HOLDFAST_TOKEN
  $ holdfast site create acme --name "Acme"               create a site with Tracker and Wiki
  $ holdfast import backup.zip --site acme                bring in a Jira backup or Confluence export
  $ holdfast backup create --site acme                    a backup of each product, as XML
  $ holdfast user invite ann@example.org --site acme
  $ holdfast audit export --from 2026-01-01 > log.jsonl
  $ holdfast doctor                                       what is wrong here, and how to mend it

Environment:
  HOLDFAST_URL     address of the platform (default http://localhost:8080)
  HOLDFAST_TOKEN   API token

Exit codes:
  0 done   1 refused or failed   2 wrong usage   3 server out of reach   4 not signed in or not allowed`;

export function createProgram(): Command {
  const program = new Command('holdfast').description('Holdfast on the command line: sites, people, imports, backups and the audit log of an installation, and its health').option('--json', 'print the result as JSON').addHelpText('after', overview)
    .showSuggestionAfterError().showHelpAfterError('(add --help for what it takes)').exitOverride();
  const tools = (command: Command): Tools => {
    const options: { json?: boolean } = command.optsWithGlobals();
    return { client: createClient(readClientSettings()), output: createOutput(options.json === true) };
  };
  addInstallationCommands(program, tools);
  addOrganizationCommands(program, tools);
  addSiteCommands(program, tools);
  addDeletionOfPlaces(program, tools);
  addUserCommands(program, tools);
  addTokenCommands(program, tools);
  addImportCommands(program, tools);
  addRestoreCommands(program, tools);
  addDrillCommands(program, tools);
  addBackupCommands(program, tools);
  addDeletionCommands(program, tools);
  addDeletionPlanCommands(program, tools);
  addHoldCommands(program, tools);
  addCertificateCommands(program, tools);
  addAuditCommands(program, tools);
  addEvidenceCommands(program, tools);
  addDemoCommands(program, tools);
  addVaultCommands(program, tools);
  for (const command of allCommands(program)) {
    command.option('--json', 'print the result as JSON').exitOverride();
    const example = examples[pathOf(command)];
    if (example !== undefined) command.addHelpText('after', `\nExample:\n  $ ${example}`);
  }
  return program;
}

/** All of them, groups too, in the order of the help. */
export function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}

/** The two variables of the command line itself; the platform's settings are read by the platform. */
function readClientSettings(): Readonly<Record<string, string | undefined>> {
  // eslint-disable-next-line no-restricted-syntax -- the command line is a client of its own, and these are its two settings
  return { HOLDFAST_URL: process.env['HOLDFAST_URL'], HOLDFAST_TOKEN: process.env['HOLDFAST_TOKEN'] };
}

/** `site create`; the name of an import's own way in is left out, as people leave it out. */
export function pathOf(command: Command): string {
  const own = command.name() === 'file' ? '' : command.name();
  const above = command.parent === null || command.parent.parent === null ? '' : pathOf(command.parent);
  return [above, own].filter((name) => name !== '').join(' ');
}
