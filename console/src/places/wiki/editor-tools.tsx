// What the editor needs of a page: people to mention, its files and where new ones go, and pages to include.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useId, useMemo, useState } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import type { ContentKind, Wiki, WikiAttachment } from '../../api/wiki.ts';
import { useSite, useTracker, useWiki } from '../../app/session.ts';
import type { EditorFile, PageChoice } from '../../editor/index.ts';
import { useSay } from '../../words/index.ts';
import { titleCql } from './title-cql.ts';
import { attachmentsQuery, contentQuery, wikiKeys } from './queries.ts';

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

/** `place` gives the id of a page that may still have to be made. */
export function useEditorTools(kind: ContentKind, id: string | undefined, place: () => Promise<string>) {
  const { site } = useSite();
  const wiki = useWiki();
  const cache = useQueryClient();
  const people = usePeopleOf();
  const list = useInfiniteQuery({ ...attachmentsQuery(site.id, wiki, kind, id ?? ''), enabled: id !== undefined });
  const files = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.results).map((file) => fileOf(wiki, id ?? '', file)), [list.data, wiki, id]);
  const upload = useCallback(
    async (file: File, onProgress: (sent: number, total: number) => void): Promise<EditorFile> => {
      const owner = await place();
      const [stored] = (await attachUnderFreeName(wiki, owner, file, onProgress)).results;
      await cache.invalidateQueries({ queryKey: [...wikiKeys.content(site.id, kind, owner), 'attachments'] });
      if (stored === undefined) throw new Error('The platform stored no file.');
      // The answer to an upload has its kind elsewhere than the list; the browser knows it just as well.
      return { ...fileOf(wiki, owner, stored), mediaType: file.type || undefined };
    },
    [wiki, cache, site.id, kind, place],
  );
  return { people, files, upload };
}

const offeredMax = 8;

/** The page that an include shows: found by its title, kept by its id. */
function PageField({ pageId, onChoose }: PageChoice) {
  const say = useSay();
  const { site } = useSite();
  const wiki = useWiki();
  const list = useId();
  const chosen = useQuery({ ...contentQuery(site.id, wiki, 'page', pageId), enabled: pageId !== '' });
  const [text, setText] = useState<string>();
  const words = (text ?? '').trim();
  const found = useQuery({ queryKey: ['wiki', site.id, 'find-page', words], enabled: words.length > 1, queryFn: ({ signal }) => wiki.search(titleCql(words), 0, signal) });
  const pages = (found.data?.results ?? []).flatMap(({ content }) => (content === undefined ? [] : [content])).slice(0, offeredMax);
  return (
    <label className="context-field context-field-wide">
      <span>{say('editor.include')}</span>
      <input
        list={list}
        value={text ?? chosen.data?.title ?? ''}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setText(typed);
          const page = pages.find(({ title }) => title === typed);
          if (page !== undefined) onChoose(page.id);
        }}
      />
      <datalist id={list}>
        {pages.map(({ id, title, space }) => (
          <option key={id} value={title}>
            {space?.key}
          </option>
        ))}
      </datalist>
    </label>
  );
}

export const pageField = (choice: PageChoice) => <PageField {...choice} />;
