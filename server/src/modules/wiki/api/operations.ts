/** What the viewer may do with a piece of content, in the words of the compatible API. */
import type { Content } from '../content-store.ts';

export interface Operation {
  readonly operation: string;
  readonly targetType: string;
}

export function operationsOn({ type, level, mayUpdatePage }: Content): readonly Operation[] {
  const on = (operation: string, targetType: string = type): Operation => ({ operation, targetType });
  const allowed = [on('read')];
  if (level >= 2) allowed.push(on('create', 'comment'));
  if (level >= 2 && mayUpdatePage) allowed.push(on('update'), on('delete'), on('create', 'attachment'), on('restrict_content'));
  if (level >= 3) allowed.push(on('purge'));
  return allowed;
}
