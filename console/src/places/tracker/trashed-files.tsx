// Files that were deleted from their issues, and the way back.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TrashedFile } from '../../api/bulk.ts';
import { useFormats } from '../../app/formats.ts';
import { useSite } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import '../administration/deletion-words.ts';
import { useBulk } from './use-bulk.ts';

export function TrashedFiles({ project }: { readonly project: string | undefined }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const bulk = useBulk();
  const cache = useQueryClient();
  const list = useQuery({ queryKey: ['tracker', site.id, 'trash', 'files', project ?? ''], queryFn: ({ signal }) => bulk.trashedFiles(project, signal) });
  const restore = useMutation({
    mutationFn: (row: TrashedFile) => bulk.restoreFile(row.id),
    onSuccess: async (answer) => {
      await cache.invalidateQueries({ queryKey: ['tracker', site.id] });
      told(say('wikiTrash.restored', { title: answer.fileName }));
    },
    onError: toldFailure,
  });
  const rows = list.data ?? [];
  const columns: readonly Column<TrashedFile>[] = [
    {
      id: 'what', label: say('wikiTrash.what'), text: (row) => `${row.filename} ${row.issue}`,
      cell: (row) => (
        <>
          {row.filename} <span className="quiet">· {say('wikiTrash.onIssue', { key: row.issue })}</span>
        </>
      ),
    },
    { id: 'until', label: say('wikiTrash.until'), width: '150px', text: (row) => row.purgeAt, cell: (row) => formats.date(row.purgeAt) },
    {
      id: 'do', label: say('wikiTrash.actions'), width: '150px', align: 'end', text: () => '',
      cell: (row) => (
        <Button size="compact-sm" variant="default" loading={restore.isPending && restore.variables.id === row.id} onClick={() => restore.mutate(row)} aria-label={say('wikiTrash.restoreThis', { title: row.filename })}>
          {say('wikiTrash.restore')}
        </Button>
      ),
    },
  ];
  return (
    <Section title={say('wikiTrash.files')}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && rows.length === 0 ? <p className="quiet">{say('wikiTrash.filesEmpty')}</p> : null}
      {rows.length === 0 ? null : <DataTable name="trashed-files" label={say('wikiTrash.files')} columns={columns} rows={rows} rowId={(row) => row.id} />}
    </Section>
  );
}
