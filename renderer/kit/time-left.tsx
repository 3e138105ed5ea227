import { useContext } from 'react';
import { controlWords } from './control-words.ts';
import { minutesWords, useSecondsTo } from './countdown-clock.ts';
import { Icon } from './icon.tsx';
import classes from './time-left.module.css';
import { LanguageContext } from './touch.ts';

/** The last seconds are told by colour and weight too. */
const soonSeconds = 30;

/** Time left in minutes and seconds. Read aloud when asked for, not every second. */
export function TimeLeft({ endsAt }: { readonly endsAt: string | undefined }) {
  const words = controlWords(useContext(LanguageContext));
  const seconds = useSecondsTo(endsAt);
  if (seconds === null) return null;
  return (
    <p className={classes.left} role="timer" data-soon={seconds <= soonSeconds || undefined} data-testid="time-left">
      <Icon name="clock" />
      <span>{words.minutesLeft}</span>
      <strong>{minutesWords(seconds)}</strong>
    </p>
  );
}
