// Links to other issues, grouped by what the link says; a link is made by choosing what it says and finding the
// other issue by key or words, and taken away with the way back.
import { ActionIcon, Button, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Issue, IssueLink, LinkedIssue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { IconLink, IconX } from '../../parts/icons.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { IssueLine } from './issue-line.tsx';
import { refreshIssue } from './queries.ts';
import { endsOf } from './link-ends.ts';
import { useIssueWork } from './use-issue-work.ts';

const AddLink = lazy(async () => ({ default: (await import('./add-link.tsx')).AddLink }));

type Shown = { readonly link: IssueLink; readonly other: LinkedIssue; readonly words: string };

const shownOf = (links: readonly IssueLink[]): readonly Shown[] =>
  links.flatMap((link) => {
    const other = link.outwardIssue ?? link.inwardIssue;
    return other === undefined ? [] : [{ link, other, words: link.outwardIssue === undefined ? link.type.inward : link.type.outward }];
  });

export function IssueLinks({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const work = useIssueWork();
  const cache = useQueryClient();
  const [adding, setAdding] = useState(false);
  const shown = shownOf(issue.fields.issuelinks ?? []);
  const groups = Map.groupBy(shown, ({ words }) => words);
  const remove = useMutation({
    mutationFn: ({ link }: Shown) => work.unlink(link.id),
    onSuccess: (_answer, { link, other }) =>
      told(say('issue.unlinked', { key: other.key }), () => {
        const [inward, outward] = endsOf(issue.key, other.key, link.outwardIssue !== undefined);
        work.link(link.type.id, inward, outward).then(() => refreshIssue(cache, site.id, issue.key)).catch(toldFailure);
      }),
    onError: toldFailure,
    onSettled: () => refreshIssue(cache, site.id, issue.key),
  });
  return (
    <section className="issue-part" aria-label={say('tracker.links')}>
      <div className="issue-part-head">
        <Title order={2} size="h3">
          {say('tracker.links')} {shown.length > 0 ? <span className="count">{shown.length}</span> : null}
        </Title>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconLink size={14} />} onClick={() => setAdding(true)} data-action="link">
          {say('issue.addLink')}
        </Button>
      </div>
      {[...groups].map(([words, links]) => (
        <div key={words}>
          <div className="link-words">{words}</div>
          <ul className="linked-list">
            {links.map((one) => (
              <IssueLine
                key={one.link.id}
                issue={one.other}
                actions={
                  <ActionIcon variant="subtle" color="gray" aria-label={say('issue.removeLink', { key: one.other.key })} onClick={() => remove.mutate(one)}>
                    <IconX size={14} />
                  </ActionIcon>
                }
              />
            ))}
          </ul>
        </div>
      ))}
      <Suspense fallback={null}>{adding ? <AddLink issue={issue} onDone={() => setAdding(false)} /> : null}</Suspense>
    </section>
  );
}
