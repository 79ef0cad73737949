// One issue or page as it was and as it is, part by part; what differs is marked.
import { useQuery } from '@tanstack/react-query';
import type { ItemText, PastItem, Product } from '../../api/recovery.ts';
import { useFormats } from '../../app/formats.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Failure } from '../../parts/failure.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay, type WordKey } from '../../words/index.ts';
import { compareQuery } from './queries.ts';

const fieldWords: Readonly<Record<string, WordKey>> = {
  summary: 'recovery.field.title', title: 'recovery.field.title', description: 'recovery.field.text', body: 'recovery.field.text', environment: 'recovery.field.environment', status: 'recovery.field.status', comment: 'recovery.field.comment', attachment: 'recovery.field.attachment',
};

export function SideBySide({ siteId, product, moment, item, onClose }: { readonly siteId: string; readonly product: Product; readonly moment: string; readonly item: PastItem; readonly onClose: () => void }) {
  const say = useSay();
  const formats = useFormats();
  const both = useQuery(compareQuery(siteId, product, moment, item.id));
  return (
    <Dialog opened onClose={onClose} title={item.key === null ? item.title : `${item.key} · ${item.title}`} size="xl">
      {both.isError ? <Failure failure={both.error} onRetry={() => void both.refetch()} /> : null}
      {both.isPending ? <WaitingText /> : null}
      {both.data === undefined ? null : (
        <div className="side-by-side">
          <Side title={say('recovery.asItWas', { at: formats.dateTime(moment) })} parts={both.data.then} other={both.data.now} />
          <Side title={say('recovery.asItIs')} parts={both.data.now} other={both.data.then} />
        </div>
      )}
    </Dialog>
  );
}

function Side({ title, parts, other }: { readonly title: string; readonly parts: readonly ItemText[] | null; readonly other: readonly ItemText[] | null }) {
  const say = useSay();
  const same = (part: ItemText): boolean => other?.some((one) => one.field === part.field && one.text === part.text) ?? false;
  return (
    <section>
      <h3>{title}</h3>
      {parts === null ? <p className="quiet">{say('recovery.notThere')}</p> : null}
      <dl>
        {(parts ?? []).map((part, index) => {
          const word = fieldWords[part.field];
          return (
            <div key={`${part.field} ${String(index)}`} className={same(part) ? undefined : 'side-differs'}>
              <dt>
                {word === undefined ? part.field : say(word)} {same(part) ? null : <span>({say('recovery.differs')})</span>}
              </dt>
              <dd>{part.text}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
