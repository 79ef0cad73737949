// Files of a page.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { ContentKind } from '../../api/wiki.ts';
import { useSite, useWiki } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { FileDrop } from '../../parts/file-drop.tsx';
import { FileLine } from '../../parts/file-line.tsx';
import { LoadMore } from '../../parts/load-more.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { useNames } from './people.ts';
import { attachmentsQuery, refreshContent } from './queries.ts';

export function ContentAttachments({ kind, id }: { readonly kind: ContentKind; readonly id: string }) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const list = useInfiniteQuery(attachmentsQuery(site.id, wiki, kind, id));
  const files = list.data?.pages.flatMap((page) => page.results) ?? [];
  const nameOf = useNames(files.map((file) => file.version?.authorId));
  return (
    <div>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows rows={3} /> : null}
      {list.isSuccess && files.length === 0 ? <p className="quiet">{say('files.none')}</p> : null}
      <ul className="files">
        {files.map((file) => (
          <FileLine key={file.id} name={file.title} address={wiki.attachmentAddress(file, id)} sizeBytes={file.fileSize} mediaType={file.mediaType} by={nameOf(file.version?.authorId)} at={file.version?.createdAt} />
        ))}
      </ul>
      {list.hasNextPage ? <LoadMore shown={files.length} more busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} /> : null}
      <FileDrop send={(file, onProgress) => wiki.attach(id, file, onProgress)} onDone={() => refreshContent(cache, site.id, kind, id)} />
    </div>
  );
}
