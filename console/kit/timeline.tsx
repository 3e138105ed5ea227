import type { ReactNode } from 'react';
import { useFormats } from '../texts/formats.ts';
import { StateShape, shapeOfTone } from './state-shape.tsx';
import styles from './timeline.module.css';
import type { Tone } from './tone.ts';

export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
}

/** What happened, newest first: time, what, and what it rests on. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const formats = useFormats();
  return (
    <ol className={styles.timeline}>
      {entries.map(({ id, at, tone, title, detail }) => (
        <li key={id} className={styles.entry} data-tone={tone}>
          <time dateTime={at} className={styles.time}>
            {formats.time(at)}
          </time>
          <span className={styles.mark}>
            <StateShape shape={shapeOfTone[tone]} size={10} />
          </span>
          <div className={styles.what}>
            <div>{title}</div>
            {detail !== undefined && <div className={styles.detail}>{detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
