/**
 * What a new tracker is born with: five issue types, five priorities, four resolutions, three statuses, link types, roles and
 * one workflow in which everything can go everywhere. Runs once; a second call changes nothing.
 */
import type { Ctx } from '../../kernel/service/index.ts';
import { issueTypeTable, linkTypeTable, priorityTable, resolutionTable, roleTable, sealLinkType, sealNamed, sealTransition, statusTable, workflowStatusTable, workflowTable, workflowTransitionTable } from './configuration-rows.ts';
import { isSeeded } from './configuration-store.ts';
import { contentCounters, createCounters } from './counter-store.ts';
import { insertRows } from './row-batch.ts';

const issueTypes = [
  { name: 'Epic', description: 'A large piece of work that is broken down into smaller ones.', subtask: false, level: 1, icon: 'epic' },
  { name: 'Story', description: 'Something that a user should be able to do.', subtask: false, level: 0, icon: 'story' },
  { name: 'Task', description: 'A piece of work.', subtask: false, level: 0, icon: 'task' },
  { name: 'Bug', description: 'Something that does not work as it should.', subtask: false, level: 0, icon: 'bug' },
  { name: 'Sub-task', description: 'A part of a larger piece of work.', subtask: true, level: -1, icon: 'subtask' },
] as const;

const priorities = [
  { name: 'Highest', color: '#d04437' }, { name: 'High', color: '#f15c75' }, { name: 'Medium', color: '#f79232' },
  { name: 'Low', color: '#707070' }, { name: 'Lowest', color: '#999999' },
] as const;

const resolutions = ['Done', 'Won\'t Do', 'Duplicate', 'Cannot Reproduce'] as const;

const statuses = [{ name: 'To Do', category: 'new' }, { name: 'In Progress', category: 'indeterminate' }, { name: 'Done', category: 'done' }] as const;

const linkTypes = [
  { name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
  { name: 'Cloners', inward: 'is cloned by', outward: 'clones' },
  { name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' },
  { name: 'Relates', inward: 'relates to', outward: 'relates to' },
] as const;

const roles = ['Administrators', 'Members', 'Viewers'] as const;
const defaultWorkflowId = 1;
const firstId = 10_001;

/** Called by provisioning. Idempotent. */
export async function seedTenant(ctx: Ctx): Promise<void> {
  await ctx.tx(async (tx) => {
    if (await isSeeded(tx)) return;
    const { sealer } = tx;
    await createCounters(tx, {
      ...contentCounters,
      issue_type: firstId + issueTypes.length, priority: firstId + priorities.length, resolution: firstId + resolutions.length,
      status: firstId + statuses.length, link_type: firstId + linkTypes.length, project_role: firstId + 100 + roles.length,
      workflow: defaultWorkflowId + 1, workflow_transition: 1 + statuses.length + 1,
    });
    await insertRows(tx, issueTypeTable, issueTypes.map((type, index) => ({
      ...sealNamed(sealer, 'issueType', { id: firstId + index, name: type.name, description: type.description }),
      subtask: type.subtask, hierarchy_level: type.level, sequence: index, icon: type.icon,
    })));
    await insertRows(tx, priorityTable, priorities.map(({ name, color }, index) => ({
      ...sealNamed(sealer, 'priority', { id: firstId + index, name }), color, icon: name.toLowerCase(), sequence: index, is_default: name === 'Medium',
    })));
    await insertRows(tx, resolutionTable, resolutions.map((name, index) => ({
      ...sealNamed(sealer, 'resolution', { id: firstId + index, name }), sequence: index, is_default: index === 0,
    })));
    await insertRows(tx, statusTable, statuses.map(({ name, category }, index) => ({
      ...sealNamed(sealer, 'status', { id: firstId + index, name }), category, icon: category, sequence: index,
    })));
    await insertRows(tx, linkTypeTable, linkTypes.map((type, index) => sealLinkType(sealer, { id: firstId + index, ...type })));
    await insertRows(tx, roleTable, roles.map((name, index) => sealNamed(sealer, 'role', { id: firstId + 100 + index, name })));
    await insertRows(tx, workflowTable, [{ ...sealNamed(sealer, 'workflow', { id: defaultWorkflowId, name: 'Simple workflow' }), descriptor: null, is_default: true }]);
    await insertRows(tx, workflowStatusTable, statuses.map((_, index) => ({ workflow_id: defaultWorkflowId, status_id: firstId + index, step: index + 1, x: null, y: null })));
    await insertRows(tx, workflowTransitionTable, [
      sealTransition(sealer, 1, defaultWorkflowId, 0, { action: 1, kind: 'initial', from: null, to: firstId, name: 'Create' }),
      ...statuses.map(({ name }, index) => sealTransition(sealer, 2 + index, defaultWorkflowId, index + 1, { action: 11 + 10 * index, kind: 'global', from: null, to: firstId + index, name })),
    ]);
  });
}
