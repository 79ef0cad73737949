// Two charts: what is left over time as steps beside the straight way to nothing, and pairs of bars. Each has the
// answer in words above it and its numbers as a table below.
import { useFormats } from '../../app/formats.ts';
import { useSay } from '../../words/index.ts';

const width = 720;
const height = 260;
const left = 44;
const bottom = 28;
const top = 12;
const right = 96;

export type StepPoint = { readonly at: string; readonly value: number };

const niceMax = (value: number): number => {
  const size = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((factor) => factor * size).find((candidate) => candidate >= value) ?? value;
};

export function StepChart({ points, start, end, initial, label }: { readonly points: readonly StepPoint[]; readonly start: string; readonly end: string; readonly initial: number; readonly label: string }) {
  const say = useSay();
  const formats = useFormats();
  const from = Date.parse(start);
  const until = Math.max(Date.parse(end), ...points.map((point) => Date.parse(point.at)), from + 1);
  const max = niceMax(Math.max(initial, ...points.map((point) => point.value), 1));
  const x = (at: string): number => left + ((Date.parse(at) - from) / (until - from)) * (width - left - right);
  const y = (value: number): number => top + (1 - value / max) * (height - top - bottom);
  let path = `M ${left} ${y(initial)}`;
  for (const point of points) path += ` H ${x(point.at).toFixed(1)} V ${y(point.value).toFixed(1)}`;
  const last = points.at(-1)?.value ?? initial;
  const lastX = points.length === 0 ? left : x(points.at(-1)?.at ?? start);
  return (
    <svg className="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {[0, max / 2, max].map((value) => (
        <g key={value}>
          <line className={value === 0 ? 'chart-axis' : 'chart-grid'} x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
          <text x={left - 8} y={y(value) + 4} textAnchor="end">
            {formats.number(value)}
          </text>
        </g>
      ))}
      <line className="chart-ideal" x1={left} y1={y(initial)} x2={x(end)} y2={y(0)} />
      <path className="chart-line" d={path} />
      <text className="chart-name" x={Math.min(lastX + 6, width - right + 6)} y={y(last) - 4}>
        {say('board.remaining', { count: formats.number(last) })}
      </text>
      <text x={left} y={height - 8}>
        {formats.date(start)}
      </text>
      <text x={x(end)} y={height - 8} textAnchor="end">
        {formats.date(end)}
      </text>
    </svg>
  );
}

export type Pair = { readonly name: string; readonly first: number; readonly second: number };

export function PairBars({ pairs, firstName, secondName, label }: { readonly pairs: readonly Pair[]; readonly firstName: string; readonly secondName: string; readonly label: string }) {
  const formats = useFormats();
  const max = niceMax(Math.max(1, ...pairs.flatMap(({ first, second }) => [first, second])));
  const y = (value: number): number => top + (1 - value / max) * (height - top - bottom);
  const slot = (width - left - 8) / Math.max(pairs.length, 1);
  const bar = Math.min(36, slot / 3);
  return (
    <svg className="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <line className="chart-axis" x1={left} x2={width - 8} y1={y(0)} y2={y(0)} />
      {pairs.map((pair, index) => {
        const middle = left + slot * (index + 0.5);
        return (
          <g key={`${pair.name} ${index}`}>
            <rect className="chart-bar-quiet" x={middle - bar - 2} y={y(pair.first)} width={bar} height={y(0) - y(pair.first)} />
            <rect className="chart-bar" x={middle + 2} y={y(pair.second)} width={bar} height={y(0) - y(pair.second)} />
            <text x={middle - 2 - bar / 2} y={y(pair.first) - 4} textAnchor="middle">
              {formats.number(pair.first)}
            </text>
            <text className="chart-name" x={middle + 2 + bar / 2} y={y(pair.second) - 4} textAnchor="middle">
              {formats.number(pair.second)}
            </text>
            <text x={middle} y={height - 8} textAnchor="middle">
              {pair.name.length > 14 ? `${pair.name.slice(0, 13)}…` : pair.name}
            </text>
            {index === 0 ? <title>{`${firstName}, ${secondName}`}</title> : null}
          </g>
        );
      })}
    </svg>
  );
}
