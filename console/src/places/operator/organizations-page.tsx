// Every organization on this platform, for its operator, and the way to a new one.
import { Button, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { firstPage } from '../../api/request.ts';
import { allOrganizations, createOrganization, type Organization } from '../../api/organizations.ts';
import { useFormats } from '../../app/formats.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { NameAndKey, useNameAndKey } from '../../parts/name-and-key.tsx';
import { IconPlus } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { Day } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { slugOf, slugShape } from '../administration/slug.ts';

const route = getRouteApi('/inside/operator/organizations');
const key = ['operator', 'organizations'] as const;

export function OrganizationsPage() {
  const say = useSay();
  const formats = useFormats();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [creating, setCreating] = useState(false);
  const q = search.q ?? '';
  const list = useInfiniteQuery({
    queryKey: [...key, q],
    initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => allOrganizations({ q, limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: readonly Column<Organization>[] = [
    { id: 'name', label: say('operator.organization'), text: (row) => row.name, cell: (row) => <strong>{row.name}</strong> },
    { id: 'slug', label: say('sites.slug'), width: '20%', optional: true, text: (row) => row.slug, cell: (row) => <code>{row.slug}</code> },
    { id: 'plan', label: say('operator.plan'), width: '120px', optional: true, text: (row) => row.plan, cell: (row) => row.plan },
    { id: 'sites', label: say('place.sites'), width: '90px', align: 'end', text: (row) => String(row.sites), cell: (row) => formats.number(row.sites) },
    { id: 'people', label: say('place.people'), width: '100px', align: 'end', text: (row) => String(row.people ?? ''), cell: (row) => (row.people === undefined ? '–' : formats.number(row.people)) },
    { id: 'created', label: say('tracker.created'), width: '140px', optional: true, text: (row) => row.createdAt, cell: (row) => <Day at={row.createdAt} /> },
  ];
  return (
    <Page
      title={say('place.organizations')}
      trail={[{ label: say('place.operator') }]}
      lead={say('operator.lead')}
      actions={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
          {say('operator.create')}
        </Button>
      }
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess ? (
        <DataTable
          name="organizations"
          label={say('place.organizations')}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          toolbar={<SearchBox label={say('operator.find')} value={q} onChange={(text) => void navigate({ search: text === '' ? {} : { q: text }, replace: true })} />}
          footer={<LoadMore shown={rows.length} total={list.data.pages[0]?.total} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
        />
      ) : null}
      {creating ? <CreateOrganization onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}

type Field = 'name' | 'slug' | 'adminEmail';

function CreateOrganization({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const cache = useQueryClient();
  const place = useNameAndKey(slugOf);
  const { name, key: slug } = place;
  const [adminEmail, setAdminEmail] = useState('');
  const form = useForm<Field>({
    fields: ['name', 'slug', 'adminEmail'],
    check: () => {
      const errors: Errors<Field> = {};
      if (name.trim() === '') errors.name = say('form.needed');
      if (!slugShape.test(slug)) errors.slug = say('form.slug');
      if (!adminEmail.includes('@')) errors.adminEmail = say('form.email');
      return errors;
    },
    send: async () => {
      await createOrganization({ name: name.trim(), slug, adminEmail: adminEmail.trim() });
      await cache.invalidateQueries({ queryKey: key });
      told(say('operator.created', { name: name.trim() }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={say('operator.create')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('tracker.name'), slug: say('sites.slug'), adminEmail: say('operator.adminEmail') }} />
        <NameAndKey form={form} values={place} nameField="name" keyField="slug" keyLabel={say('sites.slug')} />
        <TextInput {...fieldProps(form, 'adminEmail')} type="email" label={say('operator.adminEmail')} description={say('operator.adminEmailHelp')} value={adminEmail} onChange={(event) => setAdminEmail(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('operator.create')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
