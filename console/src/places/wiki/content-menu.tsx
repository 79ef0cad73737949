// What can be done with a page or blog post as a whole, beside writing: take it out as a file, move it, put it into the trash.
import { ActionIcon } from '@mantine/core';
import { useState } from 'react';
import type { ContentKind } from '../../api/wiki.ts';
import type { ExportFormat } from '../../api/wiki-doors.ts';
import { IconArrowUpRight, IconDots, IconDownload, IconTrash } from '../../parts/icons.ts';
import { MenuButton } from '../../parts/menu-button.tsx';
import type { MenuEntry } from '../../parts/menu-entries.ts';
import { saveFile } from '../../parts/save-file.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { useDoors } from './doors.ts';

const formats: readonly (readonly [ExportFormat, string])[] = [['pdf', 'PDF'], ['docx', 'Word'], ['html', 'HTML']];

type ContentMenuProps = { readonly kind: ContentKind; readonly id: string; readonly onTrash: () => void; readonly onMove: (() => void) | undefined };

export function ContentMenu({ kind, id, onTrash, onMove }: ContentMenuProps) {
  const say = useSay();
  const doors = useDoors();
  const [below, setBelow] = useState(false);
  const [busy, setBusy] = useState(false);
  const take = async (format: ExportFormat): Promise<void> => {
    setBusy(true);
    try {
      const { blob, name } = await doors.exportContent(id, { format, descendants: below, locale: document.documentElement.lang.slice(0, 2) });
      saveFile(blob, name);
      told(say('write.exported', { name }));
    } catch (failure) {
      toldFailure(failure);
    } finally {
      setBusy(false);
    }
  };
  const entries: MenuEntry[] = [
    ...formats.map(([format, name]): MenuEntry => ({ kind: 'item', id: format, icon: <IconDownload size={16} />, label: say('write.exportAs', { format: name }), onChoose: () => void take(format) })),
    ...(kind === 'page' ? [{ kind: 'item', id: 'below', label: say('write.exportBelow'), ticked: below, onChoose: () => setBelow(!below) } satisfies MenuEntry] : []),
    { kind: 'divider', id: 'line' },
    ...(onMove === undefined ? [] : [{ kind: 'item', id: 'move', icon: <IconArrowUpRight size={16} />, label: say('write.move'), onChoose: onMove } satisfies MenuEntry]),
    { kind: 'item', id: 'trash', icon: <IconTrash size={16} />, label: say('wiki.trash'), onChoose: onTrash },
  ];
  return (
    <MenuButton
      position="bottom-end"
      target={
        <ActionIcon variant="default" size={36} aria-label={say('action.more')} loading={busy}>
          <IconDots size={18} />
        </ActionIcon>
      }
      entries={entries}
    />
  );
}
