/**
 * Writes made-up content as the backups that an import reads: a Jira backup and a Confluence export, zip files with their
 * attachments. The same bytes for the same seed and numbers; memory holds one attachment at a time, made anew when it is written.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import yazl from 'yazl';
import { wikiRecords, type PlannedPageFile } from './confluence-content.ts';
import { generateFile } from './files.ts';
import { trackerRecords, type PlannedAttachment } from './jira-content.ts';
import type { Random } from './random.ts';
import { escapeXml } from './texts.ts';

export interface BackupPlan {
  readonly issues: number;
  readonly pages: number;
  readonly attachments: number;
  /** Mean size of an attachment. */
  readonly attachmentBytes: number;
}

/** Every entry bears this time, so that the bytes depend on the seed alone. */
const mtime = new Date(Date.UTC(2026, 0, 1));

interface PlannedEntry { readonly path: string; readonly random: Random }

async function writeZip(path: string, records: Iterable<string>, more: readonly { readonly name: string; readonly text: string }[], entries: () => readonly PlannedEntry[], attachmentBytes: number): Promise<void> {
  const zip = new yazl.ZipFile();
  const out = createWriteStream(path, { mode: 0o600 });
  zip.outputStream.pipe(out);
  const xml = Readable.from(inPieces(records), { objectMode: false });
  zip.addReadStream(xml, 'entities.xml', { mtime });
  for (const { name, text } of more) zip.addBuffer(Buffer.from(text), name, { mtime });
  await finished(xml); // only now is it known which attachments there are
  for (const { path: name, random } of entries()) zip.addReadStreamLazy(name, { mtime, compress: false }, (done) => { done(null, Readable.from([generateFile(random, attachmentBytes).bytes])); });
  zip.end();
  await finished(out);
}

function* inPieces(records: Iterable<string>): Generator<Buffer> {
  let text = '';
  for (const record of records) {
    text += record;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

export async function writeJiraBackup(path: string, random: Random, plan: BackupPlan, share = 0.6): Promise<void> {
  const entries: PlannedEntry[] = [];
  const fileRecord = (attachment: PlannedAttachment, issueId: number): string => {
    const own = random.branch(`file ${String(attachment.id)}`);
    const file = generateFile(own, plan.attachmentBytes);
    entries.push({ path: `data/attachments/${attachment.projectKey}/10000/${attachment.issueKey}/${String(attachment.id)}`, random: random.branch(`file ${String(attachment.id)}`) });
    return `<FileAttachment id="${String(attachment.id)}" issue="${String(issueId)}" mimetype="${file.mediaType}" filename="${escapeXml(file.name)}" created="2025-06-01 10:00:00.0" filesize="${String(file.bytes.length)}" author="U1"/>\n`;
  };
  await writeZip(path, trackerRecords(random, { issues: plan.issues, attachments: Math.round(plan.attachments * (plan.pages === 0 ? 1 : share)) }, fileRecord), [], () => entries, plan.attachmentBytes);
}

export async function writeConfluenceExport(path: string, random: Random, plan: BackupPlan, share = 0.4): Promise<void> {
  const entries: PlannedEntry[] = [];
  const fileRecord = ({ id, page, space }: PlannedPageFile, author: string, at: string): string => {
    const file = generateFile(random.branch(`file ${String(id)}`), plan.attachmentBytes);
    entries.push({ path: `attachments/${String(page)}/${String(id)}/1`, random: random.branch(`file ${String(id)}`) });
    const person = (name: string): string => `<property name="${name}" class="ConfluenceUserImpl" package="com.atlassian.confluence.user"><id name="key"><![CDATA[${author}]]></id></property>`;
    return `<object class="Attachment" package="com.atlassian.confluence.pages"><id name="id">${String(id)}</id><property name="title"><![CDATA[${file.name}]]></property><property name="version">1</property>${person('creator')}<property name="creationDate">${at}</property>${person('lastModifier')}<property name="lastModificationDate">${at}</property><property name="contentStatus"><![CDATA[current]]></property><property name="containerContent" class="Page" package="com.atlassian.confluence.pages"><id name="id">${String(page)}</id></property><property name="space" class="Space" package="com.atlassian.confluence.spaces"><id name="id">${String(space)}</id></property><property name="contentType"><![CDATA[${file.mediaType}]]></property><property name="fileSize">${String(file.bytes.length)}</property></object>\n`;
  };
  const attachments = Math.round(plan.attachments * (plan.issues === 0 ? 1 : share));
  await writeZip(path, wikiRecords(random, { pages: plan.pages, attachments }, fileRecord), [{ name: 'exportDescriptor.properties', text: 'exportType=site\nsource=server\ncreatedByVersionNumber=8.5\nbackupAttachments=true\n' }], () => entries, plan.attachmentBytes);
}
