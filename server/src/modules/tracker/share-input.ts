/** With whom filters and dashboards are shared, as clients write it, and as it is shown again. Only what is there can be shared with. */
import { Type, type Static } from 'typebox';
import type { ReadTx } from '../../kernel/db/index.ts';
import { groupIds, isUuid } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import type { ShareKind } from './dashboard-store.ts';
import { FieldErrors } from './field-errors.ts';
import { readProject } from './project-store.ts';
import { parsePersonKey, type PeopleShown } from './show-people.ts';

const Id = Type.Optional(Type.Union([Type.String({ maxLength: 100 }), Type.Integer()]));
export const ShareShape = Type.Object({
  type: Type.String({ maxLength: 30 }), user: Type.Optional(Type.Object({ accountId: Type.Optional(Type.String({ maxLength: 100 })) })), group: Type.Optional(Type.Object({ groupId: Id, name: Type.Optional(Type.String({ maxLength: 300 })) })), project: Type.Optional(Type.Object({ id: Id })),
});
export type GivenShare = Static<typeof ShareShape>;
export interface Share { readonly kind: ShareKind; readonly principal: string | null; readonly project_id: number | null }

export async function resolveShares(tx: ReadTx, ctx: Ctx, people: People, given: readonly GivenShare[]): Promise<Share[]> {
  const faults = new FieldErrors();
  const found: Share[] = [];
  for (const share of given) {
    const made = await resolve(tx, ctx, people, share);
    if (made === undefined) faults.add('sharePermissions', 'It can be shared with people, groups and projects that you see, and with everybody who is signed in.');
    else if (made !== 'private' && !found.some((other) => JSON.stringify(other) === JSON.stringify(made))) found.push(made);
  }
  faults.throwIfAny();
  return found;
}

async function resolve(tx: ReadTx, ctx: Ctx, people: People, { type, user, group, project }: GivenShare): Promise<Share | 'private' | undefined> {
  switch (type) {
    case 'private': return 'private';
    // Nobody reads here without signing in: `global` is everybody who may.
    case 'global': case 'authenticated': case 'loggedin': return { kind: 'authenticated', principal: null, project_id: null };
    case 'user': {
      const id = parsePersonKey(user?.accountId ?? '');
      return id !== undefined && (await people.byId(ctx.tenant.organizationId, [id])).has(id) ? { kind: 'person', principal: id, project_id: null } : undefined;
    }
    case 'group': {
      const groups = await people.groups(ctx.tenant.organizationId);
      const id = groupUuid(String(group?.groupId ?? ''));
      const one = groups.find((candidate) => candidate.id === id || (group?.name !== undefined && candidate.name.toLowerCase() === group.name.toLowerCase()));
      return one === undefined ? undefined : { kind: 'group', principal: one.id, project_id: null };
    }
    case 'project': {
      const row = project?.id === undefined ? undefined : await readProject(tx, viewerOf(ctx), String(project.id));
      return row === undefined ? undefined : { kind: 'project', principal: null, project_id: row.id };
    }
    default: return undefined;
  }
}

function groupUuid(text: string): string | undefined {
  if (isUuid(text)) return text;
  try {
    return groupIds.parse(text);
  } catch {
    return undefined; // no id of a group: perhaps its name is given
  }
}

export function shareBean(share: Share, index: number, shown: PeopleShown, groups: ReadonlyMap<string, string>): object {
  const id = index + 1;
  switch (share.kind) {
    case 'authenticated': return { id, type: 'loggedin' };
    case 'project': return { id, type: 'project', project: { id: String(share.project_id) } };
    case 'person': return { id, type: 'user', user: shown.bean(share.principal) };
    case 'group': return { id, type: 'group', group: { groupId: share.principal === null ? '' : groupIds.format(groupIds.fromUuid(share.principal)), name: groups.get(share.principal ?? '') ?? '' } };
  }
}
