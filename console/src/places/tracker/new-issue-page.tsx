// A new issue, or a sub-task of one, at an address of its own.
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useSite } from '../../app/session.ts';
import { Page } from '../../parts/page.tsx';
import { useSay } from '../../words/index.ts';
import { NewIssueForm } from './new-issue-form.tsx';

const route = getRouteApi('/inside/s/$site/tracker/new');

export function NewIssuePage() {
  const say = useSay();
  const { site } = useSite();
  const navigate = useNavigate();
  const { project, parent } = route.useSearch();
  return (
    <Page
      title={parent === undefined ? say('create.issue') : say('tracker.newSubtask', { key: parent })}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
      ]}
      width="form"
    >
      <NewIssueForm
        project={project}
        parent={parent}
        onCreated={(issueKey) => navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site: site.slug, issueKey } })}
        onCancel={() => history.back()}
      />
    </Page>
  );
}
