/** Issues that a page lists: asked of Tracker with the reader's own rights each time, never stored. Wired in main. */
import type { Ctx } from '../../kernel/service/index.ts';

export interface ListedIssue {
  readonly key: string;
  readonly summary: string;
  readonly type: string;
  readonly status: string;
  /** `new`, `indeterminate` or `done`. */
  readonly statusCategory: string;
  readonly priority: string | null;
  readonly assignee: string | null;
  readonly updated: string;
}

export interface FoundIssues {
  readonly items: readonly ListedIssue[];
  readonly total: number | null;
  /** Why Tracker refused; null where it answered. */
  readonly error: string | null;
}

export type IssueSource = (ctx: Ctx, search: { readonly jql: string; readonly limit: number }) => Promise<FoundIssues>;
