// A space: its tree on the left (folded away on a phone), the page on the right.
import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import { ApiProblem } from '../../api/problem.ts';
import type { Space } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconArticle, IconList, IconPlus, IconSettings, IconTrash } from '../../parts/icons.ts';
import { WaitingRows, WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { PageTree } from './page-tree.tsx';
import { spaceQuery } from './queries.ts';
import { SpaceContext } from './space-context.ts';
import './wiki.css';

const route = getRouteApi('/inside/s/$site/wiki/$spaceKey');

export function SpaceLayout() {
  const say = useSay();
  const { spaceKey } = route.useParams();
  const { site } = useSite();
  const space = useQuery(spaceQuery(site.id, useWiki(), spaceKey));
  const [treeOpen, tree] = useDisclosure(false);
  const { close: closeTree } = tree;
  const { pathname } = useLocation();
  useEffect(() => closeTree(), [pathname, closeTree]);
  const params = { site: site.slug, spaceKey };

  if (space.isError || space.data === null) {
    const failure = space.error ?? new ApiProblem({ status: 404, code: 'wiki.space_not_found', title: say('failure.notFound') });
    return (
      <div className="page page-full">
        <h1>{spaceKey}</h1>
        <Failure failure={failure} onRetry={() => void space.refetch()} />
        <p>{say('lost.whoCanGrant', { site: site.name })}</p>
      </div>
    );
  }
  if (space.data === undefined) {
    return (
      <div className="space">
        <div className="space-side">
          <WaitingRows rows={6} />
        </div>
        <div className="space-page">
          <WaitingText />
        </div>
      </div>
    );
  }
  return (
    <SpaceContext value={space.data}>
      <div className="space">
        <nav className="space-side keep-scroll" aria-label={say('wiki.treeOf', { space: space.data.name })}>
          <Link to="/s/$site/wiki/$spaceKey" params={params} className="space-name" activeOptions={{ exact: true }}>
            <span className="key-badge">{space.data.key}</span>
            {space.data.name}
          </Link>
          <Button className="space-toggle" variant="default" size="sm" fullWidth leftSection={<IconList size={16} />} aria-expanded={treeOpen} onClick={tree.toggle}>
            {say('wiki.pages')}
          </Button>
          <div className="space-wide">
            <SpaceNav space={space.data} />
          </div>
          <Collapse expanded={treeOpen} keepMounted={false} className="space-narrow" transitionDuration={100}>
            <SpaceNav space={space.data} />
          </Collapse>
        </nav>
        <div className="space-page">
          <Outlet />
        </div>
      </div>
    </SpaceContext>
  );
}

function SpaceNav({ space }: { readonly space: Space }) {
  const say = useSay();
  const { site } = useSite();
  const params = { site: site.slug, spaceKey: space.key };
  return (
    <>
      <div className="space-links">
        <Link to="/s/$site/wiki/$spaceKey/blog" params={params} className="space-link" activeProps={{ 'data-active': true }}>
          <IconArticle size={16} aria-hidden="true" /> {say('wiki.blog')}
        </Link>
        <Link to="/s/$site/wiki/$spaceKey/trash" params={params} className="space-link" activeProps={{ 'data-active': true }}>
          <IconTrash size={16} aria-hidden="true" /> {say('place.trash')}
        </Link>
        <Link to="/s/$site/wiki/$spaceKey/settings" params={params} className="space-link" activeProps={{ 'data-active': true }}>
          <IconSettings size={16} aria-hidden="true" /> {say('wiki.settings')}
        </Link>
      </div>
      <div className="space-tree-head">
        <span>{say('wiki.pages')}</span>
        <ButtonLink to="/s/$site/wiki/$spaceKey/new" params={params} search={{}} size="compact-xs" variant="subtle" color="gray" leftSection={<IconPlus size={14} />}>
          {say('create.page')}
        </ButtonLink>
      </div>
      <PageTree space={space} />
    </>
  );
}
