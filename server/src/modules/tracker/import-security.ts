/**
 * Security levels of an imported system: who belonged to a level there and is known here sees its issues. What is not known
 * (a person of no account, a group without members, a kind of member that only the source has) is left out.
 */
import type { Ctx } from '../../kernel/service/index.ts';
import { everyonePrincipal } from '../../kernel/service/index.ts';
import { sealedIn } from './columns.ts';
import { keepOrTakeIds } from './counter-store.ts';
import { BatchTally, checkBatch, clip, newRows, numericId } from './import-batch.ts';
import { lookUpWithPeople, remember, Wanted, type Remembered, type Sources } from './import-map-store.ts';
import type { ImportedSecurityMember, ImportedSecurityScheme, ImportId, PutResult } from './importing.ts';
import { projectSecurityTable, securityLevelTable, securityMemberTable, securitySchemeTable } from './issue-rows.ts';
import { limits } from './limits.ts';
import { insertRows } from './row-batch.ts';

export async function putSecurity(ctx: Ctx, importId: ImportId, rows: readonly ImportedSecurityScheme[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const { sealer } = tx;
    const tally = new BatchTally();
    const sources = await lookUpWithPeople(tx, importId, wantedBy(rows));
    const schemes = newRows('securityscheme', rows, sources, tally);
    const schemeIds = await keepOrTakeIds(tx, 'security_scheme', schemes.map(({ source }) => numericId(source)));
    const placed = schemes.map((scheme, index) => ({ scheme, id: schemeIds[index] ?? 0 }));
    const levels = placed.flatMap(({ scheme, id }) => newRows('securitylevel', scheme.levels, sources, tally).map((level) => ({ level, schemeId: id })));
    const levelIds = await keepOrTakeIds(tx, 'security_level', levels.map(({ level }) => numericId(level.source)));
    const levelId = new Map(levels.map(({ level }, index) => [level.source, levelIds[index] ?? 0]));
    await insertRows(tx, securitySchemeTable, placed.map(({ scheme, id }) => ({
      id, name: sealer.seal(sealedIn.securityScheme.name, id, clip(scheme.name, limits.nameCharacters)),
      description: scheme.description === undefined ? null : sealer.seal(sealedIn.securityScheme.description, id, scheme.description),
      default_level_id: scheme.defaultLevel === undefined ? null : (levelId.get(scheme.defaultLevel) ?? null), pending_import: importId,
    })));
    await insertRows(tx, securityLevelTable, levels.map(({ level, schemeId }, index) => {
      const id = levelIds[index] ?? 0;
      return {
        id, scheme_id: schemeId, name: sealer.seal(sealedIn.securityLevel.name, id, clip(level.name, limits.nameCharacters)),
        description: level.description === undefined ? null : sealer.seal(sealedIn.securityLevel.description, id, level.description),
      };
    }));
    await insertRows(tx, securityMemberTable, levels.flatMap(({ level }, index) =>
      level.members.flatMap((member) => memberRow(member, sources) ?? []).map((member, sequence) => ({ level_id: levelIds[index] ?? 0, sequence, ...member }))));
    await insertRows(tx, projectSecurityTable, placed.flatMap(({ scheme, id }) => scheme.projects.flatMap((project) => sources.id('project', project) ?? []).map((project) => ({ project_id: project, scheme_id: id }))), 'on conflict do nothing');
    await remember(tx, importId, [
      ...placed.map(({ scheme, id }): Remembered => ({ kind: 'securityscheme', source: scheme.source, id })),
      ...[...levelId].map(([source, id]): Remembered => ({ kind: 'securitylevel', source, id })),
    ]);
    tally.added += placed.length + levels.length;
    return tally.result();
  });
}

function wantedBy(rows: readonly ImportedSecurityScheme[]): Wanted {
  const wanted = new Wanted();
  for (const scheme of rows) {
    wanted.add('securityscheme', scheme.source);
    wanted.add('project', ...scheme.projects);
    for (const level of scheme.levels) {
      wanted.add('securitylevel', level.source);
      for (const member of level.members) if ('source' in member) wanted.add(member.kind, member.source);
    }
  }
  return wanted;
}

interface MemberRow { readonly kind: string; readonly principal: string | null; readonly group_id: number | null; readonly role_id: number | null }

function memberRow(member: ImportedSecurityMember, sources: Sources): MemberRow | undefined {
  const row = (kind: string, of: Partial<MemberRow> = {}): MemberRow => ({ kind, principal: null, group_id: null, role_id: null, ...of });
  switch (member.kind) {
    case 'anyone': return row('principal', { principal: everyonePrincipal });
    case 'reporter': case 'assignee': case 'lead': return row(member.kind);
    case 'person': return sources.person(member.source) === null ? undefined : row('principal', { principal: sources.person(member.source) });
    case 'group': return sources.id('group', member.source) === null ? undefined : row('group', { group_id: sources.id('group', member.source) });
    case 'role': return sources.id('role', member.source) === null ? undefined : row('role', { role_id: sources.id('role', member.source) });
  }
}
