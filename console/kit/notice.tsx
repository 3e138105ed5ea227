import type { ReactNode } from 'react';
import styles from './notice.module.css';
import { StateShape, shapeOfTone } from './state-shape.tsx';
import type { Tone } from './tone.ts';

/** A message in the page. `isSpoken`: the answer to something that somebody just did; a screen reader says it at once. */
export function Notice({
  tone,
  isSpoken = false,
  children,
}: {
  readonly tone: Tone;
  readonly isSpoken?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.notice} data-tone={tone} role={isSpoken ? 'status' : undefined}>
      <span className={styles.shape}>
        <StateShape shape={shapeOfTone[tone]} />
      </span>
      <div className={styles.words}>{children}</div>
    </div>
  );
}
