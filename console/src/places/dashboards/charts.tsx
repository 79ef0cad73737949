// Small charts of our own: bars and two lines, drawn as SVG, labelled where the eye is, with the same figures as a table behind.
import { useId, type ReactNode } from 'react';
import { useFormats } from '../../app/formats.ts';
import { useSay } from '../../words/index.ts';
import '../tracker/query-words.ts';
import './charts.css';

export type Bar = { readonly id: string; readonly name: string; readonly count: number; readonly link?: ReactNode };

/** Bars begin at zero; the longest takes the whole width. */
export function Bars({ bars }: { readonly bars: readonly Bar[] }) {
  const formats = useFormats();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className="bars">
      {bars.map((bar) => (
        <li key={bar.id}>
          <span className="bar-name">{bar.link ?? bar.name}</span>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ width: `${(bar.count / most) * 100}%` }} />
          </span>
          <span className="bar-count">{formats.number(bar.count)}</span>
        </li>
      ))}
    </ul>
  );
}

export type Day = { readonly day: string; readonly created: number; readonly resolved: number };
const width = 520;
const height = 170;
const side = 34;
const foot = 22;

/** Two lines over the days, each named at its end; both begin at zero. */
export function Flow({ days, title }: { readonly days: readonly Day[]; readonly title: string }) {
  const say = useSay();
  const formats = useFormats();
  const titleId = useId();
  const most = Math.max(1, ...days.flatMap(({ created, resolved }) => [created, resolved]));
  const x = (index: number): number => side + (index / Math.max(1, days.length - 1)) * (width - side - 74);
  const y = (count: number): number => 10 + (1 - count / most) * (height - 10 - foot);
  const line = (of: (day: Day) => number): string => days.map((day, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(of(day)).toFixed(1)}`).join(' ');
  const last = days.at(-1);
  const apart = last === undefined ? 0 : y(last.resolved) - y(last.created);
  const shift = Math.abs(apart) < 14 ? (apart >= 0 ? 1 : -1) * ((14 - Math.abs(apart)) / 2) : 0;
  const date = (day: string | undefined): string => (day === undefined ? '' : formats.date(day));
  return (
    <svg className="flow" viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={titleId}>
      <title id={titleId}>{title}</title>
      {[0, most].map((count) => (
        <g key={count}>
          <line x1={side} x2={width - 74} y1={y(count)} y2={y(count)} className="flow-rule" />
          <text x={side - 6} y={y(count) + 4} textAnchor="end">
            {formats.number(count)}
          </text>
        </g>
      ))}
      <path d={line(({ created }) => created)} className="flow-created" />
      <path d={line(({ resolved }) => resolved)} className="flow-resolved" />
      {last === undefined ? null : (
        <>
          <text x={width - 68} y={y(last.created) + 4 - shift} className="flow-created-name">
            {say('dashboards.createdLine')}
          </text>
          <text x={width - 68} y={y(last.resolved) + 4 + shift} className="flow-resolved-name">
            {say('dashboards.resolvedLine')}
          </text>
        </>
      )}
      <text x={side} y={height - 4}>
        {date(days[0]?.day)}
      </text>
      <text x={width - 74} y={height - 4} textAnchor="end">
        {date(last?.day)}
      </text>
    </svg>
  );
}

/** The figures of a chart, for whoever reads them better. */
export function Behind({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] }) {
  const say = useSay();
  return (
    <details className="behind">
      <summary>{say('dashboards.table')}</summary>
      <div className="behind-scroll" tabIndex={0} role="group" aria-label={say('dashboards.table')}>
        <table>
          <thead>
            <tr>
              {head.map((label) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...figures]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {figures.map((figure, index) => (
                  <td key={head[index + 1]}>{figure}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
