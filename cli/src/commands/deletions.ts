/** `holdfast site delete`, `org delete`, `deletion …`, `hold …`, `certificate …`: what goes, for how long it can be undone, and what must not go. */
import { createPublicKey, verify } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { Option, type Command } from 'commander';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { findOrganization, findSite, segment } from '../places.ts';
import { table } from '../output.ts';
import type { Tools } from '../tools.ts';

type MakeTools = (command: Command) => Tools;

interface Deletion {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly name: string;
  readonly state: string;
  readonly products: number;
  readonly undoUntil: string;
}
interface Preview {
  readonly name: string;
  readonly products: readonly { readonly type: string }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly graceDays: number;
  readonly undoUntil: string;
  readonly holds: readonly { readonly kind: string; readonly id: string }[];
}
interface Hold {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly site: string | null;
  readonly container: number | null;
  readonly reason: string;
  readonly state: string;
  readonly opensAt: string | null;
}

const showDeletions = (rows: readonly Deletion[]): string => table(['id', 'kind', 'what', 'name', 'state', 'products', 'undo until'], rows.map((one) => [one.id, one.kind, one.target, one.name, one.state, one.products, one.undoUntil]));
const told = (one: Deletion): string => (one.state === 'deleting' ? `${one.name} is deleted. It can be undone until ${one.undoUntil}.` : `${one.name} is ${one.state === 'undone' ? 'back' : one.state}.`);
const showHolds = (rows: readonly Hold[]): string => table(['id', 'kind', 'on', 'site', 'container', 'state', 'opens', 'reason'], rows.map((one) => [one.id, one.kind, one.target, one.site ?? '', one.container ?? '', one.state, one.opensAt ?? '', one.reason]));

function showPreview(one: Preview): string {
  const counts = Object.entries(one.counts).map(([kind, count]) => `${String(count)} ${kind}`).join(', ');
  const held = one.holds.length === 0 ? '' : `\nIt is held and cannot be deleted now: ${one.holds.map(({ kind, id }) => `${kind} ${id}`).join(', ')}.`;
  return `${one.name} would go with ${one.products.map(({ type }) => type).join(' and ')}: ${counts}.\nIt could be undone for ${String(one.graceDays)} days, until ${one.undoUntil}.${held}`;
}

/** On commands that stand already: `site` and `org`. */
export function addDeletionOfPlaces(program: Command, tools: MakeTools): void {
  const [site, org] = ['site', 'org'].map((name) => program.commands.find((command) => command.name() === name));
  if (site === undefined || org === undefined) throw new Error('the commands of sites and organizations come first');
  const product = () => new Option('--product <product>', 'only this product of the site').choices(['tracker', 'wiki']);
  const at = async (client: Tools['client'], reference: string, only: string | undefined): Promise<string> => `/api/v1/sites/${segment(await findSite(client, reference))}${only === undefined ? '' : `/products/${only}`}`;
  site.command('delete').description('delete a site or one of its products: it closes at once and can be undone until its grace is over').argument('<site>', 'id or address').addOption(product())
    .option('--reason <reason>', 'kept with the deletion').option('--dry-run', 'only say what would go')
    .action(async (reference: string, options: { product?: string; reason?: string; dryRun?: boolean }, command: Command) => {
      const { client, output } = tools(command);
      const path = await at(client, reference, options.product);
      if (options.dryRun === true) output.result(await client.get<Preview>(`${path}/deletion`), showPreview);
      else output.result(await client.send<Deletion>('POST', `${path}/delete`, { reason: options.reason }), told);
    });
  site.command('undelete').description('undo the deletion of a site or product').argument('<site>', 'id or address').addOption(product()).action(async (reference: string, options: { product?: string }, command: Command) => {
    const { client, output } = tools(command);
    output.result(await client.send<Deletion>('POST', `${await at(client, reference, options.product)}/undelete`), told);
  });
  org.command('delete').description('delete an organization with all its sites; many products need a deletion plan').argument('<org>', 'id or address').option('--reason <reason>', 'kept with the deletion').option('--dry-run', 'only say what would go')
    .action(async (reference: string, options: { reason?: string; dryRun?: boolean }, command: Command) => {
      const { client, output } = tools(command);
      const path = `/api/v1/orgs/${segment((await findOrganization(client, reference)).id)}`;
      if (options.dryRun === true) output.result(await client.get<Preview>(`${path}/deletion`), showPreview);
      else output.result(await client.send<Deletion>('POST', `${path}/delete`, { reason: options.reason }), told);
    });
  org.command('undelete').description('undo the deletion of an organization').argument('<org>', 'id or address').action(async (reference: string, _options: object, command: Command) => {
    const { client, output } = tools(command);
    output.result(await client.send<Deletion>('POST', `/api/v1/orgs/${segment((await findOrganization(client, reference)).id)}/undelete`), told);
  });
}

