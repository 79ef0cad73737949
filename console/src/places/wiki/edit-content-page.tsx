// Writing a page or blog post: what is there, or one's own draft of it; a new one gets its place on the platform with
// the first words, so that nothing typed exists on this screen only.
import { Alert } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { AdfNode } from '../../api/tracker.ts';
import type { ContentKind, WikiContent } from '../../api/wiki.ts';
import type { Draft } from '../../api/wiki-doors.ts';
import { useFormats } from '../../app/formats.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { emptyDocument } from '../../editor/index.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconHistory } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { bodyOf } from './body-source.ts';
import { useDoors } from './doors.ts';
import { contentQuery, sourceQuery, wikiKeys } from './queries.ts';
import { useSpace } from './space-context.ts';
import { WriteForm } from './write-form.tsx';
import './write-words.ts';

const pageRoute = getRouteApi('/inside/s/$site/wiki/$spaceKey/pages/$pageId/edit');
const postRoute = getRouteApi('/inside/s/$site/wiki/$spaceKey/blog/$postId/edit');
const newRoute = getRouteApi('/inside/s/$site/wiki/$spaceKey/new');

function useOpen(): (kind: ContentKind, id: string) => Promise<void> {
  const navigate = useNavigate();
  const { site } = useSite();
  const space = useSpace();
  return (kind, id) =>
    kind === 'page'
      ? navigate({ to: '/s/$site/wiki/$spaceKey/pages/$pageId', params: { site: site.slug, spaceKey: space.key, pageId: id }, search: {} })
      : navigate({ to: '/s/$site/wiki/$spaceKey/blog/$postId', params: { site: site.slug, spaceKey: space.key, postId: id }, search: {} });
}

function useTrail() {
  const say = useSay();
  const { site } = useSite();
  const space = useSpace();
  return [
    { label: site.name, to: `/s/${site.slug}` },
    { label: say('wiki.spaces'), to: `/s/${site.slug}/wiki` },
    { label: space.name, to: `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}` },
  ];
}

export function EditPageScreen() {
  const { pageId } = pageRoute.useParams();
  return <EditContent key={pageId} kind="page" id={pageId} />;
}

export function EditPostScreen() {
  const { postId } = postRoute.useParams();
  return <EditContent key={postId} kind="blogpost" id={postId} />;
}

