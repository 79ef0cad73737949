// *Why?* for one person and one thing: the chain of rules in the order in which the platform asks them, which one decides, who
// set it, and whom to ask. And *who can reach this?*: everybody who gets through that chain.
import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { firstPage } from '../api/request.ts';
import { whoReaches, whyReaches, type Item, type WhyStep } from '../api/rights.ts';
import { useFormats } from '../app/formats.ts';
import { useSay, type Say } from '../words/index.ts';
import { Failure } from './failure.tsx';
import { IconCheck, IconX } from './icons.ts';
import { LoadMore } from './load-more.tsx';
import { PersonName } from './person.tsx';
import { SearchBox } from './search-box.tsx';
import { WaitingRows } from './waiting.tsx';
import './rights-words.ts';
import './why.css';

function sentenceOf(step: WhyStep, say: Say): string {
  if (step.rule === 'account-active') return say(step.holds ? 'rights.why.active' : 'rights.why.suspended');
  if (step.rule === 'administers') return say('rights.why.administers');
  if (step.rule === 'role') return step.holds ? say('rights.why.role', { role: say(`rights.duty.${step.role ?? 'member'}`) }) : say('rights.why.noRole');
  if (step.rule === 'grant') return step.holds ? say('rights.why.grant', { where: step.on ?? '', level: say(`rights.who.level.${step.level ?? 'read'}`) }) : say('rights.why.noGrant', { where: step.on ?? '' });
  if (step.holds) return say('rights.why.lets');
  return say(step.closes === 'write' ? 'rights.why.stopsWrite' : 'rights.why.stopsRead');
}

function throughOf(step: WhyStep, say: Say): string | undefined {
  const names = step.through.map((one) => (one.kind === 'everyone' ? say('rights.why.everyone') : one.kind === 'account' ? say('rights.why.self') : (one.name ?? '')));
  return names.length === 0 ? undefined : say('rights.why.through', { names: [...new Set(names)].join(', ') });
}

function Link({ step, decides }: { readonly step: WhyStep; readonly decides: boolean }) {
  const say = useSay();
  const formats = useFormats();
  const setBy = step.setBy === null ? undefined : step.setAt === null ? say('rights.why.setBy', { name: step.setBy.name }) : say('rights.why.setByAt', { name: step.setBy.name, when: formats.date(step.setAt) });
  const notes = [throughOf(step, say), step.inherited === true ? say('rights.why.inherited') : undefined, setBy].filter((note) => note !== undefined);
  return (
    <li className={decides ? 'why-step why-decides' : 'why-step'}>
      {step.holds ? <IconCheck size={16} aria-hidden="true" /> : <IconX size={16} aria-hidden="true" />}
      <div>
        <span>{sentenceOf(step, say)}</span>
        {decides ? <strong className="why-mark">{say('rights.why.decides')}</strong> : null}
        {notes.length === 0 ? null : <p className="quiet">{notes.join(' · ')}</p>}
      </div>
    </li>
  );
}

export function Why({ item, account }: { readonly item: Item; readonly account: string }) {
  const say = useSay();
  const answer = useQuery({ queryKey: ['why', item.site, item.kind, item.id, account], queryFn: ({ signal }) => whyReaches(item, account, signal), retry: false });
  if (answer.isError) return <Failure failure={answer.error} />;
  if (answer.data === undefined) return <WaitingRows rows={3} />;
  const { level, person, steps, decidedBy, askWhom } = answer.data;
  return (
    <section className="why" aria-label={say('rights.why.title')}>
      <p className="why-answer" role="status">
        {level === null ? say('rights.why.no', { name: person.name }) : say('rights.why.yes', { name: person.name, level: say(`rights.who.level.${level}`) })}
      </p>
      <ol className="why-chain">{steps.map((step, index) => <Link key={`${step.rule} ${step.on ?? ''} ${step.closes ?? ''}`} step={step} decides={index === decidedBy} />)}</ol>
      {askWhom.length === 0 ? null : <p className="quiet">{say('failure.ask', { names: askWhom.map(({ name }) => name).join(', ') })}</p>}
    </section>
  );
}

/** Everybody who reaches the thing, with the way; each opens its own *why?*. */
export function WhoCanReach({ item }: { readonly item: Item }) {
  const say = useSay();
  const [q, setQ] = useState('');
  const [open, setOpen] = useState<string>();
  const list = useInfiniteQuery({
    queryKey: ['who', item.site, item.kind, item.id, q], initialPageParam: firstPage(), placeholderData: keepPreviousData, retry: false,
    queryFn: ({ pageParam, signal }) => whoReaches(item, { limit: 50, ...(q === '' ? {} : { q }), ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    getNextPageParam: (last) => last.nextCursor,
  });
  if (list.isError) return <Failure failure={list.error} onRetry={() => void list.refetch()} />;
  if (list.data === undefined) return <WaitingRows rows={3} />;
  const reaching = list.data.pages.flatMap((page) => page.items);
  const total = list.data.pages[0]?.total ?? reaching.length;
  return (
    <div className="who">
      <SearchBox label={say('rights.who.find')} value={q} onChange={setQ} />
      <p className="quiet" role="status">{say('rights.who.total', { count: total })}</p>
      <ul className="access-list">
        {reaching.map(({ person, level, ways }) => (
          <li key={person.id} className="who-line">
            <span className="access-who">
              <PersonName name={person.name} note={ways.map((way) => throughOf(way, say)).filter((note) => note !== undefined).at(-1)} />
            </span>
            <span>{say(`rights.who.level.${level}`)}</span>
            <Button size="xs" variant="default" aria-expanded={open === person.id} aria-label={`${say('rights.why.title')} ${person.name}`} onClick={() => setOpen(open === person.id ? undefined : person.id)}>
              {say('rights.why.title')}
            </Button>
            {open === person.id ? <Why item={item} account={person.id} /> : null}
          </li>
        ))}
        {reaching.length === 0 ? <li className="quiet">{say('rights.who.nobody')}</li> : null}
      </ul>
      <LoadMore shown={reaching.length} total={total} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
    </div>
  );
}
