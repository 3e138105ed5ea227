import type { ReactNode } from 'react';
import { useFormats } from '../texts/formats.ts';
import styles from './chart.module.css';
import { type ShapeName, StateShape, shapeOfTone } from './state-shape.tsx';
import type { Tone } from './tone.ts';

export interface Share {
  readonly id: string;
  readonly label: string;
  readonly tone: Tone;
  readonly shape?: ShapeName;
  readonly count: number;
  /** What is not there yet: drawn as the ground of the bar. */
  readonly isFaint?: boolean;
  /** The number as a link to the list that it counts. */
  readonly link?: (content: ReactNode) => ReactNode;
}

/** Parts of a whole in one bar; below it each part with its word and its number. Parts of nothing stay out. */
export function ShareBar({
  label,
  shares,
  isLegendHidden = false,
}: {
  readonly label: string;
  readonly shares: readonly Share[];
  readonly isLegendHidden?: boolean;
}) {
  const formats = useFormats();
  const present = shares.filter(({ count }) => count > 0);
  const spoken = `${label}: ${present.map(({ label: text, count }) => `${text} ${formats.number(count)}`).join(', ')}`;
  return (
    <div className={styles.share}>
      <div className={styles.shareBar} role="img" aria-label={spoken}>
        {present.map(({ id, tone, count, isFaint }) => (
          <span key={id} data-tone={tone} data-faint={isFaint || undefined} style={{ flexGrow: count }} />
        ))}
      </div>
      {!isLegendHidden && (
        <ul className={styles.legend}>
          {present.map(({ id, label: text, tone, shape, count, link = plain }) => (
            <li key={id} data-tone={tone}>
              <span className={styles.key}>
                <StateShape shape={shape ?? shapeOfTone[tone]} size={10} />
              </span>
              {text}
              <b>{link(formats.number(count))}</b>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const plain = (content: ReactNode): ReactNode => content;

/** How much of something: a bar with its number in words beside it. @param part 0 … 1 */
export function Meter({
  label,
  part,
  tone = 'information',
  text,
}: {
  readonly label: string;
  readonly part: number;
  readonly tone?: Tone;
  readonly text?: string;
}) {
  const formats = useFormats();
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <div className={styles.meter}>
      <div
        className={styles.meterBar}
        role="img"
        aria-label={`${label}: ${text ?? formats.percent(part)}`}
        data-tone={tone}
      >
        <span style={{ width: `${percent}%` }} />
      </div>
      <span aria-hidden="true">{text ?? formats.percent(part)}</span>
    </div>
  );
}