export function addDeletionCommands(program: Command, tools: MakeTools): void {
  const deletion = program.command('deletion').description('what is deleted; plans that delete many places; destruction of keys');
  deletion.command('list').description('what is deleted, and until when it can be undone').option('--org <org>', 'id or address').action(async (options: { org?: string }, command: Command) => {
    const { client, output } = tools(command);
    const { id } = await findOrganization(client, options.org);
    output.result((await client.get<{ items: readonly Deletion[] }>(`/api/v1/orgs/${segment(id)}/deletions`)).items, showDeletions);
  });
  deletion.command('undo').description('undo a deletion by its id, from the backups where its grace is over').argument('<deletion>', 'del_…').option('--org <org>', 'id or address').action(async (id: string, options: { org?: string }, command: Command) => {
    const { client, output } = tools(command);
    const organization = await findOrganization(client, options.org);
    output.result(await client.send<Deletion>('POST', `/api/v1/orgs/${segment(organization.id)}/deletions/${segment(id)}/undo`), told);
  });
  addKeyCommands(deletion, tools);
}

interface KeyDestruction {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly requestedAt: string;
  readonly dueAt: string | null;
  readonly certified: boolean;
}

function addKeyCommands(deletion: Command, tools: MakeTools): void {
  const keys = deletion.command('keys').description('the end of the keys of what was purged: after it nothing comes back');
  const show = (rows: readonly KeyDestruction[]): string => table(['id', 'of', 'state', 'asked', 'due', 'certificate'], rows.map((one) => [one.id, one.name, one.state, one.requestedAt, one.dueAt ?? '', one.certified ? 'yes' : 'no']));
  keys.command('list').description('destructions of keys: asked for, pending, done').option('--org <org>', 'id or address').action(async (options: { org?: string }, command: Command) => {
    const { client, output } = tools(command);
    output.result((await client.get<{ items: readonly KeyDestruction[] }>(`/api/v1/orgs/${segment((await findOrganization(client, options.org)).id)}/key-destructions`)).items, show);
  });
  for (const [name, door, what] of [['approve', 'approve', 'approve, as a second person'], ['cancel', 'cancel', 'cancel'], ['request', 'ask', 'ask again for']] as const) {
    keys.command(name).description(`${what} a destruction of keys`).argument('<destruction>', 'kdel_…').option('--org <org>', 'id or address').action(async (id: string, options: { org?: string }, command: Command) => {
      const { client, output } = tools(command);
      output.result(await client.send<KeyDestruction>('POST', `/api/v1/orgs/${segment((await findOrganization(client, options.org)).id)}/key-destructions/${segment(id)}/${door}`), (one) => show([one]));
    });
  }
}