/** One's own draft of this page; most pages have none. */
function useOwnDraft(id: string) {
  const { site } = useSite();
  const doors = useDoors();
  return useQuery({
    queryKey: ['wiki', site.id, 'draft', id],
    queryFn: async ({ signal }): Promise<Draft | null> => {
      // Asked as a list first: most pages have no draft, and that is no error.
      const mine = await doors.drafts(signal);
      return mine.items.some(({ contentId }) => contentId === id) ? doors.draft(id, signal) : null;
    },
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

function EditContent({ kind, id }: { readonly kind: ContentKind; readonly id: string }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const trail = useTrail();
  const source = useQuery({ ...sourceQuery(site.id, wiki, kind, id), refetchOnWindowFocus: false });
  const draft = useOwnDraft(id);
  const failure = source.error ?? draft.error;
  return (
    <Page title={say('wiki.editing', { title: source.data?.title ?? '' })} width="reading" trail={trail}>
      {failure === null ? null : <Failure failure={failure} onRetry={() => void Promise.all([source.refetch(), draft.refetch()])} />}
      {failure === null && (source.isPending || draft.isPending) ? <WaitingText /> : null}
      {source.data === undefined || draft.data === undefined ? null : <Existing kind={kind} source={source.data} draft={draft.data} />}
    </Page>
  );
}

function Existing({ kind, source, draft }: { readonly kind: ContentKind; readonly source: WikiContent; readonly draft: Draft | null }) {
  const say = useSay();
  const { site } = useSite();
  const { relative } = useFormats();
  const doors = useDoors();
  const cache = useQueryClient();
  const open = useOpen();
  const body = useMemo(() => bodyOf(source), [source]);
  const place = useCallback(() => Promise.resolve(source.id), [source.id]);
  if (body === undefined) return <Alert color="red" role="alert" title={say('wiki.unreadable')} />;
  const unpublished = source.status === 'draft';
  const first = draft === null ? { title: source.title, adf: body, baseVersion: source.version.number, state: { kind: 'none' } as const } : { title: draft.title, adf: draft.adf, baseVersion: draft.baseVersion, state: { kind: 'saved', at: draft.changedAt } as const };
  return (
    <>
      {draft === null || unpublished ? null : (
        <Alert color="kelp" role="status" icon={<IconHistory size={18} />} mb="md" title={say('write.yourDraft', { when: relative(draft.changedAt) })}>
          {draft.stale ? say('write.draftStale') : null}
        </Alert>
      )}
      <WriteForm
        doors={doors}
        kind={kind}
        id={source.id}
        place={place}
        first={first}
        verb={say(unpublished ? 'write.publish' : 'action.save')}
        onPublished={async (id, version) => {
          told(say('wiki.saved', { version }));
          await open(kind, id);
        }}
        onClose={() => void open(kind, source.id)}
        onDiscard={async (text) => {
          try {
            await doors.dropDraft(source.id);
            await cache.invalidateQueries({ queryKey: ['wiki', site.id, 'draft', source.id] });
            await open(kind, source.id);
            told(say('write.discarded'), () => void doors.saveDraft(source.id, text).then(() => told(say('write.draftBack')), toldFailure));
          } catch (failure) {
            toldFailure(failure);
          }
        }}
      />
    </>
  );
}

/** The place of a new page: made once, when its first words come. */
function usePlace(kind: ContentKind, parentId: string | undefined) {
  const wiki = useWiki();
  const space = useSpace();
  const made = useRef<Promise<string>>(undefined);
  const [id, setId] = useState<string>();
  const place = useCallback((): Promise<string> => {
    made.current ??= wiki.create(kind, { spaceId: space.id, title: '', body: emptyDocument(), status: 'draft', ...(kind === 'page' && parentId !== undefined ? { parentId } : {}) }).then(
      (created) => {
        setId(created.id);
        return created.id;
      },
      (failure: unknown) => {
        made.current = undefined; // the next words try again
        throw failure;
      },
    );
    return made.current;
  }, [wiki, kind, space.id, parentId]);
  return { id, place, made: () => made.current !== undefined };
}

export function NewContentScreen() {
  const say = useSay();
  const search = newRoute.useSearch();
  const kind: ContentKind = search.kind ?? 'page';
  const { site } = useSite();
  const wiki = useWiki();
  const doors = useDoors();
  const cache = useQueryClient();
  const open = useOpen();
  const trail = useTrail();
  const { id, place, made } = usePlace(kind, search.parent);
  const parent = useQuery({ ...contentQuery(site.id, wiki, 'page', search.parent ?? ''), enabled: search.parent !== undefined });
  const first = useMemo((): { title: string; adf: AdfNode; baseVersion: number; state: { kind: 'none' } } => ({ title: '', adf: emptyDocument(), baseVersion: 1, state: { kind: 'none' } }), []);
  return (
    <Page title={say(kind === 'page' ? 'create.page' : 'create.post')} width="reading" trail={trail} lead={parent.data === undefined ? undefined : say('wiki.below', { title: parent.data.title })}>
      <WriteForm
        doors={doors}
        kind={kind}
        id={id}
        place={place}
        first={first}
        verb={say('write.publish')}
        onPublished={async (created) => {
          told(say('write.published'));
          await open(kind, created);
        }}
        onClose={() => history.back()}
        onDiscard={async () => {
          try {
            if (made()) await wiki.trash(kind, await place());
            await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
            history.back();
          } catch (failure) {
            toldFailure(failure);
          }
        }}
      />
    </Page>
  );
}
