// The groups of an organization.
import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { createGroup, type Group } from '../../api/organizations.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm } from '../../parts/form.tsx';
import { IconPlus, IconUsers } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { adminKeys, groupsQuery } from './queries.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/groups');

export function GroupsPage() {
  const say = useSay();
  const org = useOrganization();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const q = search.q ?? '';
  const list = useInfiniteQuery({ ...groupsQuery(org.id, q), placeholderData: keepPreviousData });
  const groups = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: readonly Column<Group>[] = [
    {
      id: 'name', label: say('groups.group'), text: (group) => group.name,
      cell: (group) => (
        <Link to="/o/$org/groups/$groupId" params={{ org: org.slug, groupId: group.id }} className="row-link">
          {group.name}
        </Link>
      ),
    },
    { id: 'about', label: say('tracker.description'), width: '50%', optional: true, text: (group) => group.description ?? '', cell: (group) => <span className="clip">{group.description || '–'}</span> },
    { id: 'members', label: say('groups.members'), width: '130px', align: 'end', optional: true, text: (group) => String(group.members ?? ''), cell: (group) => group.members ?? '–' },
  ];
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => void navigate({ search: { ...search, create: true } })}>
      {say('groups.create')}
    </Button>
  );
  return (
    <Page title={say('place.groups')} trail={[{ label: org.name, to: `/o/${org.slug}` }]} lead={say('groups.lead')} actions={groups.length > 0 || q !== '' ? create : null}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && groups.length === 0 && q === '' ? (
        <Empty icon={<IconUsers size={28} />} title={say('groups.none')} action={create}>
          {say('groups.noneHelp')}
        </Empty>
      ) : null}
      {list.isSuccess && (groups.length > 0 || q !== '') ? (
        <DataTable
          name="groups"
          label={say('place.groups')}
          columns={columns}
          rows={groups}
          rowId={(group) => group.id}
          toolbar={<SearchBox label={say('groups.find')} value={q} onChange={(text) => void navigate({ search: text === '' ? {} : { q: text }, replace: true })} />}
          footer={<LoadMore shown={groups.length} total={list.data.pages[0]?.total} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
        />
      ) : null}
      {search.create === true ? <CreateGroup onClose={() => void navigate({ search: q === '' ? {} : { q } })} /> : null}
    </Page>
  );
}

function CreateGroup({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const form = useForm<'name' | 'description'>({
    fields: ['name', 'description'],
    check: () => (name.trim() === '' ? { name: say('form.needed') } : {}),
    send: async () => {
      const created = await createGroup(org.id, { name: name.trim(), ...(description.trim() === '' ? {} : { description: description.trim() }) });
      await cache.invalidateQueries({ queryKey: adminKeys.all(org.id) });
      told(say('groups.created', { name: name.trim() }));
      await navigate({ to: '/o/$org/groups/$groupId', params: { org: org.slug, groupId: created.id } });
    },
  });
  return (
    <Dialog onClose={onClose} title={say('groups.create')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), description: say('tracker.description') }} />
        <TextInput {...fieldProps(form, 'name')} data-autofocus label={say('tracker.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput {...fieldProps(form, 'description')} label={say('tracker.description')} value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('groups.create')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
