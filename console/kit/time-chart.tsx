import { area, curveMonotoneX, curveStepAfter, line, stack } from 'd3-shape';
import { type ReactNode, useId, useState } from 'react';
import { useFormats } from '../texts/formats.ts';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import styles from './chart.module.css';
import { type Box, chartRows, countTicks, nearest, type Series, scalesOf } from './chart-model.ts';
import { Empty } from './resource-view.tsx';
import { StateShape, shapeOfTone } from './state-shape.tsx';
import { useWidth } from './use-width.ts';

interface Props {
  /** What the chart shows; read out and printed above the table. */
  readonly label: string;
  readonly series: readonly Series[];
  /** `lines` beside each other, `layers` on top of each other (parts of a whole), `bars` for counts of a span of time. */
  readonly kind: 'lines' | 'layers' | 'bars';
  readonly height?: number;
  /** Text of a time on the axis and in the table; hour and minute unless told. */
  readonly timeText?: (at: number) => string;
}

/** A time series, drawn plainly: zero is at the bottom, the table behind it says the same. */
export function TimeChart({ label, series, kind, height = 180, timeText }: Props) {
  const words = useWords(kitTexts);
  const formats = useFormats();
  const [width, frame] = useWidth(640);
  const [pointed, setPointed] = useState<number | null>(null);
  const id = useId();
  const rows = chartRows(series);
  if (rows.length === 0) return <Empty>{words('noData')}</Empty>;
  const { number } = formats;
  const time = timeText ?? formats.clock;
  const box: Box = { width, height, left: 44, right: 12, top: 10, bottom: 22 };
  const times = rows.map(({ at }) => at);
  const barWidth = Math.max(2, (width - box.left - box.right) / rows.length - 3);
  // A bar stands around its time: the first and the last one stay inside as well.
  const inset = kind === 'bars' ? barWidth / 2 : 0;
  const { x, y } = scalesOf(series, { ...box, left: box.left + inset, right: box.right + inset }, kind !== 'lines');
  const shownAt = pointed === null ? null : (rows[pointed] ?? null);
  return (
    <figure className={styles.figure} ref={frame}>
      <svg
        className={styles.drawing}
        width={width}
        height={height}
        role="img"
        aria-labelledby={id}
        onPointerMove={(event) => {
          const left = event.currentTarget.getBoundingClientRect().left;
          setPointed(nearest(times, x.invert(event.clientX - left).getTime()));
        }}
        onPointerLeave={() => setPointed(null)}
      >
        <title id={id}>{label}</title>
        {countTicks(y).map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={box.left} x2={width - box.right} y1={y(tick)} y2={y(tick)} />
            <text className={styles.tick} x={box.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {number(tick)}
            </text>
          </g>
        ))}
        {x.ticks(Math.max(2, Math.floor(width / 110))).map((tick) => (
          <text key={tick.getTime()} className={styles.tick} x={x(tick)} y={height - 6} textAnchor="middle">
            {time(tick.getTime())}
          </text>
        ))}
        {kind === 'lines' ? lines() : kind === 'layers' ? layers() : bars()}
        {shownAt !== null && (
          <line
            className={styles.pointer}
            x1={x(shownAt.at)}
            x2={x(shownAt.at)}
            y1={box.top}
            y2={height - box.bottom}
          />
        )}
      </svg>
      <ul className={styles.legend}>
        {shownAt !== null && <li className={styles.at}>{time(shownAt.at)}</li>}
        {series.map(({ id: key, label: text, tone }, index) => (
          <li key={key} data-tone={tone ?? 'plain'}>
            <span className={styles.key}>
              {tone === undefined ? (
                <span className={styles.plainKey} data-n={index} />
              ) : (
                <StateShape shape={shapeOfTone[tone]} size={10} />
              )}
            </span>
            {text}
            {shownAt !== null && <b>{shownAt.values[index] === null ? '—' : number(shownAt.values[index] ?? 0)}</b>}
          </li>
        ))}
      </ul>
      <details className={styles.table}>
        <summary>{words('asTable')}</summary>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <td />
              {series.map(({ id: key, label: text }) => (
                <th key={key} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ at, values }) => (
              <tr key={at}>
                <th scope="row">{time(at)}</th>
                {series.map(({ id: key }, index) => (
                  <td key={key}>{values[index] == null ? '—' : number(values[index])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );

  function lines(): ReactNode {
    const draw = line<{ readonly at: number; readonly value: number | null }>()
      .defined(({ value }) => value !== null)
      .x(({ at }) => x(at))
      .y(({ value }) => y(value ?? 0))
      .curve(curveMonotoneX);
    return series.map(({ id: key, tone, points }, index) => (
      <path key={key} className={styles.line} data-tone={tone ?? 'plain'} data-n={index} d={draw([...points]) ?? ''} />
    ));
  }

  function layers(): ReactNode {
    const table = rows.map(({ at, values }) => ({ at, values }));
    const stacked = stack<(typeof table)[number], number>()
      .keys(series.map((_, index) => index))
      .value(({ values }, index) => values[index] ?? 0)(table);
    const draw = area<(typeof stacked)[number][number]>()
      .defined(({ data }) => data.values.some((value) => value !== null))
      .x(({ data }) => x(data.at))
      .y0(([low]) => y(low))
      .y1(([, high]) => y(high))
      .curve(curveStepAfter);
    return stacked.map((layer, index) => (
      <path
        key={series[index]?.id}
        className={styles.layer}
        data-tone={series[index]?.tone ?? 'plain'}
        data-n={index}
        d={draw(layer) ?? ''}
      />
    ));
  }

  function bars(): ReactNode {
    return rows.map(({ at, values }) => {
      let below = 0;
      return series.map(({ id: key, tone }, index) => {
        const value = values[index] ?? 0;
        const top = y(below + value);
        const bottom = y(below);
        below += value;
        return (
          <rect
            key={`${at} ${key}`}
            className={styles.bar}
            data-tone={tone ?? 'plain'}
            data-n={index}
            x={x(at) - barWidth / 2}
            y={top}
            width={barWidth}
            height={Math.max(0, bottom - top)}
            rx={Math.min(2, barWidth / 3)}
          />
        );
      });
    });
  }
}
