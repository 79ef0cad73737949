// The calls of workflows, and their cache keys.
import { queryOptions } from '@tanstack/react-query';
import { useMemo } from 'react';
import { workflowsAt, type Workflows } from '../../api/workflows.ts';
import { useSite } from '../../app/session.ts';

export function useWorkflows(): Workflows {
  const { site } = useSite();
  return useMemo(() => workflowsAt(site.id), [site.id]);
}

export const workflowKeys = {
  all: (siteId: string) => ['tracker', siteId, 'workflows'] as const,
  one: (siteId: string, id: string) => ['tracker', siteId, 'workflows', id] as const,
};

export const workflowQuery = (siteId: string, workflows: Workflows, id: string) => queryOptions({ queryKey: workflowKeys.one(siteId, id), queryFn: ({ signal }) => workflows.one(id, signal) });
