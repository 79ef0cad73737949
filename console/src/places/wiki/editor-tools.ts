// What the editor needs of a page: people to mention, its files, and where new ones go.
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import type { ContentKind, Wiki, WikiAttachment } from '../../api/wiki.ts';
import { useSite, useTracker, useWiki } from '../../app/session.ts';
import type { EditorFile } from '../../editor/index.ts';
import { attachmentsQuery, wikiKeys } from './queries.ts';

type Found = readonly { readonly id: string; readonly name: string }[];

/** People of the site by a part of their name. */
export function usePeopleOf(): (text: string, signal: AbortSignal) => Promise<Found> {
  const tracker = useTracker();
  return useCallback(async (text, signal) => (await tracker.users(text, signal)).map(({ accountId, displayName }) => ({ id: accountId, name: displayName })), [tracker]);
}

const fileOf = (wiki: Wiki, pageId: string, file: WikiAttachment): EditorFile => ({ id: file.id, name: file.title, url: wiki.attachmentAddress(file, pageId), mediaType: file.mediaType });

const namesMax = 50;

/** A name that another file of the page has already gets a number: nothing is replaced by a paste. */
async function attachUnderFreeName(wiki: Wiki, id: string, file: File, onProgress: (sent: number, total: number) => void) {
  const [, stem = file.name, ending = ''] = /^(.+?)(\.\w{1,10})?$/.exec(file.name) ?? [];
  for (let number = 1; ; number += 1) {
    try {
      return await wiki.attach(id, number === 1 ? file : new File([file], `${stem} (${number})${ending}`, { type: file.type }), onProgress);
    } catch (failure) {
      if (number >= namesMax || !(failure instanceof ApiProblem) || failure.code !== 'wiki.file_taken') throw failure;
    }
  }
}

export function useEditorTools(kind: ContentKind, id: string) {
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const people = usePeopleOf();
  const list = useInfiniteQuery(attachmentsQuery(site.id, wiki, kind, id));
  const files = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.results).map((file) => fileOf(wiki, id, file)), [list.data, wiki, id]);
  const upload = useCallback(
    async (file: File, onProgress: (sent: number, total: number) => void): Promise<EditorFile> => {
      const [stored] = (await attachUnderFreeName(wiki, id, file, onProgress)).results;
      await cache.invalidateQueries({ queryKey: [...wikiKeys.content(site.id, kind, id), 'attachments'] });
      if (stored === undefined) throw new Error('The platform stored no file.');
      // The answer to an upload has its kind elsewhere than the list; the browser knows it just as well.
      return { ...fileOf(wiki, id, stored), mediaType: file.type || undefined };
    },
    [wiki, cache, site.id, kind, id],
  );
  return { people, files, upload };
}
