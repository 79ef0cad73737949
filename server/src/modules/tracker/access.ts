/** Who asks, and what a level on a project allows. What somebody may not see does not even come out of the database (access-store.ts). */
import type { ContainerLevel, Ctx } from '../../kernel/service/index.ts';
import { accessErrors } from '../../kernel/service/index.ts';

export interface Viewer {
  /** Administrators of the site are administrators of everything in it. */
  readonly all: boolean;
  readonly principals: readonly string[];
  readonly accountId: string | null;
  /** E-mail addresses are shown to members, not to guests. */
  readonly seesEmail: boolean;
}

export function viewerOf(ctx: Ctx): Viewer {
  const { siteRole, principals } = ctx.access;
  return { all: siteRole === 'admin', principals, accountId: ctx.actor.accountId, seesEmail: siteRole === 'admin' || siteRole === 'member' };
}

const levels: Readonly<Record<ContainerLevel, number>> = { read: 1, write: 2, admin: 3 };

export function hasLevel(level: number, needed: ContainerLevel): boolean {
  return level >= levels[needed];
}

/** What is visible but not allowed is a 403; what is not visible was never found. */
export function requireLevel(level: number, needed: ContainerLevel): void {
  if (!hasLevel(level, needed)) throw accessErrors.forbidden({ detail: `It needs the level "${needed}" on the project.` });
}
