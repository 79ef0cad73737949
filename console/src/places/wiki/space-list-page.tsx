// The spaces of a site.
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import type { Space } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconBook, IconPlus, IconTrash } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { Day } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { spacesQuery } from './queries.ts';
import './wiki.css';

const PickSpace = lazy(async () => ({ default: (await import('./pick-space.tsx')).PickSpace }));

const CreateSpace = lazy(async () => ({ default: (await import('./create-space.tsx')).CreateSpace }));

const route = getRouteApi('/inside/s/$site/wiki');

export function SpaceListPage() {
  const say = useSay();
  const { site, organization } = useSite();
  const wiki = useWiki();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const q = search.q ?? '';
  const list = useInfiniteQuery(spacesQuery(site.id, wiki));
  const spaces = list.data?.pages.flatMap((page) => page.results) ?? [];
  const shown = spaces.filter((space) => `${space.name} ${space.key}`.toLocaleLowerCase().includes(q.toLocaleLowerCase()));
  const mayCreate = site.role === 'admin';
  const close = (): void => void navigate({ search: q === '' ? {} : { q } });

  const columns: readonly Column<Space>[] = [
    {
      id: 'name', label: say('wiki.space'), text: (space) => space.name,
      cell: (space) => (
        <Link to="/s/$site/wiki/$spaceKey" params={{ site: site.slug, spaceKey: space.key }} className="row-link">
          <span className="key-badge">{space.key}</span>
          {space.name}
        </Link>
      ),
    },
    { id: 'about', label: say('tracker.description'), optional: true, width: '40%', text: (space) => space.description?.plain?.value ?? '', cell: (space) => <span className="clip">{space.description?.plain?.value || '–'}</span> },
    { id: 'created', label: say('tracker.created'), optional: true, width: '140px', text: (space) => space.createdAt ?? '', cell: (space) => (space.createdAt === undefined ? <span className="quiet">–</span> : <Day at={space.createdAt} />) },
  ];

  return (
    <Page
      title={say('wiki.spaces')}
      trail={[{ label: site.name, to: `/s/${site.slug}` }]}
      actions={
        mayCreate ? (
          <>
            <ButtonLink to="/s/$site/wiki-trash" params={{ site: site.slug }} variant="default" leftSection={<IconTrash size={16} />}>
              {say('place.trash')}
            </ButtonLink>
            <Button leftSection={<IconPlus size={16} />} onClick={() => void navigate({ search: { ...search, create: 'space' } })}>
              {say('create.space')}
            </Button>
          </>
        ) : null
      }
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && spaces.length === 0 ? (
        <Empty
          icon={<IconBook size={28} />}
          title={say('wiki.noSpaces')}
          action={
            organization.role === 'admin' ? (
              <ButtonLink to="/o/$org/imports" params={{ org: organization.slug }} search={{ site: site.id }} variant="default">
                {say('imports.begin')}
              </ButtonLink>
            ) : null
          }
        >
          {say(mayCreate ? 'wiki.noSpacesAdmin' : 'wiki.noSpacesMember')}
        </Empty>
      ) : null}
      {spaces.length === 0 ? null : (
        <DataTable
          name="spaces"
          label={say('wiki.spaces')}
          columns={columns}
          rows={shown}
          rowId={(space) => space.id}
          toolbar={<SearchBox label={say('wiki.findSpace')} value={q} onChange={(text) => void navigate({ search: text === '' ? {} : { q: text }, replace: true })} />}
          footer={<LoadMore shown={shown.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
        />
      )}
      {mayCreate && search.create === 'space' ? <Suspense><CreateSpace onClose={close} /></Suspense> : null}
      {search.create === 'page' ? <Suspense><PickSpace spaces={spaces} onClose={close} /></Suspense> : null}
    </Page>
  );
}
