// A new issue from anywhere: over what somebody is looking at, which stays where it is on a board or a backlog.
import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useSite } from '../../app/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { useSay } from '../../words/index.ts';
import { NewIssueForm } from './new-issue-form.tsx';
import { trackerKeys } from './queries.ts';

const staysOn = /\/(board|backlog)$/;

export function CreateIssueDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { projectKey } = useParams({ strict: false });
  return (
    <Dialog onClose={onClose} title={say('create.issue')} size="lg">
      <NewIssueForm
        project={projectKey}
        parent={undefined}
        onCancel={onClose}
        onCreated={async (issueKey) => {
          onClose();
          if (staysOn.test(pathname)) await cache.invalidateQueries({ queryKey: trackerKeys.all(site.id) });
          else await navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site: site.slug, issueKey } });
        }}
      />
    </Dialog>
  );
}
