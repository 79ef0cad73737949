// The calls of the issue's own screens, and what they ask for under which cache keys.
import { queryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import { issueWorkAt, type IssueWork } from '../../api/issue-work.ts';
import { useSite } from '../../app/session.ts';
import { trackerKeys } from './queries.ts';

const formFreshMs = 60_000;

export function useIssueWork(): IssueWork {
  const { site } = useSite();
  return useMemo(() => issueWorkAt(site.id), [site.id]);
}

export const fieldsQuery = (siteId: string, work: IssueWork, projectKey: string, typeId: string) =>
  queryOptions({
    queryKey: ['tracker', siteId, 'fields', projectKey, typeId], staleTime: formFreshMs, enabled: projectKey !== '' && typeId !== '',
    queryFn: ({ signal }) => work.fields(projectKey, typeId, signal),
  });

export const linkTypesQuery = (siteId: string, work: IssueWork) =>
  queryOptions({ queryKey: ['tracker', siteId, 'link-types'], staleTime: formFreshMs, queryFn: ({ signal }) => work.linkTypes(signal) });

export const workTransitionsQuery = (siteId: string, work: IssueWork, key: string) =>
  queryOptions({ queryKey: [...trackerKeys.issue(siteId, key), 'transitions'], queryFn: ({ signal }) => work.transitions(key, signal).then((answer) => answer.transitions) });
