/** Lets through what the allowlist names, as plain values of limited length; says how many others there were. */
import { allowedFields } from './fields.ts';
import { describeThrown } from './thrown.ts';

const valueSizeMax = 300;

export function allow(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let dropped = 0;
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (!allowedFields.has(name)) dropped += 1;
    else if (name === 'error') kept[name] = describeThrown(value);
    else if (typeof value === 'string') kept[name] = value.slice(0, valueSizeMax);
    else if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
    else dropped += 1;
  }
  if (dropped > 0) kept['droppedFields'] = dropped;
  return kept;
}
