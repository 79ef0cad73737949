// The menu behind a MenuButton, open from the start: somebody has pressed the button already.
import { Checkbox, Menu } from '@mantine/core';
import type { MenuButtonProps, MenuEntry } from './menu-entries.ts';

export function MenuList({ target, entries, position = 'bottom-start', width, label }: MenuButtonProps) {
  return (
    <Menu position={position} width={width ?? 'auto'} defaultOpened>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown aria-label={label}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ entry }: { readonly entry: MenuEntry }) {
  if (entry.kind === 'divider') return <Menu.Divider />;
  if (entry.kind === 'label') return <Menu.Label>{entry.label}</Menu.Label>;
  return (
    <Menu.Item
      leftSection={entry.ticked === undefined ? entry.icon : <Checkbox.Indicator checked={entry.ticked} size="xs" />}
      rightSection={entry.end}
      {...(entry.danger === true ? { color: 'red' } : {})}
      {...(entry.ticked === undefined ? {} : { role: 'menuitemcheckbox', 'aria-checked': entry.ticked, closeMenuOnClick: false })}
      disabled={entry.disabled === true}
      aria-current={entry.current === true ? 'true' : undefined}
      onClick={entry.onChoose}
    >
      {entry.label}
    </Menu.Item>
  );
}