export function addHoldCommands(program: Command, tools: MakeTools): void {
  const hold = program.command('hold').description('legal holds and deletion locks: what must not go');
  const orgPath = async (client: Tools['client'], org: string | undefined): Promise<string> => `/api/v1/orgs/${segment((await findOrganization(client, org)).id)}/holds`;
  hold.command('list').description('holds, standing ones first').option('--org <org>', 'id or address').action(async (options: { org?: string }, command: Command) => {
    const { client, output } = tools(command);
    output.result((await client.get<{ items: readonly Hold[] }>(await orgPath(client, options.org))).items, showHolds);
  });
  hold.command('add').description('place a hold on the organization, a site, or one project or space').requiredOption('--reason <reason>', 'why; sealed').option('--org <org>', 'id or address').option('--site <site>', 'id or address')
    .addOption(new Option('--kind <kind>', 'a legal hold stops purging; a deletion lock stops deleting too').choices(['legal_hold', 'deletion_lock']).default('legal_hold'))
    .addOption(new Option('--product <product>', 'of the container').choices(['tracker', 'wiki'])).option('--container <id>', 'numeric id of the project or space')
    .action(async (options: { reason: string; org?: string; site?: string; kind: string; product?: string; container?: string }, command: Command) => {
      const { client, output } = tools(command);
      if (options.container !== undefined && (options.site === undefined || options.product === undefined)) throw new CommandError('a container needs --site and --product', exitCodes.usage);
      const site = options.site === undefined ? undefined : await findSite(client, options.site);
      const target = site === undefined ? { kind: 'organization' } : options.container === undefined ? { kind: 'site', site } : { kind: 'container', site, product: options.product, container: Number(options.container) };
      output.result(await client.send<Hold>('POST', await orgPath(client, options.org), { kind: options.kind, target, reason: options.reason }), (one) => showHolds([one]));
    });
  for (const [name, door, what] of [['release', 'open', 'ask to open a hold; somebody else approves, and it opens a day later'], ['approve', 'approve', 'approve, as a second person, that a hold is opened'], ['keep', 'keep', 'keep a hold that somebody wants to open']] as const) {
    hold.command(name).description(what).argument('<hold>', 'hold_…').option('--org <org>', 'id or address').action(async (id: string, options: { org?: string }, command: Command) => {
      const { client, output } = tools(command);
      output.result(await client.send<Hold>('POST', `${await orgPath(client, options.org)}/${segment(id)}/${door}`), (one) => showHolds([one]));
    });
  }
}

export function addCertificateCommands(program: Command, tools: MakeTools): void {
  const certificate = program.command('certificate').description('certificates of destroyed keys');
  certificate.command('save').description('write a certificate into a file').argument('<destruction>', 'kdel_…').argument('<file>').option('--org <org>', 'id or address').action(async (id: string, file: string, options: { org?: string }, command: Command) => {
    const { client, output } = tools(command);
    const found = await client.get<{ document: string; signature: string }>(`/api/v1/orgs/${segment((await findOrganization(client, options.org)).id)}/key-destructions/${segment(id)}/certificate`);
    await writeFile(file, `${JSON.stringify(found, undefined, 2)}\n`, { flag: 'wx' });
    output.result({ file }, () => `Written to ${file}.`);
  });
  certificate.command('verify').description('check a certificate without the platform').argument('<file>').option('--key <pem>', 'public key that you had before, as a PEM file; otherwise the one in the certificate').action(async (file: string, options: { key?: string }, command: Command) => {
    const { output } = tools(command);
    const result = verifyCertificate(await readFile(file, 'utf8'), options.key === undefined ? undefined : await readFile(options.key, 'utf8'));
    output.result(result, (one) => `The signature is right: ${one.subject}, ${String(one.keys)} keys of ${String(one.scopes)} scopes, destroyed ${one.issuedAt}.`);
  });
}

interface VerifiedCertificate {
  readonly valid: true;
  readonly subject: string;
  readonly scopes: number;
  readonly keys: number;
  readonly issuedAt: string;
}

/** Fails when the signature is not over these bytes, or another key made it. */
function verifyCertificate(text: string, knownKey: string | undefined): VerifiedCertificate {
  try {
    // Read as what the door gives out; anything else fails on the way.
    const { document, signature } = JSON.parse(text) as { document: string; signature: string };
    // As above.
    const said = JSON.parse(document) as { publicKey: string; subject: string; scopes: readonly string[]; removed: readonly unknown[]; issuedAt: string };
    if (!verify(null, Buffer.from(document, 'utf8'), createPublicKey(knownKey ?? said.publicKey), Buffer.from(signature, 'base64'))) throw new Error('signature');
    return { valid: true, subject: said.subject, scopes: said.scopes.length, keys: said.removed.length, issuedAt: said.issuedAt };
  } catch (error) {
    throw new CommandError('this is not a valid certificate', exitCodes.refused, error instanceof Error ? error.message : '');
  }
}
