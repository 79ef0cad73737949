// Reading a page or blog post: title, who and when, labels, the body, and below it comments, files and
// versions. An old version says so above everything else.
import { Alert, Button, Group, Tabs, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import type { ContentKind, WikiContent } from '../../api/wiki.ts';
import { useKeys } from '../../app/keys.ts';
import { useAnnouncedPage } from '../../app/page-state.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { Rendered } from '../../content/rendered.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconArrowBackUp, IconEdit, IconHistory, IconPlus } from '../../parts/icons.ts';
import { PersonName } from '../../parts/person.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { ContentLabels } from './content-labels.tsx';
import { ContentMenu } from './content-menu.tsx';
import { useNames } from './people.ts';
import { contentQuery, wikiKeys } from './queries.ts';
import { useDoors } from './doors.ts';
import { useSpace } from './space-context.ts';
import { useRestoreVersion } from './restore-version.ts';
import './write-words.ts';

const CompareVersions = lazy(async () => ({ default: (await import('./compare-versions.tsx')).CompareVersions }));
const ContentAttachments = lazy(async () => ({ default: (await import('./content-attachments.tsx')).ContentAttachments }));
const ContentComments = lazy(async () => ({ default: (await import('./content-comments.tsx')).ContentComments }));
const ContentVersions = lazy(async () => ({ default: (await import('./content-versions.tsx')).ContentVersions }));
const MovePage = lazy(async () => ({ default: (await import('./move-page.tsx')).MovePage }));

export type ContentViewProps = { readonly kind: ContentKind; readonly id: string; readonly version: number | undefined; readonly from: number | undefined };

export function ContentView({ kind, id, version, from }: ContentViewProps) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const content = useQuery(contentQuery(site.id, wiki, kind, id, version));
  if (content.isError) {
    return (
      <div className="page page-full">
        <Title order={1}>{say('lost.title')}</Title>
        <Failure failure={content.error} onRetry={() => void content.refetch()} />
      </div>
    );
  }
  if (content.data === undefined) {
    return (
      <div className="page page-reading">
        <WaitingText lines={10} />
      </div>
    );
  }
  return <Loaded kind={kind} content={content.data} version={version} from={from} />;
}

function Loaded({ kind, content, version, from }: { readonly kind: ContentKind; readonly content: WikiContent; readonly version: number | undefined; readonly from: number | undefined }) {
  const say = useSay();
  const navigate = useNavigate();
  const { site } = useSite();
  const space = useSpace();
  const nameOf = useNames([content.version.authorId, content.authorId]);
  const [trashing, setTrashing] = useState(false);
  const [moving, setMoving] = useState(false);
  const restore = useRestoreVersion(kind, content.id);
  const here = kind === 'page' ? `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}/pages/${content.id}` : `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}/blog/${content.id}`;
  const edit = (): void => void navigate({ to: `${here}/edit` });
  const old = version !== undefined;
  useAnnouncedPage(content.title, [
    { label: site.name, to: `/s/${site.slug}` },
    { label: say('wiki.spaces'), to: `/s/${site.slug}/wiki` },
    { label: space.name, to: `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}` },
    ...(kind === 'blogpost' ? [{ label: say('wiki.blog'), to: `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}/blog` }] : []),
  ]);
  useKeys({ e: edit, ...(kind === 'page' && !old ? { m: () => setMoving(true) } : {}), ...(old ? { Escape: () => void navigate({ to: here, search: {} }) } : {}) });
  const author = nameOf(content.version.authorId) ?? nameOf(content.authorId);

  return (
    <div className="page page-reading">
      {old ? (
        <Alert color="yellow" icon={<IconHistory size={18} />} role="status" title={from === undefined ? say('wiki.oldVersion', { version }) : say('write.comparing', { from, to: version })} mb="md">
          <ButtonLink to={here} search={{}} size="xs" variant="default">
            {say('wiki.showLatest')}
          </ButtonLink>{' '}
          <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={14} />} onClick={() => restore(version, here)}>
            {say('write.restore')}
          </Button>
        </Alert>
      ) : null}
      {content.status === 'trashed' ? <Alert color="yellow" role="status" title={say('wiki.isTrashed')} mb="md" /> : null}
      <article>
        <header className="content-head">
          <Title order={1} className="content-title">
            {content.title}
          </Title>
          <ContentActions kind={kind} id={content.id} onEdit={edit} onTrash={() => setTrashing(true)} onMove={kind === 'page' ? () => setMoving(true) : undefined} />
        </header>
        <div className="content-facts">
          {author === undefined ? null : <PersonName name={author} />}
          <span className="quiet">
            {say('wiki.versionNumber', { version: content.version.number })} · <When at={content.version.createdAt} />
          </span>
        </div>
        <ContentLabels kind={kind} id={content.id} readOnly={old} />
        {from !== undefined && version !== undefined ? <Suspense><CompareVersions id={content.id} from={from} to={version} /></Suspense> : <Rendered html={content.body?.view?.value} empty={say('wiki.emptyPage')} />}
      </article>
      <ContentTabs kind={kind} id={content.id} here={here} shown={version ?? content.version.number} />
      {moving ? (
        <Suspense>
          <MovePage id={content.id} title={content.title} parentId={content.parentId ?? undefined} onClose={() => setMoving(false)} />
        </Suspense>
      ) : null}
      <TrashQuestion opened={trashing} onClose={() => setTrashing(false)} kind={kind} content={content} />
    </div>
  );
}

