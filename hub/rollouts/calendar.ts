import type { OfferWindow, RolloutRequest } from '../../contract/console/rollouts.ts';
import { cityDay } from '../../contract/working-days.ts';

/** UTC+8, no summer time. */
const cityOffsetMs = 8 * 3_600_000;

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Whether the hub offers at this instant. No windows = at any hour; `until` before `from` = over midnight; both equal = the whole day. */
export function isInWindow(windows: readonly OfferWindow[] | undefined, nowMs: number): boolean {
  if (windows === undefined || windows.length === 0) return true;
  const minute = new Date(nowMs + cityOffsetMs).getUTCHours() * 60 + new Date(nowMs + cityOffsetMs).getUTCMinutes();
  return windows.some(({ from, until }) => {
    const [start, end] = [minutesOf(from), minutesOf(until)];
    return start < end ? minute >= start && minute < end : minute >= start || minute < end;
  });
}

/** Whether this is a day on which nothing may change; both ends belong to it. */
export function isFrozen(freezes: RolloutRequest['freezes'], nowMs: number): boolean {
  const day = cityDay(nowMs);
  return (freezes ?? []).some(({ from, until }) => from <= day && day <= until);
}
