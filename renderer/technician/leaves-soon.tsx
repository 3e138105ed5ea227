import { minutesWords, useSecondsTo } from '../kit/countdown-clock.ts';
import { Icon } from '../kit/icon.tsx';
import classes from './technician-window.module.css';

/** Told only in the last minute: who works is not to be watched by a clock. */
const toldSeconds = 60;

/** Nobody touches anything: the maintenance ends by itself. */
export function LeavesSoon({ at }: { readonly at: string | undefined }) {
  const seconds = useSecondsTo(at);
  if (seconds === null || seconds > toldSeconds) return null;
  return (
    <span className={classes.soon} role="timer" data-testid="leaves-soon">
      <Icon name="clock" />
      {minutesWords(seconds)}
    </span>
  );
}
