// All sites of an organization: find, open, create.
import { Button, Checkbox, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import { createSite, type Site } from '../../api/organizations.ts';
import { meQuery, useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { IconPlus, IconWorld } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { Day } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { adminKeys, sitesQuery } from './queries.ts';
import { slugOf, slugShape } from './slug.ts';
import { siteStateTone, siteStateWord } from './words-of.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/sites');

export function SitesPage() {
  const say = useSay();
  const org = useOrganization();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const q = search.q ?? '';
  const list = useInfiniteQuery({ ...sitesQuery(org.id, q), placeholderData: keepPreviousData });
  const sites = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: readonly Column<Site>[] = [
    {
      id: 'name', label: say('sites.site'), text: (site) => site.name,
      cell: (site) => (
        <Link to="/o/$org/sites/$siteId" params={{ org: org.slug, siteId: site.id }} className="row-link">
          {site.name}
        </Link>
      ),
    },
    { id: 'slug', label: say('sites.slug'), width: '20%', optional: true, text: (site) => site.slug, cell: (site) => <code>{site.slug}</code> },
    { id: 'region', label: say('sites.region'), width: '120px', optional: true, text: (site) => site.region, cell: (site) => site.region },
    { id: 'state', label: say('sites.state'), width: '130px', text: (site) => site.state, cell: (site) => <Mark tone={siteStateTone(site.state)}>{say(`site.state.${siteStateWord(site.state)}`)}</Mark> },
    { id: 'created', label: say('tracker.created'), width: '130px', optional: true, text: (site) => site.createdAt ?? '', cell: (site) => (site.createdAt === undefined ? '–' : <Day at={site.createdAt} />) },
  ];
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => void navigate({ search: { ...search, create: true } })}>
      {say('sites.create')}
    </Button>
  );
  return (
    <Page title={say('place.sites')} trail={[{ label: org.name, to: `/o/${org.slug}` }]} lead={say('sites.lead')} actions={sites.length > 0 || q !== '' ? create : null}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && sites.length === 0 && q === '' ? (
        <Empty icon={<IconWorld size={28} />} title={say('sites.none')} action={create}>
          {say('sites.noneHelp')}
        </Empty>
      ) : null}
      {list.isSuccess && (sites.length > 0 || q !== '') ? (
        <DataTable
          name="sites"
          label={say('place.sites')}
          columns={columns}
          rows={sites}
          rowId={(site) => site.id}
          toolbar={<SearchBox label={say('sites.find')} value={q} onChange={(text) => void navigate({ search: text === '' ? {} : { q: text }, replace: true })} />}
          footer={<LoadMore shown={sites.length} total={list.data.pages[0]?.total} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} auto />}
        />
      ) : null}
      {search.create === true ? <CreateSite onClose={() => void navigate({ search: q === '' ? {} : { q } })} /> : null}
    </Page>
  );
}

type Field = 'name' | 'slug' | 'products';
const products = ['tracker', 'wiki'] as const;

function CreateSite({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const org = useOrganization();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const [slugTouched, setSlugTouched] = useState(false);
  const [chosen, setChosen] = useState<string[]>([...products]);
  const form = useForm<Field>({
    fields: ['name', 'slug', 'products'],
    check: () => {
      const errors: Errors<Field> = {};
      if (name.trim() === '') errors.name = say('form.needed');
      if (!slugShape.test(slug)) errors.slug = say('form.slug');
      if (chosen.length === 0) errors.products = say('sites.productNeeded');
      return errors;
    },
    send: async () => {
      const created = await createSite(org.id, { name: name.trim(), slug, products: chosen });
      await Promise.all([cache.invalidateQueries({ queryKey: meQuery.queryKey }), cache.invalidateQueries({ queryKey: adminKeys.all(org.id) })]);
      told(say('sites.created', { site: name.trim() }));
      await navigate({ to: '/o/$org/sites/$siteId', params: { org: org.slug, siteId: created.id } });
    },
  });
  return (
    <Dialog onClose={onClose} title={say('sites.create')}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ name: say('entrance.siteName'), slug: say('entrance.siteSlug'), products: say('sites.products') }} />
        <TextInput
          {...fieldProps(form, 'name')}
          data-autofocus
          label={say('entrance.siteName')}
          value={name}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setName(text);
            if (!slugTouched) setSlug(slugOf(text));
          }}
        />
        <TextInput
          {...fieldProps(form, 'slug')}
          label={say('entrance.siteSlug')}
          description={say('entrance.siteSlugHelp')}
          value={slug}
          onChange={(event) => {
            setSlugTouched(true);
            setSlug(event.currentTarget.value);
          }}
        />
        <Checkbox.Group {...fieldProps(form, 'products')} label={say('sites.products')} value={chosen} onChange={setChosen}>
          <div className="form-pair">
            {products.map((product) => (
              <Checkbox key={product} value={product} label={say(`product.${product}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <FormActions busy={form.busy} label={say('sites.create')} onCancel={onClose} />
      </form>
    </Dialog>
  );
}
