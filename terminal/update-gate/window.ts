import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { cityDay } from '../../contract/working-days.ts';

/** When updates may begin; times are the city's. */
export type UpdateRules = NonNullable<KioskConfig['updates']>;

/** A machine whose configuration says nothing: two hours after midnight until before the first people come, and two minutes after the last touch. */
export const defaultRules: UpdateRules = { window: { from: '02:00', to: '05:00' }, quietSeconds: 120, freeze: [] };

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** The mainland has one zone and no summer time. */
const zoneMs = 8 * 3_600_000;

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

const minuteNow = (wallMs: number): number => Math.floor(wrap(wallMs + zoneMs, dayMs) / minuteMs);
const wrap = (value: number, by: number): number => ((value % by) + by) % by;

/** `from` belongs to it, `to` does not; one that ends earlier than it begins goes over midnight, and one that ends where it begins is the whole day. */
export function isInWindow({ window }: UpdateRules, wallMs: number): boolean {
  const [from, to, now] = [minuteOf(window.from), minuteOf(window.to), minuteNow(wallMs)];
  if (from === to) return true;
  return from < to ? now >= from && now < to : now >= from || now < to;
}

/** First and last day belong to it. */
export function isFrozen({ freeze }: UpdateRules, wallMs: number): boolean {
  const today = cityDay(wallMs);
  return freeze.some(({ from, to }) => today >= from && today <= to);
}

/** Milliseconds until window or freeze may be another: the next of both ends of the window and midnight. More than 0, at most a day. */
export function untilWindowTurns({ window }: UpdateRules, wallMs: number): number {
  const inDay = wrap(wallMs + zoneMs, dayMs);
  const marks = [minuteOf(window.from), minuteOf(window.to), 0].map((minute) => minute * minuteMs);
  return Math.min(...marks.map((mark) => wrap(mark - inDay, dayMs) || dayMs));
}
