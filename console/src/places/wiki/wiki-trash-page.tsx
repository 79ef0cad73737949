// The trash of the wiki: what was deleted in a space, and whole spaces that were; until when each is kept, and the way back.
import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { firstPage } from '../../api/request.ts';
import type { TrashedSpace, TrashedThing } from '../../api/wiki-doors.ts';
import { useFormats } from '../../app/formats.ts';
import { useSite } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconTrash } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay, type Say } from '../../words/index.ts';
import '../administration/deletion-words.ts';
import { useDoors } from './doors.ts';
import { wikiKeys } from './queries.ts';
import { useSpace } from './space-context.ts';

type Kept = { readonly id: string; readonly title: string; readonly together: number; readonly by: string | undefined; readonly until: string | undefined };

function columnsOf(say: Say, date: (at: string) => string, busy: string | undefined, restore: (row: Kept) => void): readonly Column<Kept>[] {
  return [
    {
      id: 'what', label: say('wikiTrash.what'), text: (row) => row.title,
      cell: (row) => (
        <>
          {row.title}
          {row.together > 1 ? <span className="quiet"> · {say('wikiTrash.together', { count: row.together })}</span> : null}
        </>
      ),
    },
    { id: 'by', label: say('wikiTrash.by'), width: '180px', optional: true, text: (row) => row.by ?? '', cell: (row) => row.by ?? '–' },
    { id: 'until', label: say('wikiTrash.until'), width: '150px', text: (row) => row.until ?? '', cell: (row) => (row.until === undefined ? '–' : date(row.until)) },
    {
      id: 'do', label: say('wikiTrash.actions'), width: '150px', align: 'end', text: () => '',
      cell: (row) => (
        <Button size="compact-sm" variant="default" loading={busy === row.id} onClick={() => restore(row)} aria-label={say('wikiTrash.restoreThis', { title: row.title })}>
          {say('wikiTrash.restore')}
        </Button>
      ),
    },
  ];
}

const thing = (row: TrashedThing): Kept => ({ id: row.id, title: row.title, together: row.pages, by: row.trashedBy?.name, until: row.purgedAfter });
const whole = (row: TrashedSpace): Kept => ({ id: row.key, title: row.name, together: 1, by: row.trashedBy?.name, until: row.purgedAfter });

function EmptyTrash() {
  const say = useSay();
  return (
    <Empty icon={<IconTrash size={28} />} title={say('wikiTrash.empty')}>
      {say('wikiTrash.emptyHelp')}
    </Empty>
  );
}

export function SpaceTrashPage() {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const space = useSpace();
  const doors = useDoors();
  const cache = useQueryClient();
  const key = [...wikiKeys.all(site.id), 'trash', space.key];
  const list = useInfiniteQuery({ queryKey: key, initialPageParam: firstPage(), queryFn: ({ pageParam, signal }) => doors.trash(space.key, pageParam, signal), getNextPageParam: (last) => last.next ?? undefined });
  const restore = useMutation({
    mutationFn: (row: Kept) => doors.bringBack(row.id),
    onSuccess: async (answer) => {
      await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
      told(say(answer.renamed ? 'wikiTrash.renamed' : 'wikiTrash.restored', { title: answer.title }));
    },
    onError: toldFailure,
  });
  const rows = list.data?.pages.flatMap((page) => page.items).map(thing) ?? [];
  return (
    <Page
      title={say('wikiTrash.title')}
      lead={say('wikiTrash.lead')}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('wiki.spaces'), to: `/s/${site.slug}/wiki` },
        { label: space.name, to: `/s/${site.slug}/wiki/${encodeURIComponent(space.key)}` },
      ]}
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && rows.length === 0 ? <EmptyTrash /> : null}
      {rows.length === 0 ? null : (
        <DataTable
          name="wiki-trash"
          label={say('wikiTrash.title')}
          columns={columnsOf(say, (at) => formats.date(at), restore.isPending ? restore.variables.id : undefined, (row) => restore.mutate(row))}
          rows={rows}
          rowId={(row) => row.id}
          footer={<LoadMore shown={rows.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
        />
      )}
    </Page>
  );
}

export function TrashedSpacesPage() {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const doors = useDoors();
  const cache = useQueryClient();
  const list = useQuery({ queryKey: [...wikiKeys.all(site.id), 'trash'], queryFn: ({ signal }) => doors.trashedSpaces(signal) });
  const restore = useMutation({
    mutationFn: (row: Kept) => doors.bringSpaceBack(row.id),
    onSuccess: async (_answer, row) => {
      await cache.invalidateQueries({ queryKey: wikiKeys.all(site.id) });
      told(say('wikiTrash.restored', { title: row.title }));
    },
    onError: toldFailure,
  });
  const rows = list.data?.items.map(whole) ?? [];
  return (
    <Page
      title={say('wikiTrash.spaces')}
      lead={say('wikiTrash.spacesLead')}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('wiki.spaces'), to: `/s/${site.slug}/wiki` },
      ]}
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && rows.length === 0 ? <EmptyTrash /> : null}
      {rows.length === 0 ? null : (
        <DataTable name="trashed-spaces" label={say('wikiTrash.spaces')} columns={columnsOf(say, (at) => formats.date(at), restore.isPending ? restore.variables.id : undefined, (row) => restore.mutate(row))} rows={rows} rowId={(row) => row.id} />
      )}
    </Page>
  );
}
