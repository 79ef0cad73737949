// A move that the workflow answers with a question: the fields it wants, then the move itself.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSite, useTracker } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { issueQuery, refreshIssue } from '../tracker/queries.ts';
import { TransitionDialog } from '../tracker/transition-dialog.tsx';
import { useIssueWork, workTransitionsQuery } from '../tracker/use-issue-work.ts';
import type { Asked } from './use-card-moves.ts';

export function MoveForm({ asked, onDone, onMoved }: { readonly asked: Asked; readonly onDone: () => void; readonly onMoved: () => Promise<void> }) {
  const say = useSay();
  const { site } = useSite();
  const work = useIssueWork();
  const cache = useQueryClient();
  const issue = useQuery(issueQuery(site.id, useTracker(), asked.issueKey));
  const ways = useQuery(workTransitionsQuery(site.id, work, asked.issueKey));
  const way = ways.data?.find((one) => asked.statuses.includes(one.to.id));
  if (issue.data === undefined || way === undefined) return null;
  return (
    <TransitionDialog
      issue={issue.data}
      way={way}
      onClose={onDone}
      onSend={(fields) => {
        work
          .transition(asked.issueKey, way.id, fields)
          .then(() => told(say('tracker.moved', { key: asked.issueKey, status: way.to.name })))
          .catch(toldFailure)
          .finally(() => void Promise.all([onMoved(), refreshIssue(cache, site.id, asked.issueKey)]));
      }}
    />
  );
}
