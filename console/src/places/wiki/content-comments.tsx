// Comments below a page and those pinned to its words, with their replies.
import { ActionIcon, Button, Group, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ContentKind, WikiComment } from '../../api/wiki.ts';
import { useAccount, useSite, useWiki } from '../../app/session.ts';
import { Rendered } from '../../content/rendered.tsx';
import { emptyDocument, RichEditor, type RichEditorHandle } from '../../editor/index.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconMessageCircle, IconTrash } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Initials } from '../../parts/person.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { usePeopleOf } from './editor-tools.tsx';
import { useNames } from './people.ts';
import { commentsQuery, refreshContent, wikiKeys } from './queries.ts';

type Target = { readonly kind: ContentKind; readonly id: string };
type Place = 'footer' | 'inline';

export function ContentComments({ kind, id }: Target) {
  return (
    <>
      <CommentList target={{ kind, id }} place="inline" />
      <CommentList target={{ kind, id }} place="footer" />
      <CommentForm target={{ kind, id }} />
    </>
  );
}

function CommentList({ target, place }: { readonly target: Target; readonly place: Place }) {
  const say = useSay();
  const { site } = useSite();
  const list = useInfiniteQuery(commentsQuery(site.id, useWiki(), target.kind, target.id, place));
  const comments = list.data?.pages.flatMap((page) => page.results) ?? [];
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return place === 'footer' ? <WaitingText lines={3} /> : null;
  if (comments.length === 0) return place === 'footer' ? <p className="quiet">{say('comments.none')}</p> : null;
  return (
    <>
      {place === 'inline' ? (
        <Title order={2} size="h3" mb="sm">
          {say('comments.inline')}
        </Title>
      ) : null}
      <ol className="comments">
        {comments.map((comment) => (
          <OneComment key={comment.id} target={target} place={place} comment={comment} depth={0} />
        ))}
      </ol>
      {list.hasNextPage ? <LoadMore shown={comments.length} more busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
    </>
  );
}

const depthMax = 6;

function OneComment({ target, place, comment, depth }: { readonly target: Target; readonly place: Place; readonly comment: WikiComment; readonly depth: number }) {
  const say = useSay();
  const { site } = useSite();
  const account = useAccount();
  const wiki = useWiki();
  const cache = useQueryClient();
  const [answering, setAnswering] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const nameOf = useNames([comment.version.authorId]);
  const replies = useQuery({
    queryKey: [...wikiKeys.content(site.id, target.kind, target.id), 'replies', place, comment.id],
    queryFn: ({ signal }) => wiki.replies(place, comment.id, signal),
    enabled: depth < depthMax,
    retry: false,
  });
  const name = nameOf(comment.version.authorId) ?? say('comments.someone');
  const selection = comment.properties?.inlineOriginalSelection ?? comment.properties?.['inline-original-selection'];
  const mayDelete = comment.version.authorId === account.id || site.role === 'admin';
  return (
    <li className="comment">
      <Initials name={name} size={28} />
      <div className="comment-body">
        <div className="comment-head">
          <strong>{name}</strong>
          <When at={comment.version.createdAt} />
          {comment.resolutionStatus === 'resolved' ? <span className="quiet">{say('comments.resolved')}</span> : null}
          {mayDelete ? (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={say('comments.delete')} onClick={() => setDeleting(true)}>
              <IconTrash size={14} />
            </ActionIcon>
          ) : null}
        </div>
        {selection === undefined || selection === '' ? null : <blockquote className="comment-selection">{selection}</blockquote>}
        <Rendered html={comment.body?.view?.value} />
        {place === 'footer' && depth < depthMax ? (
          answering ? (
            <CommentForm target={target} parentId={comment.id} onDone={() => setAnswering(false)} />
          ) : (
            <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconMessageCircle size={14} />} onClick={() => setAnswering(true)}>
              {say('comments.reply')}
            </Button>
          )
        ) : null}
        {(replies.data?.results.length ?? 0) > 0 ? (
          <ol className="comments">
            {replies.data?.results.map((reply) => (
              <OneComment key={reply.id} target={target} place={place} comment={reply} depth={depth + 1} />
            ))}
          </ol>
        ) : null}
      </div>
      <Confirm
        opened={deleting}
        onClose={() => setDeleting(false)}
        title={say('comments.deleteTitle')}
        verb={say('action.delete')}
        run={async () => {
          await wiki.deleteComment(place, comment.id);
          await refreshContent(cache, site.id, target.kind, target.id);
          told(say('comments.deleted'));
        }}
      >
        {say('comments.deleteHelp', { name })}
      </Confirm>
    </li>
  );
}

function CommentForm({ target, parentId, onDone }: { readonly target: Target; readonly parentId?: string; readonly onDone?: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const editor = useRef<RichEditorHandle>(null);
  const people = usePeopleOf();
  const [empty, setEmpty] = useState(true);
  const [written, setWritten] = useState(0);
  const place = parentId !== undefined ? { parentCommentId: parentId } : target.kind === 'page' ? { pageId: target.id } : { blogPostId: target.id };
  const add = useMutation({
    mutationFn: () => wiki.addComment(place, editor.current?.value() ?? emptyDocument()),
    onSuccess: async () => {
      setEmpty(true);
      setWritten((count) => count + 1);
      await refreshContent(cache, site.id, target.kind, target.id);
      onDone?.();
      told(say('comments.added'));
    },
    onError: toldFailure,
  });
  return (
    <form
      className="comment-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (editor.current?.isEmpty() === false) add.mutate();
      }}
    >
      <RichEditor
        key={written}
        compact
        label={say(parentId === undefined ? 'comments.add' : 'comments.reply')}
        placeholder={say('comments.add')}
        value={null}
        handle={editor}
        people={people}
        autoFocus={parentId !== undefined || written > 0}
        onChange={(_value, facts) => setEmpty(facts.empty)}
        onSubmit={() => editor.current?.isEmpty() === false && add.mutate()}
        onCancel={onDone}
      />
      <Group gap="xs" mt="xs">
        <Button type="submit" size="sm" loading={add.isPending} disabled={empty}>
          {say('comments.send')}
        </Button>
        {onDone === undefined ? null : (
          <Button size="sm" variant="default" onClick={onDone}>
            {say('action.cancel')}
          </Button>
        )}
      </Group>
    </form>
  );
}
