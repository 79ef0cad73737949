/** The rules that decide who reaches a project or an issue, as the directory asks for them. An issue has those of its project, and its security level. */
import type { Ctx } from '../../kernel/service/index.ts';
import type { ItemKind, ItemRules } from '../directory/index.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { grantsForReach, issueForReach, projectForReach, securedFor } from './reach-store.ts';

/** Undefined for what is not there, is in the trash, or is not of Tracker. */
export async function rulesOfItem(ctx: Ctx, kind: ItemKind, id: string): Promise<ItemRules | undefined> {
  return ctx.read(async (tx) => {
    if (kind === 'project') {
      const project = await projectForReach(tx, id);
      return project === undefined ? undefined : { kind, key: project.key, container: project.key, grants: await grantsForReach(tx, project.id), restrictions: [] };
    }
    const reference = kind === 'issue' ? parseIssueReference(id) : undefined;
    const issue = reference === undefined ? undefined : await issueForReach(tx, reference);
    if (issue === undefined) return undefined;
    const [grants, lets] = await Promise.all([grantsForReach(tx, issue.project), issue.security === null ? undefined : securedFor(tx, issue.id)]);
    const restrictions = lets === undefined ? [] : [{ on: issue.key, inherited: false, closes: 'read' as const, lets, setBy: null, setAt: null }];
    return { kind, key: issue.key, container: issue.key.slice(0, issue.key.lastIndexOf('-')), grants, restrictions };
  });
}
