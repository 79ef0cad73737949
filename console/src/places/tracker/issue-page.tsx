// One issue at its own address.
import { Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useSite, useTracker } from '../../app/session.ts';
import { useAnnouncedPage } from '../../app/page-state.ts';
import { useSay } from '../../words/index.ts';
import { IssueView } from './issue-view.tsx';
import { issueQuery } from './queries.ts';
import './tracker.css';

const route = getRouteApi('/inside/s/$site/tracker/issues/$issueKey');

export function IssuePage() {
  const say = useSay();
  const { issueKey } = route.useParams();
  const { site } = useSite();
  const issue = useQuery(issueQuery(site.id, useTracker(), issueKey));
  const project = issue.data?.fields.project;
  useAnnouncedPage(issueKey, [
    { label: site.name, to: `/s/${site.slug}` },
    { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
    ...(project === undefined ? [] : [{ label: project.name, to: `/s/${site.slug}/tracker/projects/${project.key}` }]),
  ]);
  return (
    <div className="page page-full">
      {issue.isError ? <Title order={1}>{issueKey}</Title> : null}
      <IssueView issueKey={issueKey} heading="h1" />
    </div>
  );
}
