import { useEffect, useState } from 'react';
import type { Language } from '../../contract/text.ts';
import { type WallTime, wallTime } from '../kit/wall-time.ts';
import type { Received } from './bridge.ts';

/** The terminal's time, ticking on from the snapshot; redraws once a minute, when the minute changes. */
export function useWallTime(received: Received, language: Language): WallTime | null {
  const [, setTick] = useState(0);
  const time = wallTime(received.snapshot.now, performance.now() - received.atMs, language);
  const next = time?.nextMinuteMs;
  useEffect(() => {
    if (next === undefined) return;
    const timer = setTimeout(() => setTick((tick) => tick + 1), next);
    return () => clearTimeout(timer);
  });
  return time;
}

/** Minutes of the window's own monotonic clock, for what changes by the minute where no snapshot brings the time. */
export function useMinute(): number {
  const [minute, setMinute] = useState(() => Math.floor(performance.now() / 60_000));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(performance.now() / 60_000)), 60_000);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

/** Monotonic milliseconds since the snapshot came, redrawn every `everyMs` while `on`. */
export function useElapsed(received: Received, everyMs: number, on: boolean): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, on]);
  return performance.now() - received.atMs;
}
