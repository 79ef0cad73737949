/** What every group of doors needs: other modules, and issues and people made ready to be shown. */
import type { ReadTx } from '../../../kernel/db/index.ts';
import type { Ctx } from '../../../kernel/service/index.ts';
import type { People } from '../../directory/index.ts';
import type { Media } from '../../media/index.ts';
import { viewerOf } from '../access.ts';
import type { Configuration } from '../configuration-store.ts';
import type { IssueRow } from '../issue-read-store.ts';
import { peopleOf, showIssue, type FieldChoice, type Showing } from '../show-issue.ts';
import { findPeople, PeopleShown } from '../show-people.ts';

export interface ApiDependencies {
  readonly people: People;
  readonly media: Media;
}

export async function showingOf(tx: ReadTx, ctx: Ctx, people: People, base: string, configuration: Configuration, ids: Iterable<string | null>): Promise<Showing> {
  const found = await findPeople(tx, ctx, people, ids);
  return { base, sealer: tx.sealer, configuration, people: new PeopleShown(found, base, viewerOf(ctx).seesEmail) };
}

export async function showIssues(tx: ReadTx, ctx: Ctx, people: People, base: string, configuration: Configuration, rows: readonly IssueRow[], choice: FieldChoice, expand: ReadonlySet<string>): Promise<Record<string, unknown>[]> {
  const showing = await showingOf(tx, ctx, people, base, configuration, rows.flatMap(peopleOf));
  return rows.map((row) => showIssue(showing, row, choice, expand));
}

/** Where the doors of our own hang. */
export const ownMount = '/api/v1/sites/:site/tracker';

/** Links inside answers of our own doors lead to the compatible API of the same site. */
export function jiraBase(ownBase: string): string {
  return ownBase.replace(/\/api\/v1\/sites\/([^/]+)\/tracker$/, '/ex/jira/$1');
}
