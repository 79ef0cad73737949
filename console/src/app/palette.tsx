// Ctrl K: go anywhere, find anything on this site, or do the common things, without leaving the keyboard.
import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { quickSearch, recentItems } from '../api/search.ts';
import { IconSearch } from '../parts/icons.ts';
import { useSay, type Say } from '../words/index.ts';
import { administeredOrganization, useCurrentSite, useMe } from './session.ts';

type Command = { readonly id: string; readonly label: string; readonly note: string; readonly run: () => void };

const pauseMs = 90;

function useGoCommands(say: Say): readonly Command[] {
  const navigate = useNavigate();
  const person = useMe();
  const place = useCurrentSite();
  return useMemo(() => {
    const commands: Command[] = [];
    const add = (id: string, label: string, note: string, run: () => unknown): void => {
      commands.push({ id, label, note, run: () => void run() });
    };
    if (place !== undefined) {
      const params = { site: place.site.slug };
      const note = place.site.name;
      add('create-issue', say('create.issue'), say('palette.do'), () => navigate({ to: '/s/$site/tracker/new', params, search: {} }));
      add('projects', say('place.projects'), note, () => navigate({ to: '/s/$site/tracker', params }));
      add('issues', say('place.issues'), note, () => navigate({ to: '/s/$site/tracker/issues', params, search: {} }));
      add('filters', say('place.filters'), note, () => navigate({ to: '/s/$site/tracker/filters', params, search: {} }));
      add('dashboards', say('place.dashboards'), note, () => navigate({ to: '/s/$site/tracker/dashboards', params, search: {} }));
      add('wiki', say('place.wiki'), note, () => navigate({ to: '/s/$site/wiki', params }));
      add('inbox', say('inbox.title'), note, () => navigate({ to: '/s/$site/inbox', params, search: {} }));
      add('search', say('place.search'), note, () => navigate({ to: '/s/$site/search', params, search: {} }));
    }
    const administered = administeredOrganization(person, undefined, place);
    if (administered !== undefined) {
      const params = { org: administered.slug };
      const note = say('place.administration');
      add('overview', say('place.overview'), note, () => navigate({ to: '/o/$org', params }));
      add('sites', say('place.sites'), note, () => navigate({ to: '/o/$org/sites', params, search: {} }));
      add('people', say('place.people'), note, () => navigate({ to: '/o/$org/people', params, search: {} }));
      add('groups', say('place.groups'), note, () => navigate({ to: '/o/$org/groups', params, search: {} }));
      add('roles', say('place.roles'), note, () => navigate({ to: '/o/$org/roles', params }));
      add('plan', say('place.plan'), note, () => navigate({ to: '/o/$org/plan', params }));
      add('imports', say('place.imports'), note, () => navigate({ to: '/o/$org/imports', params, search: {} }));
      add('audit', say('place.audit'), note, () => navigate({ to: '/o/$org/audit', params, search: {} }));
    }
    add('profile', say('me.profile'), say('me.title'), () => navigate({ to: '/me/profile' }));
    add('tokens', say('me.tokens'), say('me.title'), () => navigate({ to: '/me/tokens' }));
    for (const organization of person.organizations) {
      for (const site of organization.sites) {
        if (site.id === place?.site.id) continue;
        add(`site-${site.id}`, site.name, say('palette.site', { organization: organization.name }), () => navigate({ to: '/s/$site', params: { site: site.slug } }));
      }
    }
    return commands;
  }, [navigate, person, place, say]);
}

const kindNames = { issue: 'search.kind.issue', page: 'search.kind.page', blogpost: 'search.kind.blogpost', comment: 'search.kind.comment', attachment: 'search.kind.attachment', project: 'search.kind.project', space: 'search.kind.space', person: 'search.kind.person' } as const;

/** What begins so while somebody types, what was looked at last before they do; a request that is overtaken is given up. */
function useFound(words: string, say: Say): { readonly found: readonly Command[]; readonly isPending: boolean; readonly isOlder: boolean } {
  const navigate = useNavigate();
  const place = useCurrentSite();
  const siteId = place?.site.id ?? '';
  const quick = useQuery({
    queryKey: ['palette', siteId, words],
    enabled: place !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 20_000,
    queryFn: ({ signal }) => (words === '' ? recentItems(siteId, signal) : quickSearch(siteId, words, signal)),
  });
  if (place === undefined) return { found: [], isPending: false, isOlder: false };
  const site = place.site.slug;
  const found = (quick.data?.items ?? []).map((item): Command => ({
    id: `${item.product ?? 'person'}-${item.kind}-${item.id}`,
    label: item.title,
    note: [say(kindNames[item.kind]), item.key ?? item.subtitle].filter((part) => part !== '').join(' · '),
    run: () => void (item.link === null ? navigate({ to: '/s/$site/search', params: { site }, search: { person: item.id } }) : navigate({ to: `/s/${site}${item.link}` })),
  }));
  return { found, isPending: quick.isFetching, isOlder: quick.isPlaceholderData };
}

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [words] = useDebouncedValue(text.trim(), pauseMs);
  const listId = useId();
  const navigate = useNavigate();
  const place = useCurrentSite();
  const go = useGoCommands(say);
  const { found: answered, isPending, isOlder } = useFound(words, say);
  const wanted = text.trim().toLocaleLowerCase();
  const matches = (command: Command): boolean => `${command.label} ${command.note}`.toLocaleLowerCase().includes(wanted);
  // An answer to other words is on screen until the next one comes: Enter must not open what nobody asked for.
  const found = isOlder || words !== text.trim() ? answered.filter(matches) : answered;
  const matching = go.filter(matches);
  const everything: readonly Command[] = wanted === '' || place === undefined ? []
    : [{ id: 'search-all', label: say('palette.searchAll', { words: text.trim() }), note: say('place.search'), run: () => void navigate({ to: '/s/$site/search', params: { site: place.site.slug }, search: { q: text.trim() } }) }];
  const commands = [...found, ...matching, ...everything];
  const chosen = Math.min(at, commands.length - 1);

  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (chosen + step + commands.length) % Math.max(1, commands.length);
      setAt(next);
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      run(commands[chosen]);
    }
  };

  return (
    <Modal.Root opened onClose={onClose} padding={0} size="lg" yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label={say('palette.open')}>
      <TextInput
        data-autofocus
        size="md"
        variant="unstyled"
        className="palette-input"
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        placeholder={say('palette.placeholder')}
        aria-label={say('palette.placeholder')}
        role="combobox"
        aria-expanded
        aria-autocomplete="list"
        aria-busy={isPending}
        aria-controls={listId}
        aria-activedescendant={commands.length > 0 ? `${listId}-${chosen}` : undefined}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul className="palette-list" role="listbox" id={listId} aria-label={say('palette.results')}>
        {commands.map((command, index) => (
          <li key={command.id} id={`${listId}-${index}`} role="option" aria-selected={index === chosen} className="palette-option" onClick={() => run(command)} onMouseMove={() => setAt(index)}>
            <span className="palette-label">{command.label}</span>
            <span className="palette-note">{command.note}</span>
          </li>
        ))}
      </ul>
      <div className={commands.length === 0 ? 'palette-none' : 'heard'} role="status">
        {commands.length === 0 ? say('palette.none') : wanted === '' || isPending ? '' : say('palette.count', { count: found.length })}
      </div>
      </Modal.Content>
    </Modal.Root>
  );
}
