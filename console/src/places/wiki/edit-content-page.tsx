// Writing a page or blog post. A version that somebody else saved meanwhile is not overwritten: both are shown.
import { Alert, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import type { AdfNode } from '../../api/tracker.ts';
import type { ContentKind, WikiContent } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { Rendered } from '../../content/rendered.tsx';
import { emptyDocument, RichEditor, type RichEditorHandle } from '../../editor/index.ts';
import { Failure } from '../../parts/failure.tsx';
import { fieldProps, FormActions, FormSummary, useForm, type Errors } from '../../parts/form.tsx';
import { Page } from '../../parts/page.tsx';
import { told } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { bodyOf } from './body-source.ts';
import { useEditorTools, usePeopleOf } from './editor-tools.ts';
import { contentQuery, sourceQuery, wikiKeys } from './queries.ts';
import { useSpace } from './space-context.ts';

type Field = 'title' | 'body' | 'message';
const fields: readonly Field[] = ['title', 'body', 'message'];
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

function EditContent({ kind, id }: { readonly kind: ContentKind; readonly id: string }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const trail = useTrail();
  const source = useQuery({ ...sourceQuery(site.id, wiki, kind, id), refetchOnWindowFocus: false });
  const title = source.data?.title ?? '';
  return (
    <Page title={say('wiki.editing', { title })} width="reading" trail={trail}>
      {source.isError ? <Failure failure={source.error} onRetry={() => void source.refetch()} /> : null}
      {source.isPending ? <WaitingText /> : null}
      {source.data === undefined ? null : <Editor kind={kind} source={source.data} />}
    </Page>
  );
}

function Editor({ kind, source }: { readonly kind: ContentKind; readonly source: WikiContent }) {
  const say = useSay();
  const body = useMemo(() => bodyOf(source), [source]);
  return body === undefined ? <Alert color="red" role="alert" title={say('wiki.unreadable')} /> : <EditForm kind={kind} source={source} body={body} />;
}

function EditForm({ kind, source, body }: { readonly kind: ContentKind; readonly source: WikiContent; readonly body: AdfNode }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const open = useOpen();
  const [title, setTitle] = useState(source.title);
  const editor = useRef<RichEditorHandle>(null);
  const tools = useEditorTools(kind, source.id);
  const [message, setMessage] = useState('');
  const form = useForm<Field>({
    fields,
    check: () => (title.trim() === '' ? { title: say('form.needed') } : {}),
    send: async () => {
      await wiki.update(kind, source.id, { title: title.trim(), body: editor.current?.value() ?? body, version: source.version.number + 1, message: message.trim() });
      await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
      told(say('wiki.saved', { version: source.version.number + 1 }));
      await open(kind, source.id);
    },
  });
  const conflict = form.failure instanceof ApiProblem && form.failure.status === 409;
  return (
    <>
      {conflict ? <Conflict kind={kind} id={source.id} /> : null}
      <form onSubmit={form.submit} noValidate className="form">
        {conflict ? null : <FormSummary form={form} labels={{ title: say('wiki.title'), body: say('wiki.body'), message: say('wiki.message') }} />}
        <TextInput {...fieldProps(form, 'title')} label={say('wiki.title')} maxLength={255} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        <RichEditor label={say('wiki.body')} value={body} handle={editor} {...tools} />
        <TextInput {...fieldProps(form, 'message')} label={say('wiki.message')} description={say('wiki.messageHelp')} maxLength={255} value={message} onChange={(event) => setMessage(event.currentTarget.value)} />
        <FormActions busy={form.busy} label={say('action.save')} onCancel={() => void open(kind, source.id)} />
      </form>
    </>
  );
}

/** Somebody saved first: their text is shown above, one's own stays in the form to copy from. */
function Conflict({ kind, id }: { readonly kind: ContentKind; readonly id: string }) {
  const say = useSay();
  const { site } = useSite();
  const theirs = useQuery({ ...contentQuery(site.id, useWiki(), kind, id), staleTime: 0 });
  return (
    <Alert role="alert" color="yellow" title={say('wiki.conflict')} mb="md">
      <p>{say('wiki.conflictHelp')}</p>
      <div className="conflict">
        <section>
          <strong>{say('wiki.theirs')}</strong>
          <Rendered html={theirs.data?.body?.view?.value} />
        </section>
      </div>
    </Alert>
  );
}

export function NewContentScreen() {
  const say = useSay();
  const search = newRoute.useSearch();
  const kind: ContentKind = search.kind ?? 'page';
  const { site } = useSite();
  const space = useSpace();
  const wiki = useWiki();
  const cache = useQueryClient();
  const open = useOpen();
  const trail = useTrail();
  const parent = useQuery({ ...contentQuery(site.id, wiki, 'page', search.parent ?? ''), enabled: search.parent !== undefined });
  const [title, setTitle] = useState('');
  const editor = useRef<RichEditorHandle>(null);
  const people = usePeopleOf();
  const form = useForm<Field>({
    fields,
    check: () => {
      const errors: Errors<Field> = {};
      if (title.trim() === '') errors.title = say('form.needed');
      return errors;
    },
    send: async () => {
      const created = await wiki.create(kind, {
        spaceId: space.id,
        title: title.trim(),
        body: editor.current?.value() ?? emptyDocument(),
        ...(kind === 'page' && search.parent !== undefined ? { parentId: search.parent } : {}),
      });
      await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
      told(say('wiki.created', { title: title.trim() }));
      await open(kind, created.id);
    },
  });
  return (
    <Page title={say(kind === 'page' ? 'create.page' : 'create.post')} width="reading" trail={trail} lead={parent.data === undefined ? undefined : say('wiki.below', { title: parent.data.title })}>
      <form onSubmit={form.submit} noValidate className="form">
        <FormSummary form={form} labels={{ title: say('wiki.title'), body: say('wiki.body'), message: say('wiki.message') }} />
        <TextInput {...fieldProps(form, 'title')} label={say('wiki.title')} maxLength={255} value={title} onChange={(event) => setTitle(event.currentTarget.value)} autoFocus />
        <RichEditor label={say('wiki.body')} value={null} handle={editor} people={people} />
        <FormActions busy={form.busy} label={say(kind === 'page' ? 'create.page' : 'create.post')} onCancel={() => history.back()} />
      </form>
    </Page>
  );
}
