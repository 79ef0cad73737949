/**
 * A Tracker, or some of its projects, as a Jira backup: `entities.xml` and attachments in the layout that an import reads. The steps follow
 * one another; issues come in batches, so memory does not grow with the site. A step begins anew from its position with the same bytes.
 */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { rowsOf, type ExportedFile, type ExportPlan, type ExportSource, type Piece } from '../export-plan.ts';
import { attributeText } from '../xml-text.ts';
import { writeConfiguration, writeWorkflows } from './configuration.ts';
import { Governed } from './governed.ts';
import { writeIssues, subtaskLinkType } from './issues.ts';
import { element, parseOriginal } from './jira-element.ts';
import { readNames, type JiraNames } from './names.ts';
import { writePeople } from './people.ts';
import { writeProjects, writeSchemesAndFilters, writeSecurity } from './projects.ts';
import { readProjects, type Projects } from './read-projects.ts';

const issuesAtOnce = 200;
const recordsAtOnce = 500;
type Position = { readonly step: 'issues' | 'records'; readonly after: number | null } | { readonly step: 'people' | 'end' };

interface Known {
  readonly names: JiraNames;
  readonly projects: Projects;
}

export function createJiraExport(source: ExportSource): ExportPlan {
  let known: Promise<Known> | undefined;
  const learn = (): Promise<Known> => (known ??= (async () => ({ names: await readNames(source), projects: await readProjects(source) }))());
  return {
    streams: [{ entry: 'entities.xml', read: (from) => write(source, learn, from) }],
    files: () => files(source, learn),
    closing: () => ({}),
  };
}

const records = (text: string): number => text.split(/\n {4}</).length - 1;

async function* write(source: ExportSource, learn: () => Promise<Known>, from: string | null): AsyncGenerator<Piece> {
  const facts = await learn();
  let position: Position | null = from === null ? null : (JSON.parse(from) as Position); // told by a piece
  if (position === null) {
    const text = await beginning(source, facts);
    position = { step: 'issues', after: null };
    yield { text, records: records(text), next: JSON.stringify(position) };
  }
  if (position.step === 'issues') {
    for await (const rows of issueBatches(source, facts.projects, position.after)) {
      const live = rows.filter((row) => row.date('trashed_at') === undefined);
      yield { ...(await writeIssues(source, facts.names, facts.projects, live)), next: JSON.stringify({ step: 'issues', after: rows.at(-1)?.id() ?? null }) };
    }
    position = { step: 'records', after: null };
  }
  if (position.step === 'records' && source.containers === null) yield* keptRecords(source, position.after);
  if (position.step === 'end') return;
  const people = await writePeople(source, facts.names, facts.projects);
  yield { text: `${people.text}</entity-engine-xml>\n`, records: people.records, next: JSON.stringify({ step: 'end' }) };
}

async function beginning(source: ExportSource, { names, projects }: Known): Promise<string> {
  const governed = await Governed.of(source);
  const described = await writeProjects(source, names, projects, governed);
  const filters = await writeSchemesAndFilters(source, names, projects, governed);
  const links = names.rows.linktype.some((row) => row.text('style') === 'jira_subtask') ? '' : element('IssueLinkType', new Map(Object.entries({ id: subtaskLinkType, linkname: 'jira_subtask_link', inward: 'jira_subtask_inward', outward: 'jira_subtask_outward', style: 'jira_subtask' })));
  // What was kept about projects stands before what is true now: of two schemes of one project the later counts.
  return `<?xml version="1.0" encoding="UTF-8"?>\n<entity-engine-xml date="${attributeText(source.createdAt.toISOString())}">\n`
    + `${writeConfiguration(names)}${links}${await writeWorkflows(source, names)}${governed.text()}${described}${filters}${await writeSecurity(source, names, projects)}`;
}

/** Records that an import kept whole, in their order. */
async function* keptRecords(source: ExportSource, from: number | null): AsyncGenerator<Piece> {
  for (let after = from; ;) {
    const rows = await source.reading.batch(await source.ctx(), 'import_record', { limit: recordsAtOnce, ...(after === null ? {} : { after: [after] }) });
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id();
    const written = rows.filter((row) => !Governed.types.has(row.text('kind') ?? '')).map((row) => {
      const original = parseOriginal(row.text('record') ?? '');
      return element(original.type, new Map(Object.entries(original.fields)), original.extra);
    });
    yield { text: written.join(''), records: written.length, next: JSON.stringify({ step: 'records', after }) };
  }
}

const bucketSize = 10_000;

async function* files(source: ExportSource, learn: () => Promise<Known>): AsyncGenerator<ExportedFile> {
  const { projects } = await learn();
  for await (const rows of issueBatches(source, projects, null)) {
    const live = new Map(rows.filter((row) => row.date('trashed_at') === undefined).map((row) => [row.id(), row]));
    for await (const file of rowsOf(source, 'attachment', { issue_id: [...live.keys()] })) {
      const mediaId = file.text('media_id');
      const issue = live.get(file.id('issue_id'));
      if (mediaId === undefined || issue === undefined || file.date('trashed_at') !== undefined) continue;
      const key = projects.keys.get(issue.id('project_id')) ?? '';
      const number = issue.id('number');
      yield { entry: `data/attachments/${key}/${String(Math.ceil(number / bucketSize) * bucketSize)}/${key}-${String(number)}/${String(file.id())}`, mediaId };
    }
  }
}

async function* issueBatches(source: ExportSource, projects: Projects, from: number | null): AsyncGenerator<readonly DeclaredRow[]> {
  if (projects.ids.length === 0) return;
  for (let after = from; ;) {
    const rows = await source.reading.batch(await source.ctx(), 'issue', { limit: issuesAtOnce, where: { project_id: projects.ids }, ...(after === null ? {} : { after: [after] }) });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.id();
  }
}
