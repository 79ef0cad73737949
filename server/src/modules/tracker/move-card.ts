/** A card dropped on a board: the transition that leads into the column and the place among the others, in one transaction. */
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import { openBoard } from './board-content.ts';
import { visibleBoard } from './board-issues.ts';
import { lockEditable } from './edit-issue.ts';
import { errors } from './errors.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { moveRanks, targetOf } from './rank-issues.ts';
import { transitionIn } from './transition-issue.ts';

export interface CardMove {
  readonly issue: string;
  /** Position of the column, from 0. */
  readonly toColumn: number;
  /** Which of the column's statuses; the first that the workflow allows when not said. */
  readonly toStatus?: string | undefined;
  readonly rankBeforeIssue?: string | undefined;
  readonly rankAfterIssue?: string | undefined;
}

/** Tells the issue's id. Fails with tracker.transition_invalid where the workflow leads into none of the column's statuses. */
export async function moveCard(ctx: Ctx, people: People, boardId: number, move: CardMove): Promise<number> {
  return ctx.tx(async (tx) => {
    const board = await visibleBoard(tx, ctx, boardId);
    const column = openBoard(tx.sealer, board).columns[move.toColumn];
    if (column === undefined) throw errors.fields_invalid({ errors: [{ field: 'toColumn', code: 'invalid', message: 'The board has no such column.' }] });
    const issue = await lockEditable(tx, viewerOf(ctx), parseIssueReference(move.issue));
    const statuses = move.toStatus === undefined ? column.statuses : column.statuses.filter((status) => String(status) === move.toStatus);
    const stays = statuses.includes(issue.status_id);
    if (!stays) await transitionIn(tx, ctx, people, issue, ({ to_status_id }) => statuses.includes(to_status_id), {});
    const target = await targetOf(tx, ctx, move);
    const ranked = target !== null && (await moveRanks(tx, [issue.id], target));
    if (stays && ranked) {
      tx.record({
        action: 'tracker_issues_ranked', target: { kind: 'issue', id: String(issue.id), name: `${issue.project_key}-${issue.number}` }, container: { kind: 'project', id: String(issue.project_id), name: issue.project_key },
        after: { board: board.id, before: move.rankBeforeIssue, behind: move.rankAfterIssue },
      });
    }
    return issue.id;
  });
}
