/**
 * `holdfast demo generate`: fills an installation with made-up content, by the same doors as real content: sites are created,
 * backups are written and imported. Repeating it with the same seed and numbers changes nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Client } from '../client.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { createRandom } from '../generate/random.ts';
import { writeConfluenceExport, writeJiraBackup, type BackupPlan } from '../generate/write-backup.ts';
import { table, type Output } from '../output.ts';
import { findOrganization, segment } from '../places.ts';
import { followImport, sendBackup, type Import } from '../run-import.ts';
import { all, readCount, type Tools } from '../tools.ts';

interface GenerateOptions {
  readonly org?: string;
  readonly sites: number;
  readonly issues: number;
  readonly pages: number;
  readonly attachments: number;
  readonly attachmentBytes: number;
  readonly seed: string;
}

interface Generated extends BackupPlan { readonly site: string; readonly address: string }

const seedPattern = /^[a-z0-9]{1,16}$/;

/** The numbers of one site: exactly as wanted when it is the only one, skewed around them otherwise. */
export function planOf(options: Omit<GenerateOptions, 'org'>, index: number): BackupPlan {
  const random = createRandom(`${options.seed}/plan ${String(index)}`);
  const around = (mean: number): number => (options.sites === 1 ? mean : random.skewed(mean));
  return { issues: around(options.issues), pages: around(options.pages), attachments: around(options.attachments), attachmentBytes: options.attachmentBytes };
}

async function bringIn(client: Client, output: Output, site: string, file: string): Promise<Import> {
  const begun = await sendBackup(client, site, file);
  const done = await followImport(client, output, site, begun.id);
  if (done.state !== 'done') throw new CommandError(`the import of made-up content was ${done.state}${done.error === null ? '' : `: ${done.error.title} (${done.error.code})`}`, exitCodes.refused, 'The same command goes on where this one stopped.');
  return done;
}

async function fillSite(client: Client, output: Output, site: { readonly id: string; readonly slug: string }, options: GenerateOptions, index: number, folder: string): Promise<Generated> {
  const plan = planOf(options, index);
  const random = createRandom(`${options.seed}/site ${String(index)}`);
  for (const [count, name, write] of [[plan.issues, 'jira', writeJiraBackup], [plan.pages, 'wiki', writeConfluenceExport]] as const) {
    if (count === 0) continue;
    const file = join(folder, `${name}-${options.seed}-${String(index)}.zip`);
    await write(file, random.branch(name), plan);
    await bringIn(client, output, site.id, file);
    await rm(file);
  }
  return { site: site.id, address: site.slug, ...plan };
}

export function addDemoCommands(program: Command, tools: (command: Command) => Tools): void {
  const demo = program.command('demo').description('made-up content, for trying, measuring and drills');
  demo.command('generate').description('create sites and fill them; the same for the same seed').option('--org <org>', 'id or address').option('--sites <n>', 'how many sites', readCount, 1)
    .option('--issues <n>', 'issues of a site, on average', readCount, 150).option('--pages <n>', 'pages of a site, on average', readCount, 30).option('--attachments <n>', 'attachments of a site, on average', readCount, 30)
    .option('--attachment-bytes <n>', 'size of an attachment, on average', readCount, 100_000).option('--seed <text>', 'small letters and digits', 'demo')
    .action(async (options: GenerateOptions, own: Command) => {
      if (!seedPattern.test(options.seed)) throw new CommandError(`not a seed: ${options.seed}`, exitCodes.usage, 'It is up to 16 small letters and digits, because it stands in the addresses of the sites.');
      const { client, output } = tools(own);
      const { id } = await findOrganization(client, options.org);
      const there = new Map((await all<{ id: string; slug: string }>(client, `/api/v1/orgs/${segment(id)}/sites`, { q: `gen-${options.seed}-` }, 100_000)).map((site) => [site.slug, site]));
      const folder = await mkdtemp(join(tmpdir(), 'holdfast-generate-'));
      try {
        const made: Generated[] = [];
        for (let index = 1; index <= options.sites; index += 1) {
          const slug = `gen-${options.seed}-${String(index)}`;
          const site = there.get(slug) ?? await client.send<{ id: string; slug: string }>('POST', `/api/v1/orgs/${segment(id)}/sites`, { slug, name: `Generated ${options.seed} ${String(index)}` });
          made.push(await fillSite(client, output, site, options, index, folder));
          output.note(`${slug}: site ${String(index)} of ${String(options.sites)} is filled`);
        }
        output.result(made, (rows) => table(['site', 'address', 'issues', 'pages', 'attachments'], rows.map((row) => [row.site, row.address, row.issues, row.pages, row.attachments])));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}
