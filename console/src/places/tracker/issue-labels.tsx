// Labels of an issue: each can go, new ones come by Enter with the known ones offered; both can be undone.
import { useQuery } from '@tanstack/react-query';
import type { Issue } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { LabelChips } from '../../parts/label-chips.tsx';
import { useSay } from '../../words/index.ts';
import { labelsQuery } from './queries.ts';
import { useEditIssue } from './use-edit-issue.ts';

export function IssueLabels({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const known = useQuery(labelsQuery(site.id, useTracker()));
  const { edit } = useEditIssue(issue.key);
  const now = issue.fields.labels ?? [];
  const change = (next: readonly string[], message: string): void =>
    edit({
      fields: { labels: next },
      shown: { labels: next },
      message,
      undo: { fields: { labels: now }, shown: { labels: now }, message: say('tracker.undone') },
    });
  return (
    <LabelChips
      names={now}
      known={known.data?.values ?? []}
      onAdd={(text) => {
        const name = text.replaceAll(/\s+/g, '-');
        if (!now.includes(name)) change([...now, name], say('labels.added', { name }));
      }}
      onRemove={(name) => change(now.filter((label) => label !== name), say('labels.removed', { name }))}
    />
  );
}
