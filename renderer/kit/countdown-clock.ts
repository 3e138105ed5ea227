import { useContext, useEffect, useState } from 'react';
import { WallClockContext } from './touch.ts';

/** Seconds until `endsAt` by the clock of the terminal, the nearest: two clocks that differ by a moment give no 2:01 of two minutes. Never below 0; null where either is no time. */
export function secondsTo(endsAt: string, now: string, elapsedMs: number): number | null {
  const left = Date.parse(endsAt) - Date.parse(now) - elapsedMs;
  return Number.isNaN(left) ? null : Math.max(0, Math.round(left / 1000));
}

/** `2:05`: minutes and seconds. */
export function minutesWords(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Seconds until `endsAt`, redrawn every second; null where there is no clock or no end. */
export function useSecondsTo(endsAt: string | undefined): number | null {
  const clock = useContext(WallClockContext);
  const [, setTick] = useState(0);
  const seconds =
    endsAt === undefined || clock === null ? null : secondsTo(endsAt, clock.now, performance.now() - clock.atMs);
  const runs = seconds !== null && seconds > 0;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  return seconds;
}
