import classes from './countdown-ring.module.css';

/** Seconds that are left, large, in a ring that empties. Both say the same: the ring for who sees from afar, the number for who reads. */
export function CountdownRing({ seconds, part }: { readonly seconds: number; readonly part: number }) {
  return (
    <div className={classes.timer} role="timer">
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle className={classes.rest} cx="50" cy="50" r="44" />
        <circle
          className={classes.left}
          cx="50"
          cy="50"
          r="44"
          pathLength="1"
          strokeDasharray={`${part.toFixed(3)} 1`}
        />
      </svg>
      <span className={classes.seconds} data-testid="seconds-left">
        {seconds}
      </span>
    </div>
  );
}
