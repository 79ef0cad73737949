// What people said, oldest first, and a box to say something.
import { ActionIcon, Button, Group, Textarea } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type RefObject } from 'react';
import type { Comment } from '../../api/tracker.ts';
import { useAccount, useSite, useTracker } from '../../app/session.ts';
import { documentOf, editableText } from '../../content/adf-text.ts';
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
import { commentsQuery, refreshIssue } from './queries.ts';

export function IssueComments({ issueKey, box }: { readonly issueKey: string; readonly box: RefObject<HTMLTextAreaElement | null> }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const list = useInfiniteQuery(commentsQuery(site.id, tracker, issueKey));
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => tracker.addComment(issueKey, documentOf(text)),
    onSuccess: async () => {
      setText('');
      await refreshIssue(cache, site.id, issueKey);
      told(say('comments.added'));
    },
    onError: toldFailure,
  });
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
      <form
        className="comment-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') add.mutate();
        }}
      >
        <Textarea
          ref={box}
          label={say('comments.add')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() !== '') add.mutate();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          autosize
          minRows={2}
          maxRows={16}
        />
        <Group gap="xs" mt="xs">
          <Button type="submit" size="sm" loading={add.isPending} disabled={text.trim() === ''}>
            {say('comments.send')}
          </Button>
          <span className="quiet">Ctrl Enter</span>
        </Group>
      </form>
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
  const editable = editableText(comment.body);
  return (
    <li className="comment">
      <Initials name={name} size={28} />
      <div className="comment-body">
        <div className="comment-head">
          <strong>{name}</strong>
          <When at={comment.created} />
          {comment.updated !== undefined && comment.updated !== comment.created ? <span className="quiet">{say('comments.edited')}</span> : null}
          {mine && editable.kind === 'text' && !editing ? (
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
        {editing && editable.kind === 'text' ? (
          <EditComment issueKey={issueKey} comment={comment} text={editable.text} onDone={() => setEditing(false)} />
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

function EditComment({ issueKey, comment, text, onDone }: { readonly issueKey: string; readonly comment: Comment; readonly text: string; readonly onDone: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const [value, setValue] = useState(text);
  const save = useMutation({
    mutationFn: () => tracker.editComment(issueKey, comment.id, documentOf(value)),
    onSuccess: async () => {
      await refreshIssue(cache, site.id, issueKey);
      onDone();
    },
    onError: toldFailure,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') save.mutate();
      }}
    >
      <Textarea aria-label={say('comments.edit')} value={value} onChange={(event) => setValue(event.currentTarget.value)} autosize minRows={2} autoFocus />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="xs" loading={save.isPending}>
          {say('action.save')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {say('action.cancel')}
        </Button>
      </Group>
    </form>
  );
}