type ActionsProps = { readonly kind: ContentKind; readonly id: string; readonly onEdit: () => void; readonly onTrash: () => void; readonly onMove: (() => void) | undefined };

function ContentActions({ kind, id, onEdit, onTrash, onMove }: ActionsProps) {
  const say = useSay();
  const { site } = useSite();
  const spaceParams = { site: site.slug, spaceKey: useSpace().key };
  return (
    <Group gap="xs" className="content-actions">
      <Button variant="default" leftSection={<IconEdit size={16} />} onClick={onEdit}>
        {say('action.edit')}
      </Button>
      {kind === 'page' ? (
        <ButtonLink to="/s/$site/wiki/$spaceKey/new" params={spaceParams} search={{ parent: id }} variant="default" leftSection={<IconPlus size={16} />}>
          {say('wiki.subpage')}
        </ButtonLink>
      ) : null}
      <ContentMenu kind={kind} id={id} onTrash={onTrash} onMove={onMove} />
    </Group>
  );
}

function ContentTabs({ kind, id, here, shown }: { readonly kind: ContentKind; readonly id: string; readonly here: string; readonly shown: number }) {
  const say = useSay();
  return (
    <Tabs defaultValue="comments" keepMounted={false} className="content-below">
      <Tabs.List>
        <Tabs.Tab value="comments">{say('tracker.comments')}</Tabs.Tab>
        <Tabs.Tab value="attachments">{say('files.title')}</Tabs.Tab>
        <Tabs.Tab value="versions">{say('wiki.versions')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="comments" pt="md">
        <Suspense fallback={<WaitingText lines={3} />}>
          <ContentComments kind={kind} id={id} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="attachments" pt="md">
        <Suspense fallback={<WaitingText lines={3} />}>
          <ContentAttachments kind={kind} id={id} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="versions" pt="md">
        <Suspense fallback={<WaitingText lines={3} />}>
          <ContentVersions kind={kind} id={id} here={here} shown={shown} />
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}

function TrashQuestion({ opened, onClose, kind, content }: { readonly opened: boolean; readonly onClose: () => void; readonly kind: ContentKind; readonly content: WikiContent }) {
  const say = useSay();
  const { site } = useSite();
  const space = useSpace();
  const wiki = useWiki();
  const doors = useDoors();
  const cache = useQueryClient();
  const navigate = useNavigate();

  const restore = async (): Promise<void> => {
    const { title } = await doors.bringBack(content.id);
    await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
    told(say('wiki.restored', { title }));
  };
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={say('wiki.trashTitle')}
      verb={say('wiki.trash')}
      run={async () => {
        await wiki.trash(kind, content.id);
        await navigate({ to: '/s/$site/wiki/$spaceKey', params: { site: site.slug, spaceKey: space.key } });
        await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
        told(say('wiki.trashed', { title: content.title }), () => void restore().catch(toldFailure));
      }}
    >
      {say('wiki.trashHelp', { title: content.title })}
    </Confirm>
  );
}
