// Ctrl K: go anywhere, find anything on this site, or do the common things, without leaving the keyboard.
import { Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';
import { trackerAt } from '../api/tracker.ts';
import { wikiAt } from '../api/wiki.ts';
import { issueKeyOf, searchJql } from '../places/tracker/jql.ts';
import { searchCql } from '../places/search/cql.ts';
import { IconSearch } from '../parts/icons.ts';
import { useSay, type Say } from '../words/index.ts';
import { administeredOrganization, useCurrentSite, useMe } from './session.ts';

type Command = { readonly id: string; readonly label: string; readonly note: string; readonly run: () => void };

const hitsMax = 6;
const pauseMs = 180;

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
      add('wiki', say('place.wiki'), note, () => navigate({ to: '/s/$site/wiki', params }));
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

function useFound(words: string): readonly Command[] {
  const navigate = useNavigate();
  const place = useCurrentSite();
  const siteId = place?.site.id;
  const enabled = words.length >= 2 && siteId !== undefined;
  const issues = useQuery({
    queryKey: ['palette', siteId, 'issues', words],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => trackerAt(siteId ?? '').search({ jql: searchJql(words), maxResults: hitsMax }, signal),
  });
  const pages = useQuery({
    queryKey: ['palette', siteId, 'pages', words],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => wikiAt(siteId ?? '').search(searchCql(words, 'title'), 0, signal),
  });
  if (!enabled || place === undefined) return [];
  const site = place.site.slug;
  const found: Command[] = [];
  const direct = issueKeyOf(words);
  if (direct !== undefined) {
    found.push({ id: `direct-${direct}`, label: direct, note: '', run: () => void navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site, issueKey: direct } }) });
  }
  for (const issue of issues.data?.issues ?? []) {
    if (issue.key === direct) continue;
    found.push({ id: issue.key, label: issue.fields.summary, note: issue.key, run: () => void navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site, issueKey: issue.key } }) });
  }
  for (const hit of pages.data?.results.slice(0, hitsMax) ?? []) {
    const content = hit.content;
    const spaceKey = content?.space?.key;
    if (content === undefined || spaceKey === undefined) continue;
    const open = (): unknown =>
      content.type === 'blogpost'
        ? navigate({ to: '/s/$site/wiki/$spaceKey/blog/$postId', params: { site, spaceKey, postId: content.id } })
        : navigate({ to: '/s/$site/wiki/$spaceKey/pages/$pageId', params: { site, spaceKey, pageId: content.id } });
    found.push({ id: content.id, label: content.title, note: content.space?.name ?? spaceKey, run: () => void open() });
  }
  return found;
}

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [words] = useDebouncedValue(text.trim(), pauseMs);
  const listId = useId();
  const go = useGoCommands(say);
  const found = useFound(words);
  const wanted = text.trim().toLocaleLowerCase();
  const matching = go.filter((command) => `${command.label} ${command.note}`.toLocaleLowerCase().includes(wanted));
  const commands = [...found, ...matching];
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
      {commands.length === 0 ? <div className="palette-none" role="status">{say('palette.none')}</div> : null}
      </Modal.Content>
    </Modal.Root>
  );
}
