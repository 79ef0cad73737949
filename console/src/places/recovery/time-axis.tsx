// The time axis: a bar for each hour in which something changed, what was removed marked by shape and colour, restores as
// flags. The second is chosen with the slider, by keys, or typed.
import { Slider, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { HourOfChanges, Timeline } from '../../api/recovery.ts';
import { useFormats } from '../../app/formats.ts';
import { useSay } from '../../words/index.ts';

const hourMs = 3_600_000;
const spanHours = { hour: 1, day: 24, week: 168, month: 744 } as const;
type Span = keyof typeof spanHours;
const spans: readonly Span[] = ['hour', 'day', 'week', 'month'];

const seconds = (time: string): number => Math.floor(new Date(time).getTime() / 1000);
/** As the field of the browser writes a local time. */
const fieldOf = (second: number): string => {
  const date = new Date(second * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

export function TimeAxis({ timeline, moment, onMoment }: { readonly timeline: Timeline; readonly moment: string; readonly onMoment: (moment: string) => void }) {
  const say = useSay();
  const formats = useFormats();
  const [span, setSpan] = useState<Span>('day');
  const to = seconds(timeline.to);
  const from = Math.max(seconds(timeline.from), to - spanHours[span] * 3600);
  const [shown, setShown] = useState<number>();
  const chosen = Math.min(Math.max(shown ?? seconds(moment), from), to);
  const choose = (second: number): void => {
    setShown(undefined);
    onMoment(new Date(second * 1000).toISOString());
  };
  return (
    <div className="time-axis">
      <div className="time-spans" role="group" aria-label={say('recovery.span')}>
        {spans.map((one) => (
          <button key={one} type="button" className="time-span" aria-pressed={span === one} onClick={() => setSpan(one)}>
            {say(`recovery.spans.${one}`)}
          </button>
        ))}
      </div>
      <Bars hours={timeline.hours} restores={timeline.restores.flatMap((one) => (one.appliedAt === null ? [] : [one.appliedAt]))} from={from} to={to} />
      <Slider
        value={chosen} min={from} max={Math.max(to, from + 1)} step={1} label={(second) => formats.dateTime(new Date(second * 1000).toISOString())} thumbLabel={say('recovery.moment')}
        onChange={setShown} onChangeEnd={choose}
      />
      <TextInput
        className="moment" type="datetime-local" step={1} label={say('recovery.moment')} description={say('recovery.momentHelp', { from: formats.dateTime(timeline.from), to: formats.dateTime(timeline.to) })}
        value={fieldOf(chosen)} min={fieldOf(seconds(timeline.from))} max={fieldOf(to)}
        onChange={(event) => {
          const typed = new Date(event.currentTarget.value).getTime();
          if (!Number.isNaN(typed)) choose(Math.floor(typed / 1000));
        }}
      />
    </div>
  );
}

function Bars({ hours, restores, from, to }: { readonly hours: readonly HourOfChanges[]; readonly restores: readonly string[]; readonly from: number; readonly to: number }) {
  const say = useSay();
  const width = 1000;
  const height = 80;
  const scale = width / Math.max(to - from, 1);
  const within = hours.filter((one) => seconds(one.hour) + 3600 >= from && seconds(one.hour) <= to);
  const total = (one: HourOfChanges): number => one.created + one.changed + one.removed;
  const most = Math.max(1, ...within.map(total));
  const changes = within.reduce((sum, one) => sum + total(one), 0);
  const removed = within.reduce((sum, one) => sum + one.removed, 0);
  const barWidth = Math.max(2, (hourMs / 1000) * scale - 1);
  return (
    <figure className="bars">
      <svg viewBox={`0 0 ${String(width)} ${String(height)}`} preserveAspectRatio="none" role="img" aria-label={say('recovery.chart', { changes, removed, restores: restores.length })}>
        {within.map((one) => {
          const left = Math.max(0, (seconds(one.hour) - from) * scale);
          const tall = (total(one) / most) * height;
          const gone = (one.removed / most) * height;
          return (
            <g key={one.hour}>
              <rect className="bar" x={left} y={height - tall} width={barWidth} height={tall} />
              {one.removed === 0 ? null : <rect className="bar-removed" x={left} y={height - gone} width={barWidth} height={Math.max(3, gone)} />}
            </g>
          );
        })}
        {restores.filter((at) => seconds(at) >= from && seconds(at) <= to).map((at) => (
          <line key={at} className="bar-restore" x1={(seconds(at) - from) * scale} x2={(seconds(at) - from) * scale} y1={0} y2={height} />
        ))}
      </svg>
      <figcaption className="quiet">
        <span className="key-changed">{say('recovery.keyChanged')}</span> <span className="key-removed">{say('recovery.keyRemoved')}</span> <span className="key-restore">{say('recovery.keyRestore')}</span>
      </figcaption>
    </figure>
  );
}
