/** Doors of the columns that somebody chose for lists of issues; they are one's own alone. */
import { Type } from 'typebox';
import { accessErrors, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { chosenColumns, replaceColumns } from '../column-store.ts';
import { readConfiguration } from '../configuration-store.ts';
import { FieldErrors } from '../field-errors.ts';
import { errors } from '../errors.ts';
import { customFieldBean, systemFieldBeans } from '../show-configuration.ts';
import { bean } from './shapes.ts';

const defaults = ['issuetype', 'issuekey', 'summary', 'status', 'priority', 'assignee', 'updated'] as const;
const Shown = Type.Array(bean({ label: Type.String(), value: Type.String() }));

function whose(ctx: Ctx): string {
  if (ctx.actor.accountId === null) throw accessErrors.forbidden();
  return ctx.actor.accountId;
}

export function createColumnRoutes(): readonly Route[] {
  const named = (ctx: Ctx) => ctx.read(async (tx) => {
    const configuration = await readConfiguration(tx);
    const chosen = await chosenColumns(tx, whose(ctx));
    const labels = new Map([['issuekey', 'Key'], ...[...systemFieldBeans(), ...configuration.customField.all.map(customFieldBean)].map(({ id, name }): [string, string] => [id, name])]);
    return (chosen.length === 0 ? defaults : chosen).map((value) => ({ value, label: labels.get(value) ?? value }));
  });
  async function choose(ctx: Ctx, fields: readonly string[]): Promise<void> {
    const person = whose(ctx);
    await ctx.tx(async (tx) => {
      const configuration = await readConfiguration(tx);
      const known = new Set(['issuekey', ...[...systemFieldBeans(), ...configuration.customField.all.map(customFieldBean)].map(({ id }) => id)]);
      const faults = new FieldErrors();
      for (const field of fields) if (!known.has(field)) faults.add('columns', `There is no field "${field}".`);
      faults.throwIfAny();
      const before = await chosenColumns(tx, person);
      if (JSON.stringify(before) === JSON.stringify(fields)) return;
      await replaceColumns(tx, person, fields);
      tx.record({ action: 'tracker_columns_chosen', target: { kind: 'account', id: person }, before: { columns: before }, after: { columns: fields } });
    });
  }
  const door = { path: '/rest/api/3/user/columns' } as const;
  return [
    tenantRoute({ ...door, method: 'GET', permission: 'tracker.project.view', summary: 'One\'s columns of issue lists', replies: { 200: Shown }, handle: named }),
    tenantRoute({
      ...door, method: 'PUT', permission: 'tracker.filter.edit', effect: 'write', audit: 'tracker_columns_chosen', summary: 'Choose one\'s columns of issue lists', body: Type.Object({ columns: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 60, uniqueItems: true }) }), replies: { 204: null },
      errors: [errors.fields_invalid], handle: (ctx, { body }) => choose(ctx, body.columns),
    }),
  ];
}
