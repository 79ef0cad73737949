// Making a link: what it says, and the other issue by key or words.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LinkType } from '../../api/issue-work.ts';
import type { Issue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { IssueFinder } from './issue-finder.tsx';
import { endsOf } from './link-ends.ts';
import { refreshIssue } from './queries.ts';
import { linkTypesQuery, useIssueWork } from './use-issue-work.ts';

type Way = { readonly value: string; readonly label: string; readonly typeId: string; readonly outward: boolean };

/** Each type can be read from both sides; where both say the same, once is enough. */
const waysOf = (types: readonly LinkType[]): readonly Way[] =>
  types.flatMap(({ id, inward, outward }) => [
    { value: `${id} out`, label: outward, typeId: id, outward: true },
    ...(inward === outward ? [] : [{ value: `${id} in`, label: inward, typeId: id, outward: false }]),
  ]);

export function AddLink({ issue, onDone }: { readonly issue: Issue; readonly onDone: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const work = useIssueWork();
  const cache = useQueryClient();
  const types = useQuery(linkTypesQuery(site.id, work));
  const ways = waysOf(types.data ?? []);
  const [chosen, setChosen] = useState('');
  const way = ways.find(({ value }) => value === chosen) ?? ways[0];
  const add = useMutation({
    mutationFn: async (other: string) => {
      if (way !== undefined) await work.link(way.typeId, ...endsOf(issue.key, other, way.outward));
    },
    onSuccess: async (_answer, other) => {
      await refreshIssue(cache, site.id, issue.key);
      told(say('issue.linked', { key: other }));
      onDone();
    },
    onError: toldFailure,
  });
  return (
    <div
      className="inline-add"
      role="group"
      aria-label={say('issue.addLink')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <NativeSelect aria-label={say('issue.linkSays')} value={way?.value ?? ''} data={ways.map(({ value, label }) => ({ value, label }))} onChange={(event) => setChosen(event.currentTarget.value)} />
      <div className="inline-add-wide">
        <IssueFinder label={say('issue.otherIssue')} without={issue.key} onChoose={(key) => add.mutate(key)} autoFocus />
      </div>
      <Button variant="default" onClick={onDone}>
        {say('action.cancel')}
      </Button>
    </div>
  );
}
