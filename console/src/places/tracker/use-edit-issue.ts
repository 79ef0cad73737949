// One way to change an issue's fields: shown at once, taken back with a word if the platform refuses, and
// offered for undo when it went through.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Issue, IssueFields } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { refreshIssue, trackerKeys } from './queries.ts';

export type IssueEdit = {
  /** What is sent, in the API's shape. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What the screen shows until the answer comes. */
  readonly shown?: Partial<IssueFields> | Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly undo?: Omit<IssueEdit, 'undo'>;
};

export function useEditIssue(issueKey: string) {
  const say = useSay();
  const cache = useQueryClient();
  const { site } = useSite();
  const tracker = useTracker();
  const key = trackerKeys.issue(site.id, issueKey);
  const mutation = useMutation({
    mutationFn: (edit: IssueEdit) => tracker.editIssue(issueKey, edit.fields),
    onMutate: async (edit) => {
      await cache.cancelQueries({ queryKey: key, exact: true });
      const before = cache.getQueryData<Issue>(key);
      if (before !== undefined && edit.shown !== undefined) cache.setQueryData<Issue>(key, { ...before, fields: { ...before.fields, ...edit.shown } });
      return { before };
    },
    onError: (failure, _edit, context) => {
      if (context?.before !== undefined) cache.setQueryData(key, context.before);
      toldFailure(failure);
    },
    onSuccess: (_answer, edit) => {
      const { undo } = edit;
      told(edit.message, undo === undefined ? undefined : () => mutation.mutate(undo));
    },
    onSettled: () => refreshIssue(cache, site.id, issueKey),
  });
  return { edit: mutation.mutate, editNow: mutation.mutateAsync, busy: mutation.isPending, undone: say('tracker.undone') };
}
