// The query bar: JQL with completion as one types (arrows choose, Tab or Enter takes, Escape closes), checked while one
// writes, and with a pointer at the place that is wrong. A screen reader hears the number of offers and the fault.
import { Button, Loader, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useLists, type JqlCheck } from '../../api/tracker-lists.ts';
import { useSite } from '../../app/session.ts';
import { useSay } from '../../words/index.ts';
import { accept, offersFor, placeAt, valueOffer, type Offer } from './complete-jql.ts';
import './query-words.ts';
import './jql-bar.css';

const pauseMs = 250;

function useLater<Value>(value: Value): Value {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}

function useOffers(text: string, cursor: number, open: boolean): { readonly offers: readonly Offer[]; readonly busy: boolean } {
  const lists = useLists();
  const { site } = useSite();
  const words = useQuery({ queryKey: ['jql', site.id, 'words'], queryFn: ({ signal }) => lists.words(signal), staleTime: 5 * 60_000 });
  const place = placeAt(text, cursor);
  const { wanted } = place;
  const asks = wanted.kind === 'value' && (wanted.predicate === undefined || ['by', 'from', 'to'].includes(wanted.predicate)) ? wanted : undefined;
  const typed = useLater(place.typed);
  const values = useQuery({
    queryKey: ['jql', site.id, 'values', asks?.field ?? '', asks?.predicate ?? '', typed],
    enabled: open && asks !== undefined,
    queryFn: ({ signal }) => lists.suggestions({ fieldName: asks?.field ?? '', fieldValue: typed, ...(asks?.predicate === 'by' ? { predicateName: 'by' } : {}) }, signal),
    staleTime: 60_000,
  });
  if (words.data === undefined) return { offers: [], busy: words.isLoading };
  const known = words.data;
  const found = asks === undefined ? [] : (values.data?.results ?? []).map((value) => valueOffer(value.value, value.displayName, known));
  return { offers: [...found, ...offersFor(place, known)].slice(0, 12), busy: values.isFetching };
}

/** Nothing while the text is empty or right. */
function useFault(text: string): JqlCheck | undefined {
  const lists = useLists();
  const { site } = useSite();
  const checked = useLater(text);
  const check = useQuery({ queryKey: ['jql', site.id, 'check', checked], enabled: checked.trim() !== '', queryFn: ({ signal }) => lists.check(checked, signal), staleTime: 60_000 });
  const fault = check.data?.queries[0];
  return checked === text && fault?.errors !== undefined ? fault : undefined;
}

function FaultPointer({ id, text, fault }: { readonly id: string; readonly text: string; readonly fault: JqlCheck }) {
  const column = fault.positions?.[0]?.column ?? 1;
  const at = Math.min(column - 1, text.length);
  const wrong = /^(?:"[^"]*"?|[^\s()=!~<>,]+|.)/.exec(text.slice(at))?.[0] ?? '';
  return (
    <div className="jql-fault" id={id}>
      <code aria-hidden="true">
        {text.slice(0, at)}
        <mark>{wrong === '' ? ' ' : wrong}</mark>
        {text.slice(at + wrong.length)}
      </code>
      <span>{fault.errors?.[0]}</span>
    </div>
  );
}

export function JqlBar({ jql, onRun }: { readonly jql: string; readonly onRun: (jql: string) => void }) {
  const say = useSay();
  const ids = { list: useId(), fault: useId(), help: useId() };
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(jql);
  const [cursor, setCursor] = useState(jql.length);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  useEffect(() => setText(jql), [jql]);
  const { offers, busy } = useOffers(text, cursor, open);
  const fault = useFault(text);
  const shown = open && offers.length > 0;
  const current = Math.min(chosen, offers.length - 1);

  const moveCursor = (): void => setCursor(input.current?.selectionStart ?? text.length);
  const take = (offer: Offer): void => {
    const next = accept(text, placeAt(text, cursor), offer);
    setText(next.text);
    setCursor(next.cursor);
    setChosen(-1);
    setOpen(true);
    // After React has written the text, so that the cursor lands where the next word goes.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const offer = offers[current];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setChosen(offers.length === 0 ? -1 : (current + (event.key === 'ArrowDown' ? 1 : -1) + offers.length) % offers.length);
    } else if (shown && offer !== undefined && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      take(offer);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };

  return (
    <form
      className="jql"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
        onRun(text.trim());
      }}
    >
      <div className="jql-field">
        <TextInput
          ref={input}
          className="jql-input"
          role="combobox"
          aria-label={say('tracker.jql')}
          aria-expanded={shown}
          aria-controls={shown ? ids.list : undefined}
          aria-autocomplete="list"
          aria-activedescendant={shown && current >= 0 ? `${ids.list}-${current}` : undefined}
          aria-describedby={fault === undefined ? ids.help : ids.fault}
          aria-invalid={fault === undefined ? undefined : true}
          placeholder={'status = "In Progress" AND assignee = currentUser() ORDER BY created'}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setCursor(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
            setChosen(-1);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onKeyUp={moveCursor}
          onClick={moveCursor}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          rightSection={busy ? <Loader size={14} /> : null}
          spellCheck={false}
          autoComplete="off"
        />
        {shown ? (
          <ul className="jql-offers" role="listbox" id={ids.list} aria-label={say('query.offers')}>
            {offers.map((offer, index) => (
              <li
                key={`${offer.hint} ${offer.insert}`}
                id={`${ids.list}-${index}`}
                role="option"
                aria-selected={index === current}
                data-chosen={index === current}
                onMouseDown={(event) => {
                  event.preventDefault(); // the field keeps the focus
                  take(offer);
                }}
              >
                <span>{offer.shown}</span>
                <span className="quiet">{say(`query.hint.${offer.hint}`)}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <Button type="submit" variant="default">
        {say('tracker.runJql')}
      </Button>
      <div role="status" className="jql-status">
        {fault === undefined ? null : <FaultPointer id={ids.fault} text={text} fault={fault} />}
        <span className="only-heard">{shown ? say('query.offered', { count: offers.length }) : ''}</span>
      </div>
      <p id={ids.help} className="quiet jql-help">
        {say('query.help')}
      </p>
    </form>
  );
}
