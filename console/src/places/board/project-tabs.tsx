// The ways of looking at one project: its list, its board, its backlog, its reports, and its settings.
import { Link } from '@tanstack/react-router';
import { useSite } from '../../app/session.ts';
import { useSay } from '../../words/index.ts';

export function ProjectTabs({ projectKey }: { readonly projectKey: string }) {
  const say = useSay();
  const { site } = useSite();
  const params = { site: site.slug, projectKey };
  return (
    <nav className="project-tabs" aria-label={say('place.projectViews')}>
      <Link to="/s/$site/tracker/projects/$projectKey" params={params} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ 'data-active': true }}>
        {say('tracker.issues')}
      </Link>
      <Link to="/s/$site/tracker/projects/$projectKey/board" params={params} activeOptions={{ includeSearch: false }} activeProps={{ 'data-active': true }}>
        {say('place.board')}
      </Link>
      <Link to="/s/$site/tracker/projects/$projectKey/backlog" params={params} activeOptions={{ includeSearch: false }} activeProps={{ 'data-active': true }}>
        {say('place.backlog')}
      </Link>
      <Link to="/s/$site/tracker/projects/$projectKey/reports" params={params} activeOptions={{ includeSearch: false }} activeProps={{ 'data-active': true }}>
        {say('place.reports')}
      </Link>
      <Link to="/s/$site/tracker/projects/$projectKey/settings" params={params} activeOptions={{ includeSearch: false }} activeProps={{ 'data-active': true }}>
        {say('tracker.settings')}
      </Link>
    </nav>
  );
}
