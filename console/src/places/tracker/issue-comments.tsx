// What people said, oldest first, and a box to say something.
import { ActionIcon, Button, Group, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type RefObject } from 'react';
import type { AdfNode, Comment } from '../../api/tracker.ts';
import { useAccount, useSite, useTracker } from '../../app/session.ts';
import { RichEditor, type RichEditorHandle } from '../../editor/index.ts';
import { Rendered } from '../../content/rendered.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconEdit, IconTrash } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Initials } from '../../parts/person.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { useIssueWriting } from './issue-writing.ts';
import { commentsQuery, refreshIssue } from './queries.ts';

export function IssueComments({ issueKey, box }: { readonly issueKey: string; readonly box: RefObject<HTMLDivElement | null> }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const list = useInfiniteQuery(commentsQuery(site.id, tracker, issueKey));
  const [writing, setWriting] = useState(false);
  const comments = list.data?.pages.flatMap((page) => page.comments) ?? [];
  return (
    <div>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingText lines={4} /> : null}
      {list.isSuccess && comments.length === 0 ? <p className="quiet">{say('comments.none')}</p> : null}
      <ol className="comments">
        {comments.map((comment) => (
          <OneComment key={comment.id} issueKey={issueKey} comment={comment} />
        ))}
      </ol>
      {list.hasNextPage ? <LoadMore shown={comments.length} total={list.data?.pages[0]?.total} more busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
      <div ref={box}>
        {writing ? (
          <WriteComment
            issueKey={issueKey}
            label={say('comments.add')}
            verb={say('comments.send')}
            value={null}
            send={async (body) => {
              await tracker.addComment(issueKey, body);
              await refreshIssue(cache, site.id, issueKey);
              told(say('comments.added'));
            }}
            onDone={() => setWriting(false)}
          />
        ) : (
          <UnstyledButton className="write-comment" onClick={() => setWriting(true)} data-write>
            {say('comments.add')}
          </UnstyledButton>
        )}
      </div>
    </div>
  );
}

function OneComment({ issueKey, comment }: { readonly issueKey: string; readonly comment: Comment }) {
  const say = useSay();
  const { site } = useSite();
  const account = useAccount();
  const tracker = useTracker();
  const cache = useQueryClient();
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const name = comment.author?.displayName ?? say('comments.someone');
  const mine = comment.author?.accountId === account.id;
  return (
    <li className="comment">
      <Initials name={name} size={28} />
      <div className="comment-body">
        <div className="comment-head">
          <strong>{name}</strong>
          <When at={comment.created} />
          {comment.updated !== undefined && comment.updated !== comment.created ? <span className="quiet">{say('comments.edited')}</span> : null}
          {mine && !editing ? (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={say('comments.edit')} onClick={() => setEditing(true)}>
              <IconEdit size={14} />
            </ActionIcon>
          ) : null}
          {mine || site.role === 'admin' ? (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={say('comments.delete')} onClick={() => setDeleting(true)}>
              <IconTrash size={14} />
            </ActionIcon>
          ) : null}
        </div>
        {editing ? (
          <WriteComment
            issueKey={issueKey}
            label={say('comments.edit')}
            verb={say('action.save')}
            value={comment.body ?? null}
            send={async (body) => {
              await tracker.editComment(issueKey, comment.id, body);
              await refreshIssue(cache, site.id, issueKey);
            }}
            onDone={() => setEditing(false)}
          />
        ) : (
          <Rendered html={comment.renderedBody} />
        )}
      </div>
      <Confirm
        opened={deleting}
        onClose={() => setDeleting(false)}
        title={say('comments.deleteTitle')}
        verb={say('action.delete')}
        run={async () => {
          await tracker.deleteComment(issueKey, comment.id);
          await refreshIssue(cache, site.id, issueKey);
          told(say('comments.deleted'));
        }}
      >
        {say('comments.deleteHelp', { name })}
      </Confirm>
    </li>
  );
}

type WriteProps = { readonly issueKey: string; readonly label: string; readonly verb: string; readonly value: AdfNode | null; readonly send: (body: AdfNode) => Promise<void>; readonly onDone: () => void };

function WriteComment({ issueKey, label, verb, value, send, onDone }: WriteProps) {
  const say = useSay();
  const editor = useRef<RichEditorHandle>(null);
  const writing = useIssueWriting(issueKey);
  const [empty, setEmpty] = useState(value === null);
  const save = useMutation({
    mutationFn: async () => {
      if (editor.current !== null && !editor.current.isEmpty()) await send(editor.current.value());
    },
    onSuccess: onDone,
    onError: toldFailure,
  });
  return (
    <form
      className="comment-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <RichEditor label={label} value={value} handle={editor} compact autoFocus {...writing} onChange={(_text, facts) => setEmpty(facts.empty)} onSubmit={() => save.mutate()} onCancel={onDone} />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="sm" loading={save.isPending} disabled={empty}>
          {verb}
        </Button>
        <Button size="sm" variant="default" onClick={onDone}>
          {say('action.cancel')}
        </Button>
        <span className="quiet">Ctrl Enter</span>
      </Group>
    </form>
  );
}
